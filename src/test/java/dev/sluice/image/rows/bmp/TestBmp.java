package dev.sluice.image.rows.bmp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** A BMP as it is written down, every part of it to be changed. */
final class TestBmp {

    int header = 40;
    int width;
    int height;
    int bits;
    int compression;
    int colours;
    int[] masks = {};
    int[] palette = {};
    byte[] pixels = {};
    int pixelsAt = -1;

    TestBmp(int width, int height, int bits) {
        this.width = width;
        this.height = height;
        this.bits = bits;
    }

    /** Bytes of a row. */
    static int rowBytes(int width, int bits) {
        return (width * bits + 31) / 32 * 4;
    }

    /** Any pixels, and a palette where there is one; padding too. */
    static TestBmp random(Random random, int width, int height, int bits) {
        TestBmp bmp = new TestBmp(width, height, bits);
        bmp.pixels = new byte[rowBytes(width, bits) * Math.abs(height)];
        random.nextBytes(bmp.pixels);
        if (bits <= 8) {
            bmp.palette = random.ints(1L << bits, 0, 1 << 24).toArray();
        }
        return bmp;
    }

    byte[] file() {
        int entry = header == 12 ? 3 : 4;
        int behind = 14 + header + (header == 40 ? 4 * masks.length : 0) + entry * palette.length;
        int at = pixelsAt < 0 ? behind : pixelsAt;
        byte[] start = new byte[14];
        little(start)
                .put((byte) 'B')
                .put((byte) 'M')
                .putInt(behind + pixels.length)
                .putInt(0)
                .putInt(at);
        return join(start, picture(), new byte[Math.max(0, at - behind)], pixels);
    }

    /** Without the header of a file, as it stands in an icon, with its mask behind it. */
    byte[] icon(byte[] mask) {
        return join(picture(), pixels, mask);
    }

    private byte[] picture() {
        boolean old = header == 12;
        byte[] bytes = new byte[header + (header == 40 ? 4 * masks.length : 0) + (old ? 3 : 4) * palette.length];
        ByteBuffer out = little(bytes);
        out.putInt(header);
        if (old) {
            out.putShort((short) width)
                    .putShort((short) height)
                    .putShort((short) 1)
                    .putShort((short) bits);
        } else {
            out.putInt(width).putInt(height).putShort((short) 1).putShort((short) bits);
            out.putInt(compression)
                    .putInt(0)
                    .putInt(0)
                    .putInt(0)
                    .putInt(colours)
                    .putInt(0);
            for (int mask : masks) {
                out.putInt(mask);
            }
            out.position(Math.max(out.position(), header));
        }
        for (int colour : palette) {
            out.put((byte) colour).put((byte) (colour >> 8)).put((byte) (colour >> 16));
            if (!old) {
                out.put((byte) 0);
            }
        }
        return bytes;
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
