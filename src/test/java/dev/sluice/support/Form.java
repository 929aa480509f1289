package dev.sluice.support;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A form with files, as a browser sends it. */
public final class Form {

    private static final String BOUNDARY = "----a-boundary-of-tests";

    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();

    public Form file(String name, byte[] content) {
        text("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n");
        parts.writeBytes(content);
        text("\r\n");
        return this;
    }

    private void text(String text) {
        parts.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** All of it, with its end. */
    public byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(parts.toByteArray());
        all.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return all.toByteArray();
    }

    /** What there is of it, without an end. */
    public byte[] unended() {
        return parts.toByteArray();
    }

    public String contentType() {
        return "multipart/form-data; boundary=" + BOUNDARY;
    }
}
