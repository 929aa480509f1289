package dev.sluice.proxy;

import dev.sluice.cache.CacheKey;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/**
 * Where a source is, written so that equal places have equal texts: scheme and host in lower case, no usual port, no fragment.
 *
 * @param text URL
 */
record SourceAddress(String text) {

    private static final int SURROGATE_DIGITS = 16;

    /** @throws IllegalArgumentException when it is no URL */
    static SourceAddress parse(String url) {
        if (url.startsWith(LocalPictures.SCHEME)) {
            return new SourceAddress(url);
        }
        try {
            URI uri = new URI(url);
            String scheme = uri.getScheme();
            String host = uri.getHost();
            if (scheme == null || host == null || uri.getRawUserInfo() != null) {
                return new SourceAddress(url);
            }
            String lower = scheme.toLowerCase(Locale.ROOT);
            boolean usual = uri.getPort() < 0
                    || (lower.equals("http") && uri.getPort() == 80)
                    || (lower.equals("https") && uri.getPort() == 443);
            String path = uri.getRawPath();
            return new SourceAddress(lower + "://" + host.toLowerCase(Locale.ROOT) + (usual ? "" : ":" + uri.getPort())
                    + (path == null || path.isEmpty() ? "/" : path)
                    + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException("this is no URL: " + malformed.getReason(), malformed);
        }
    }

    boolean local() {
        return text.startsWith(LocalPictures.SCHEME);
    }

    URI uri() {
        return URI.create(text);
    }

    /** The name of what is known of it, and of its bytes. */
    CacheKey key() {
        return CacheKey.of("source", text);
    }

    /** Names by which all that is made of it, and all that is made of its host's pictures, can be purged. */
    List<String> surrogateKeys() {
        String own = "source-" + key().toString().substring(0, SURROGATE_DIGITS);
        String host = local() ? "local" : uri().getHost();
        return host == null ? List.of(own) : List.of(own, "host-" + host);
    }
}
