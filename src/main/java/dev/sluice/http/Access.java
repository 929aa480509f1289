package dev.sluice.http;

import dev.sluice.failure.CannotStart;
import dev.sluice.failure.Denied;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Who may ask. Three questions before each request but those for {@code /health}: is it addressed to this server (on a loopback
 * address only: DNS rebinding), does it come from a page of this server if it comes from one (cross-site request forgery), and
 * does it carry a token or a session, where one is needed. A page of another site may read the pictures that everybody may, as
 * everybody: neither its token nor the loopback counts for it. Immutable.
 */
public final class Access {

    private final AccessConfig config;
    private final boolean loopback;
    private final Sessions sessions;
    private final Function<String, Reading> readings;

    /**
     * @param host where the server listens
     * @param clock by which sessions end
     * @param readings what is read at a path
     * @throws CannotStart when everybody could reach the server and no token is set, or {@code host} is unknown
     */
    public Access(AccessConfig config, String host, InstantSource clock, Function<String, Reading> readings) {
        this.config = config;
        this.readings = readings;
        this.loopback = isLoopback(host);
        this.sessions = new Sessions(config.tokens(), clock);
        if (!loopback && config.tokens().isEmpty()) {
            throw new CannotStart(
                    "listening on " + host + " opens the server to other machines, so a token is needed: make one with"
                            + " 'openssl rand -hex 24' and set it as SLUICE_ACCESS_TOKEN or access.token,"
                            + " or listen on 127.0.0.1",
                    null);
        }
    }

    /** Adds where a page signs in and out: {@code POST} and {@code DELETE} {@code /session}. */
    public void addTo(Router router) {
        sessions.addTo(router);
    }

    /** @throws Denied with the question that was answered badly */
    void check(Exchange exchange) {
        String path = exchange.path();
        if (under("/health", path)) {
            return;
        }
        String host = exchange.header("Host").orElse("");
        if (loopback && !isOwn(host)) {
            throw new Denied(
                    Denied.Kind.HOST,
                    "the request is addressed to a name that is not this server's; use 127.0.0.1 or localhost, or add the"
                            + " name to access.hosts");
        }
        Reading reading = exchange.reads() ? readings.apply(path) : Reading.OWN;
        boolean open = isOpen(exchange, path);
        boolean openPicture = open && reading == Reading.PICTURE;
        if (openPicture) {
            exchange.answer().forEverySite();
        }
        if (isForeign(exchange, host)) {
            if (!openPicture && reading != Reading.GUARDED) {
                throw new Denied(Denied.Kind.ORIGIN, "the request was sent by a page of another site");
            }
        } else if (config.tokens().isEmpty()) {
            exchange.trust();
        } else if (!path.equals(Sessions.PATH) && !open) {
            checkToken(exchange, reading);
        }
    }

    /** Whether it comes from a page of another site; one that only shows what is read cannot look at it. */
    private boolean isForeign(Exchange exchange, String host) {
        String origin = exchange.header("Origin").orElse("");
        boolean foreign = !origin.isEmpty() && !isSameOrigin(origin, host);
        boolean crossSite = exchange.header("Sec-Fetch-Site").orElse("").equals("cross-site");
        return foreign || (crossSite && !exchange.reads());
    }

    private boolean isSameOrigin(String origin, String host) {
        int scheme = origin.indexOf("://");
        String authority = scheme < 0 ? "" : origin.substring(scheme + 3);
        return authority.equalsIgnoreCase(host) || config.hosts().contains(nameOf(authority));
    }

    private boolean isOpen(Exchange exchange, String path) {
        return exchange.reads() && config.open().stream().anyMatch(prefix -> under(prefix, path));
    }

    private void checkToken(Exchange exchange, Reading reading) {
        String authorization = exchange.header("Authorization").orElse("");
        boolean bearer = authorization.regionMatches(true, 0, "Bearer ", 0, 7);
        boolean known = bearer
                ? isToken(authorization.substring(7).strip(), config.tokens())
                : sessions.holds(exchange.header("Cookie").orElse(""));
        if (known) {
            exchange.trust();
        } else if (reading != Reading.GUARDED) {
            exchange.answer().header("WWW-Authenticate", "Bearer realm=\"sluice\"");
            throw new Denied(
                    Denied.Kind.TOKEN,
                    bearer ? "the token is wrong" : "a token is needed: send 'Authorization: Bearer' with one");
        }
    }

    /** Compares with all of them, in a time that does not tell how much of one was right. */
    static boolean isToken(String given, List<String> tokens) {
        boolean known = false;
        byte[] bytes = given.getBytes(StandardCharsets.UTF_8);
        for (String token : tokens) {
            known |= MessageDigest.isEqual(bytes, token.getBytes(StandardCharsets.UTF_8));
        }
        return known;
    }

    private boolean isOwn(String host) {
        String name = nameOf(host);
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || name.equals("[::1]")
                || (name.startsWith("127.") && name.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9')))
                || config.hosts().contains(name);
    }

    /** The host of an authority, without its port, in lower case. */
    private static String nameOf(String authority) {
        int colon = authority.indexOf(':', authority.indexOf(']') + 1);
        return (colon < 0 ? authority : authority.substring(0, colon)).toLowerCase(Locale.ROOT);
    }

    private static boolean under(String prefix, String path) {
        String folder = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
        return path.equals(folder) || path.startsWith(folder + "/");
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            throw new CannotStart("http.host is not an address of this machine: " + host, unknown);
        }
    }
}
