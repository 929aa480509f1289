package dev.sluice.camera.ingest;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * How ffmpeg is told what to read. An address of a network goes to its standard input as a list of one (its concat format), so that a password
 * is not among the arguments, which every user of the machine can see.
 *
 * @param arguments those that name the input and say what it may open
 * @param script what its standard input is given; empty for nothing
 */
record FfmpegInput(List<String> arguments, String script) {

    /** Containers that name no other files or addresses. */
    private static final String PLAIN_FORMATS =
            "mov,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,h264,hevc,m4v,mjpeg,mpjpeg,ogg,asf,gif,ivf";

    FfmpegInput {
        arguments = List.copyOf(arguments);
    }

    /** A stream that is written to its standard input. */
    static FfmpegInput fed() {
        return new FfmpegInput(
                List.of("-protocol_whitelist", "pipe", "-format_whitelist", PLAIN_FORMATS, "-i", "pipe:0"), "");
    }

    /** A device of V4L2. */
    static FfmpegInput device(String path) {
        return new FfmpegInput(List.of("-nostdin", "-f", "v4l2", "-i", path), "");
    }

    /**
     * A server of RTSP or RTMP.
     *
     * @param address where it is; it has been checked, so it is dialled instead of the name
     */
    static FfmpegInput network(URI uri, InetAddress address, String user, String password) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        String login = user.isEmpty() ? "" : encoded(user) + ":" + encoded(password) + "@";
        String literal = address.getHostAddress();
        String host = literal.indexOf(':') < 0 ? literal : "[" + literal + "]";
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        String script = "ffconcat version 1.0\nfile '" + scheme + "://" + login + host + port + path.replace("'", "%27")
                + "'\n" + (scheme.startsWith("rtsp") ? "option rtsp_flags prefer_tcp\n" : "");
        return new FfmpegInput(
                List.of(
                        "-protocol_whitelist",
                        "pipe,rtp,srtp,udp,tcp,tls,crypto,rtmp,rtmps",
                        "-safe",
                        "0",
                        "-f",
                        "concat",
                        "-i",
                        "pipe:0"),
                script);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * A file below {@code root}, played at its own pace and from the beginning after its end.
     *
     * @param root as the user set it; empty for none
     * @throws CameraFailure when it is not below, or not there
     */
    static FfmpegInput file(String path, String root) throws CameraFailure {
        if (root.isEmpty()) {
            throw CameraFailure.lasting("files are read as cameras only below camera.file-root, which is not set");
        }
        try {
            Path folder = Path.of(root).toRealPath();
            Path file = folder.resolve(path).toRealPath();
            if (!file.startsWith(folder) || !Files.isRegularFile(file)) {
                throw CameraFailure.lasting("the file is not below camera.file-root, or is no file");
            }
            return new FfmpegInput(
                    List.of(
                            "-nostdin",
                            "-protocol_whitelist",
                            "file",
                            "-format_whitelist",
                            PLAIN_FORMATS,
                            "-stream_loop",
                            "-1",
                            "-re",
                            "-i",
                            "file:" + file),
                    "");
        } catch (IOException | InvalidPathException missing) {
            throw CameraFailure.lasting("the file is not below camera.file-root, or cannot be read");
        }
    }
}
