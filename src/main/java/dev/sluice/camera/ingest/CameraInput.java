package dev.sluice.camera.ingest;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What the address of a camera names, checked. */
sealed interface CameraInput {

    /** A server that is asked over HTTP. */
    record Http(CameraAddress address) implements CameraInput {}

    /** A server that ffmpeg asks, by {@code rtsp}, {@code rtsps}, {@code rtmp} or {@code rtmps}. */
    record Network(URI uri) implements CameraInput {}

    /** A V4L2 device of this machine. */
    record Device(String path) implements CameraInput {}

    /** A file of this machine, absolute or relative to {@code camera.file-root}. */
    record File(String path) implements CameraInput {}

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException saying what would be right, beginning with the key {@code url}
     */
    static CameraInput of(String text) {
        if (text.isEmpty() || text.length() > Parts.LONGEST || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("url: must be the address of the camera, of at most " + Parts.LONGEST
                    + " characters, such as http://192.168.1.20/video.mjpg");
        }
        if (Parts.DEVICE.matcher(text).matches()) {
            return new Device(text);
        }
        int colon = text.indexOf(':');
        String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        if (scheme.equals("http") || scheme.equals("https")) {
            return new Http(CameraAddress.of(Parts.uri(text)));
        }
        if (Parts.STREAMED.contains(scheme)) {
            return new Network(Parts.uri(text));
        }
        if (scheme.equals("file")) {
            String path = text.substring(colon + 1);
            return new File(path.startsWith("//") ? path.substring(2) : path);
        }
        if (colon >= 0 || text.startsWith("-") || text.startsWith("/dev/")) {
            throw new IllegalArgumentException(
                    "url: must begin with http://, https://, rtsp://, rtsps:// or rtmp://, be a"
                            + " device such as /dev/video0, or a file below camera.file-root");
        }
        return new File(text);
    }

    /** As it may be shown: without path and query of a server, where some cameras want their password. */
    default String shown() {
        return switch (this) {
            case Http(CameraAddress address) -> address.origin();
            case Network(URI uri) -> uri.getScheme() + "://" + uri.getRawAuthority();
            case Device(String path) -> path;
            case File(String path) -> path;
        };
    }

    /** How addresses are read. */
    final class Parts {

        private static final int LONGEST = 2_048;
        private static final Set<String> STREAMED = Set.of("rtsp", "rtsps", "rtmp", "rtmps");
        private static final Pattern DEVICE =
                Pattern.compile("/dev/(?:video\\d{1,4}|v4l/by-(?:id|path)/[\\w.:+-]{1,200})");
        private static final String ENCODED = " \"<>\\^`{|}[]";

        private Parts() {}

        private static URI uri(String text) {
            try {
                return checked(new URI(encoded(text)));
            } catch (URISyntaxException wrong) {
                throw new IllegalArgumentException(
                        "url: is no address that can be used; write it as in http://192.168.1.20/video.mjpg", wrong);
            }
        }

        private static URI checked(URI uri) {
            if (uri.getRawUserInfo() != null) {
                throw new IllegalArgumentException(
                        "url: leave user and password out of it and give them as user and password");
            }
            if (uri.getHost() == null || uri.getPort() > 65_535 || uri.getPort() == 0) {
                throw new IllegalArgumentException(
                        "url: names no host that can be used; write it as in http://192.168.1.20/video.mjpg");
            }
            return uri;
        }

        /** What cameras' addresses hold though it should be encoded; brackets are left where they belong, around an IPv6 address. */
        static String encoded(String text) {
            int path = text.indexOf('/', text.indexOf("://") + 3);
            int from = path < 0 ? text.length() : path;
            StringBuilder encoded = new StringBuilder(text.substring(0, from));
            for (byte each : text.substring(from).getBytes(StandardCharsets.UTF_8)) {
                if (each <= ' ' || ENCODED.indexOf(each) >= 0) {
                    encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
                } else {
                    encoded.append((char) each);
                }
            }
            return encoded.toString();
        }
    }
}
