package dev.sluice.image;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Plain pixels for tests: values of {@code channels} for each pixel, rows top down, written as PNG without any library. */
final class Raw {

    private final int width;
    private final int height;
    private final int channels;
    private final int[] values;

    private Raw(int width, int height, int channels, int[] values) {
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.values = values;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    int channels() {
        return channels;
    }

    int[] values() {
        return values;
    }

    /** A value for each place. */
    interface Paint {
        int at(int x, int y, int channel);
    }

    static Raw paint(int width, int height, int channels, Paint paint) {
        int[] values = new int[width * height * channels];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int channel = 0; channel < channels; channel++) {
                    values[(y * width + x) * channels + channel] = paint.at(x, y, channel);
                }
            }
        }
        return new Raw(width, height, channels, values);
    }

    /** Smooth, and different under each of the eight orientations. */
    static Raw asymmetric(int width, int height) {
        return paint(width, height, 3, (x, y, channel) -> switch (channel) {
            case 0 -> x * 255 / width;
            case 1 -> y * 255 / height;
            default -> x < width / 2 && y < height / 2 ? 255 : 64;
        });
    }

    int at(int x, int y, int channel) {
        return values[(y * width + x) * channels + channel];
    }

    /** As a camera that was held so would have stored it: EXIF 2.3, tag 274. */
    Raw stored(int orientation) {
        boolean turned = orientation >= 5;
        return paint(turned ? height : width, turned ? width : height, channels, (x, y, channel) -> {
            int right = width - 1;
            int bottom = height - 1;
            return switch (orientation) {
                case 2 -> at(right - x, y, channel);
                case 3 -> at(right - x, bottom - y, channel);
                case 4 -> at(x, bottom - y, channel);
                case 5 -> at(y, x, channel);
                case 6 -> at(right - y, x, channel);
                case 7 -> at(right - y, bottom - x, channel);
                case 8 -> at(y, bottom - x, channel);
                default -> at(x, y, channel);
            };
        });
    }

    /** Mean difference of a value. */
    double distance(Raw other) {
        if (width != other.width || height != other.height || channels != other.channels) {
            return Double.POSITIVE_INFINITY;
        }
        long sum = 0;
        for (int at = 0; at < values.length; at++) {
            sum += Math.abs(values[at] - other.values[at]);
        }
        return (double) sum / values.length;
    }

    /** @param bits 8 or 16 a value */
    Path writePng(Path file, int bits) {
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        for (int at = 0; at < values.length; at++) {
            if (at % (width * channels) == 0) {
                rows.write(0);
            }
            if (bits == 16) {
                rows.write(values[at] >> 8);
            }
            rows.write(values[at]);
        }
        int colourType = new int[] {0, 4, 2, 6}[channels - 1];
        try (DataOutputStream png = new DataOutputStream(Files.newOutputStream(file))) {
            png.writeLong(0x89504E470D0A1A0AL);
            ByteArrayOutputStream header = new ByteArrayOutputStream();
            DataOutputStream fields = new DataOutputStream(header);
            fields.writeInt(width);
            fields.writeInt(height);
            fields.write(new byte[] {(byte) bits, (byte) colourType, 0, 0, 0});
            chunk(png, "IHDR", header.toByteArray());
            chunk(png, "IDAT", deflate(rows.toByteArray()));
            chunk(png, "IEND", new byte[0]);
            return file;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static byte[] deflate(byte[] bytes) {
        try (Deflater deflater = new Deflater(1)) {
            deflater.setInput(bytes);
            deflater.finish();
            byte[] packed = new byte[bytes.length + bytes.length / 1000 + 1024];
            return java.util.Arrays.copyOf(packed, deflater.deflate(packed));
        }
    }

    private static void chunk(DataOutputStream png, String name, byte[] body) throws IOException {
        CRC32 check = new CRC32();
        byte[] type = name.getBytes(StandardCharsets.US_ASCII);
        check.update(type);
        check.update(body);
        png.writeInt(body.length);
        png.write(type);
        png.write(body);
        png.writeInt((int) check.getValue());
    }
}
