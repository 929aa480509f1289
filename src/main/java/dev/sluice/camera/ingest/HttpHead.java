package dev.sluice.camera.ingest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The header of an answer, read with patience for what cameras write.
 *
 * @param status 0 when there is no header at all: the pictures begin at once
 * @param persistent whether the connection can be used again once the body is read
 * @param fields values by name in lower case
 */
record HttpHead(int status, boolean persistent, Map<String, List<String>> fields) {

    private static final int NOT_MODIFIED = 304;
    private static final int NO_CONTENT = 204;

    /** What the body is, as far as the answer says. */
    enum Content {
        /** Several parts, each of which replaces the one before. */
        PARTS,
        /** One picture. */
        PICTURE,
        /** A page for people. */
        PAGE,
        /** It does not say. */
        OTHER
    }

    HttpHead {
        fields = Map.copyOf(fields);
    }

    /** What stands for the header of an answer that has none. */
    static HttpHead none() {
        return new HttpHead(0, false, Map.of());
    }

    /**
     * Reads status line and fields, up to and with the empty line.
     *
     * @throws CameraFailure when there is no status
     */
    static HttpHead of(String text) throws CameraFailure {
        String[] lines = text.split("\r?\n", -1);
        String[] words = lines[0].strip().split("\\s+", 3);
        if (words.length < 2 || !words[1].matches("[1-9]\\d\\d")) {
            throw CameraFailure.passing("the camera answers with something that is not HTTP");
        }
        Map<String, List<String>> fields = new HashMap<>();
        for (int at = 1; at < lines.length; at++) {
            int colon = lines[at].indexOf(':');
            if (colon > 0) {
                String name = lines[at].substring(0, colon).strip().toLowerCase(Locale.ROOT);
                fields.computeIfAbsent(name, _ -> new ArrayList<>())
                        .add(lines[at].substring(colon + 1).strip());
            }
        }
        String connection =
                String.join(",", fields.getOrDefault("connection", List.of())).toLowerCase(Locale.ROOT);
        boolean persistent =
                words[0].equals("HTTP/1.1") ? !connection.contains("close") : connection.contains("keep-alive");
        return new HttpHead(Integer.parseInt(words[1]), persistent, fields);
    }

    /** All values of a field. */
    List<String> all(String name) {
        return fields.getOrDefault(name, List.of());
    }

    /** The first value of a field; empty when there is none. */
    String first(String name) {
        List<String> all = all(name);
        return all.isEmpty() ? "" : all.getFirst();
    }

    /** Whether the real answer is yet to come. */
    boolean interim() {
        return status >= 100 && status < 200;
    }

    boolean redirect() {
        return (status == 301 || status == 302 || status == 303 || status == 307 || status == 308)
                && !first("location").isEmpty();
    }

    boolean notModified() {
        return status == NOT_MODIFIED;
    }

    /** Whether there is no body, whatever its length is said to be. */
    boolean empty() {
        return status == NOT_MODIFIED || status == NO_CONTENT;
    }

    boolean chunked() {
        return all("transfer-encoding").stream()
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("chunked"));
    }

    /** Bytes of the body; -1 when it is not said, or not in a way that makes sense. */
    long length() {
        String value = first("content-length");
        return value.matches("\\d{1,15}") ? Long.parseLong(value) : -1;
    }

    Content content() {
        String type = first("content-type").toLowerCase(Locale.ROOT);
        if (type.startsWith("multipart/")) {
            return Content.PARTS;
        }
        if (type.startsWith("image/")) {
            return Content.PICTURE;
        }
        return type.startsWith("text/html") || type.startsWith("application/xhtml") ? Content.PAGE : Content.OTHER;
    }
}
