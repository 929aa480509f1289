package dev.sluice.image.rows.webp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes the RIFF file around a VP8L stream. */
final class Container {

    static final int ALPHA = 0x10;

    private Container() {}

    static byte[] simple(byte[] vp8l) {
        return riff(chunk("VP8L", vp8l));
    }

    static byte[] riff(byte[]... chunks) {
        byte[] body = joined(chunks);
        ByteBuffer file = ByteBuffer.allocate(12 + body.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(latin("RIFF")).putInt(4 + body.length).put(latin("WEBP")).put(body);
        return file.array();
    }

    static byte[] chunk(String name, byte[] body) {
        ByteBuffer chunk =
                ByteBuffer.allocate(8 + body.length + (body.length & 1)).order(ByteOrder.LITTLE_ENDIAN);
        chunk.put(latin(name)).putInt(body.length).put(body);
        return chunk.array();
    }

    static byte[] extended(int flags, int width, int height) {
        ByteBuffer body = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        body.put(0, (byte) flags).putInt(4, width - 1).putInt(7, height - 1);
        byte[] ten = new byte[10];
        body.get(0, ten);
        return chunk("VP8X", ten);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
