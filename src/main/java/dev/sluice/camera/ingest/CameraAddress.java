package dev.sluice.camera.ingest;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * An address of HTTP that is dialled.
 *
 * @param secure whether TLS is spoken
 * @param host name or literal, without the brackets of IPv6
 * @param port from 1 to 65535
 * @param target path and query as they are sent
 */
record CameraAddress(boolean secure, String host, int port, String target) {

    private static final int PLAIN_PORT = 80;
    private static final int SECURE_PORT = 443;

    /** @param uri with a host */
    static CameraAddress of(URI uri) {
        boolean secure = String.valueOf(uri.getScheme()).equalsIgnoreCase("https");
        String host = uri.getHost();
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new CameraAddress(
                secure,
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host.toLowerCase(Locale.ROOT),
                uri.getPort() > 0 ? uri.getPort() : secure ? SECURE_PORT : PLAIN_PORT,
                uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
    }

    /**
     * Where a redirect leads.
     *
     * @throws CameraFailure when that is no address of HTTP
     */
    CameraAddress redirected(String location) throws CameraFailure {
        try {
            URI next = new URI(origin() + target).resolve(new URI(CameraInput.Parts.encoded(location.strip())));
            String scheme = String.valueOf(next.getScheme()).toLowerCase(Locale.ROOT);
            boolean known = scheme.equals("http") || scheme.equals("https");
            if (known && next.getHost() != null && next.getRawUserInfo() == null && next.getPort() <= 65_535) {
                return of(next);
            }
        } catch (URISyntaxException wrong) {
            throw CameraFailure.passing("the camera redirects to something that is no address", wrong);
        }
        throw CameraFailure.lasting("the camera redirects to something that is no address of http");
    }

    /** Scheme, host and port. */
    String origin() {
        return (secure ? "https://" : "http://") + authority();
    }

    /** Host, and the port where it is not the usual one. */
    String authority() {
        String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return port == (secure ? SECURE_PORT : PLAIN_PORT) ? name : name + ":" + port;
    }
}
