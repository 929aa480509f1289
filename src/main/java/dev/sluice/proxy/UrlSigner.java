package dev.sluice.proxy;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.InvalidSettings;
import dev.sluice.failure.NotFound;
import java.util.List;

/** Makes signed URLs, by the first of the configured keys. Immutable; safe for threads. */
public final class UrlSigner {

    /** Where the proxy answers URLs whose options stand in the query. */
    private static final String QUERY_PATH = "/api/image-proxy";

    private final ProxyConfig config;

    /** @param config with the keys and the prefix */
    public UrlSigner(ProxyConfig config) {
        this.config = config;
    }

    /**
     * The path to ask for.
     *
     * @param url options and source in imgproxy's grammar, beginning with their slash; or {@code /api/image-proxy?url=...}. As it will be
     *     sent: what is escaped later has another signature
     * @throws InvalidSettings when there are no keys
     * @throws BadInput when it is no such URL
     */
    public String sign(String url) {
        if (config.signatures().isEmpty()) {
            throw new InvalidSettings(
                    List.of("proxy.keys and proxy.salts are empty: write a pair of them, such as two outputs of"
                            + " 'openssl rand -hex 32', where the server reads its settings"));
        }
        UrlSignature signature = config.signatures().getFirst();
        requireSendable(url);
        if (url.startsWith(QUERY_PATH + "?")) {
            return QUERY_PATH + "?" + query(signature, url.substring(QUERY_PATH.length() + 1));
        }
        return config.prefix() + "/" + signature.text(path(url)) + url;
    }

    private static String query(UrlSignature signature, String query) {
        if (!("&" + query).contains("&url=")) {
            throw wrong("a source is missing: write " + QUERY_PATH + "?url=https%3A%2F%2Fexample.com%2Fa.jpg&w=300");
        }
        if (QuerySignature.isIn(query)) {
            throw wrong("it has a signature already: leave 'sig' out");
        }
        return QuerySignature.sign(signature, query);
    }

    private String path(String url) {
        if (!url.startsWith("/") || url.startsWith(QUERY_PATH)) {
            throw wrong(
                    "write what stands behind the signature, as /rs:fit:300:200/plain/https://example.com/a.jpg@webp, or "
                            + QUERY_PATH + "?url=...");
        }
        if (!config.prefix().isEmpty() && url.startsWith(config.prefix() + "/")) {
            throw wrong("leave " + config.prefix() + " and the place of the signature out");
        }
        int query = url.indexOf('?');
        if (query >= 0) {
            throw wrong("write %3F for the ? of the source: what stands behind it does not reach the source");
        }
        try {
            ImgproxyUrl.parse("/unsigned" + url);
        } catch (NotFound malformed) {
            throw wrong(String.valueOf(malformed.getMessage()));
        }
        return url;
    }

    private static void requireSendable(String url) {
        for (int i = 0; i < url.length(); i++) {
            char letter = url.charAt(i);
            if (letter <= ' ' || letter > '~' || letter == '#') {
                throw wrong("character " + (i + 1) + " cannot stand in a URL: percent-encode it before it is signed");
            }
        }
    }

    private static BadInput wrong(String reason) {
        return new BadInput(BadInput.Kind.PARAMETER, "the URL cannot be signed: " + reason);
    }
}
