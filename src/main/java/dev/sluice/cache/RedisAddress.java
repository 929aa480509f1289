package dev.sluice.cache;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a Redis is and how it is entered.
 *
 * @param tls whether the connection is encrypted, and the name of the host checked
 * @param host name or address, IPv6 without brackets
 * @param port from 1 to 65535
 * @param user empty for Redis' default user
 * @param password empty for none
 * @param database its number, from 0
 */
record RedisAddress(boolean tls, String host, int port, String user, String password, int database) {

    private static final int USUAL_PORT = 6379;
    private static final Pattern DATABASE = Pattern.compile("/?|/(\\d{1,5})");

    /** Reads {@code redis://[user:password@]host[:port][/number]} or {@code rediss://...}; empty when it is anything else. */
    static Optional<RedisAddress> parse(String url) {
        try {
            URI uri = new URI(url);
            String scheme = String.valueOf(uri.getScheme());
            String host = uri.getHost();
            Matcher database = DATABASE.matcher(String.valueOf(uri.getRawPath()));
            int port = uri.getPort() < 0 ? USUAL_PORT : uri.getPort();
            if (!scheme.matches("rediss?")
                    || host == null
                    || port == 0
                    || port > 65_535
                    || !database.matches()
                    || uri.getRawQuery() != null
                    || uri.getRawFragment() != null) {
                return Optional.empty();
            }
            String entry = uri.getRawUserInfo() == null ? ":" : uri.getRawUserInfo();
            int colon = entry.indexOf(':');
            String number = database.group(1);
            return Optional.of(new RedisAddress(
                    scheme.equals("rediss"),
                    host.replaceAll("[\\[\\]]", ""),
                    port,
                    colon < 0 ? "" : decoded(entry.substring(0, colon)),
                    decoded(entry.substring(colon + 1)),
                    number == null ? 0 : Integer.parseInt(number)));
        } catch (URISyntaxException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Host and port; neither user nor password. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
