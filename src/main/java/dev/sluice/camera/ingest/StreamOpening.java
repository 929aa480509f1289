package dev.sluice.camera.ingest;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.IntStream;

/** Says in words what a stream is by its first bytes, when it is none of JPEGs. */
final class StreamOpening {

    private static final int SHOWN = 40;
    private static final int TRANSPORT_PACKET = 188;

    private StreamOpening() {}

    /** To be read after "sends no pictures but". */
    static String words(byte[] opening) {
        String text = new String(opening, StandardCharsets.ISO_8859_1);
        String lower = text.toLowerCase(Locale.ROOT);
        if (text.isEmpty()) {
            return "nothing";
        }
        if (lower.contains("<html") || lower.contains("<!doctype html") || lower.contains("<head")) {
            return "a web page, perhaps one to log in: look for the address of its stream";
        }
        if (text.startsWith("\0\0\0\1") || text.startsWith("\0\0\1")) {
            return "H.264 or H.265 video: set kind to ffmpeg";
        }
        if (transportStream(opening) || text.startsWith("ftyp", 4) || text.startsWith("FLV")) {
            return "a video: set kind to ffmpeg";
        }
        if (text.startsWith("\u0089PNG")
                || text.startsWith("GIF8")
                || text.startsWith("BM")
                || text.startsWith("RIFF")) {
            return "pictures of another format: let the camera send JPEG";
        }
        return printable(opening) ? "text that begins with \"" + shown(text) + "\"" : "bytes of no known kind";
    }

    private static boolean transportStream(byte[] opening) {
        return opening.length > TRANSPORT_PACKET && opening[0] == 'G' && opening[TRANSPORT_PACKET] == 'G';
    }

    private static boolean printable(byte[] opening) {
        return IntStream.range(0, opening.length)
                .allMatch(at -> (opening[at] >= ' ' && opening[at] < 0x7f) || Character.isWhitespace(opening[at]));
    }

    private static String shown(String text) {
        String line = text.strip().replaceAll("\\s+", " ").replace("\"", "'");
        return line.length() > SHOWN ? line.substring(0, SHOWN) + "..." : line;
    }
}
