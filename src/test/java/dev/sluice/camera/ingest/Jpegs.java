package dev.sluice.camera.ingest;

import dev.sluice.support.Pictures;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** JPEGs as cameras send them: real ones of the JDK, and some that have but the structure of one. */
final class Jpegs {

    private Jpegs() {}

    /** A real one, baseline. */
    static byte[] real(int width, int height, int seed) {
        return Pictures.encode(Pictures.noise(width, height, seed), "jpg");
    }

    /** A real one of several scans. */
    static byte[] progressive(int width, int height, int seed) {
        BufferedImage image = Pictures.noise(width, height, seed);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** The same without its Huffman tables, as cameras of the AVI1 kind send it. */
    static byte[] withoutTables(byte[] jpeg) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg, 0, 2);
        int at = 2;
        while ((jpeg[at + 1] & 0xff) != 0xda) {
            int length = 2 + ((jpeg[at + 2] & 0xff) << 8 | (jpeg[at + 3] & 0xff));
            if ((jpeg[at + 1] & 0xff) != 0xc4) {
                out.write(jpeg, at, length);
            }
            at += length;
        }
        out.write(jpeg, at, jpeg.length - at);
        return out.toByteArray();
    }

    /** The same with a segment behind its first marker. */
    static byte[] with(byte[] jpeg, int marker, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg, 0, 2);
        out.writeBytes(segment(marker, payload));
        out.write(jpeg, 2, jpeg.length - 2);
        return out.toByteArray();
    }

    static byte[] segment(int marker, byte[] payload) {
        return join(
                new byte[] {(byte) 0xff, (byte) marker, (byte) ((payload.length + 2) >> 8), (byte) (payload.length + 2)
                },
                payload);
    }

    /** Has the structure of a baseline frame: restarts, stuffed zeros and all, with {@code scanned} bytes of nothing in its scan. */
    static byte[] formed(int scanned, int seed) {
        return formed(320, 240, scanned, seed);
    }

    static byte[] formed(int width, int height, int scanned, int seed) {
        Random random = new Random(seed);
        return join(
                new byte[] {(byte) 0xff, (byte) 0xd8},
                segment(0xdb, bytes(65, random)),
                header(0xc0, width, height),
                segment(0xc4, bytes(28, random)),
                segment(0xda, new byte[] {1, 1, 0, 0, 63, 0}),
                scan(scanned, random),
                new byte[] {(byte) 0xff, (byte) 0xd9});
    }

    static byte[] header(int marker, int width, int height) {
        return segment(
                marker,
                new byte[] {8, (byte) (height >> 8), (byte) height, (byte) (width >> 8), (byte) width, 1, 1, 0x11, 0});
    }

    /** Bytes as they can stand within a scan. */
    static byte[] scan(int length, Random random) {
        byte[] bytes = bytes(length, random);
        for (int at = 0; at < length; at++) {
            if (bytes[at] == (byte) 0xff) {
                bytes[at] = 1;
            }
        }
        for (int at = 7; at + 1 < length; at += 97) {
            bytes[at] = (byte) 0xff;
            bytes[at + 1] = random.nextBoolean() ? 0 : (byte) (0xd0 + random.nextInt(8));
        }
        return bytes;
    }

    static byte[] bytes(int length, Random random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** Length and check sum: frames are many bytes to print. */
    static String print(byte[] frame) {
        CRC32 sum = new CRC32();
        sum.update(frame);
        return frame.length + " bytes, " + Long.toHexString(sum.getValue());
    }

    static List<String> prints(List<byte[]> frames) {
        return frames.stream().map(Jpegs::print).toList();
    }
}
