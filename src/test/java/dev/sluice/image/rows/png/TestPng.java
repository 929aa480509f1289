package dev.sluice.image.rows.png;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A picture of known samples, and its file in all parts, so that each of them can be made wrong. */
final class TestPng {

    static final int GREY = 0;
    static final int RGB = 2;
    static final int PALETTE = 3;
    static final int GREY_WITH_ALPHA = 4;
    static final int RGB_WITH_ALPHA = 6;

    private static final int[][] ADAM7 = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    final int width;
    final int height;
    final int type;
    final int depth;
    final boolean interlaced;
    final int[] samples;
    byte[] palette = {};
    byte[] transparency = {};

    private TestPng(int width, int height, int type, int depth, boolean interlaced) {
        this.width = width;
        this.height = height;
        this.type = type;
        this.depth = depth;
        this.interlaced = interlaced;
        samples = new int[width * height * stored()];
    }

    /** Half noise, half flat; palettes are full, and nothing is transparent yet. */
    static TestPng random(Random random, int width, int height, int type, int depth, boolean interlaced) {
        TestPng png = new TestPng(width, height, type, depth, interlaced);
        int flat = random.nextInt(1 << depth);
        for (int at = 0; at < png.samples.length; at++) {
            flat = random.nextInt(50) == 0 ? random.nextInt(1 << depth) : flat;
            png.samples[at] = at % (2 * width) < width ? random.nextInt(1 << depth) : flat;
        }
        if (type == PALETTE) {
            png.palette = new byte[3 << depth];
            random.nextBytes(png.palette);
        }
        return png;
    }

    /** Makes some palette entries, or the colour of one of its pixels, transparent. */
    TestPng transparent(Random random) {
        if (type == PALETTE) {
            transparency = new byte[1 + random.nextInt(1 << depth)];
            random.nextBytes(transparency);
        } else {
            transparency = new byte[2 * stored()];
            int pixel = random.nextInt(width * height);
            for (int sample = 0; sample < stored(); sample++) {
                int value = samples[pixel * stored() + sample];
                transparency[2 * sample] = (byte) (value >> 8);
                transparency[2 * sample + 1] = (byte) value;
            }
        }
        return this;
    }

    private int stored() {
        return new int[] {1, 0, 3, 1, 2, 0, 4}[type];
    }

    int channels() {
        return (type == PALETTE ? 3 : stored()) + (transparency.length > 0 ? 1 : 0);
    }

    int bytesPerChannel() {
        return depth == 16 ? 2 : 1;
    }

    /** The channels of all pixels, row by row. */
    int[] pixels() {
        int[] pixels = new int[width * height * channels()];
        for (int pixel = 0; pixel < width * height; pixel++) {
            int to = pixel * channels();
            if (type == PALETTE) {
                paint(pixels, to, samples[pixel]);
                continue;
            }
            boolean matches = transparency.length > 0;
            int highest = (1 << depth) - 1;
            int white = depth == 16 ? 0xffff : 0xff;
            for (int sample = 0; sample < stored(); sample++) {
                int value = samples[pixel * stored() + sample];
                pixels[to + sample] = value * (white / highest);
                matches &= transparency.length > 0
                        && (((transparency[2 * sample] & 0xff) << 8 | (transparency[2 * sample + 1] & 0xff)) & highest)
                                == value;
            }
            if (transparency.length > 0) {
                pixels[to + stored()] = matches ? 0 : white;
            }
        }
        return pixels;
    }

    private void paint(int[] pixels, int to, int entry) {
        for (int channel = 0; channel < 3; channel++) {
            int at = 3 * entry + channel;
            pixels[to + channel] = at < palette.length ? palette[at] & 0xff : 0;
        }
        if (transparency.length > 0) {
            pixels[to + 3] = entry < transparency.length ? transparency[entry] & 0xff : 255;
        }
    }

    private int[][] passes() {
        return interlaced ? ADAM7 : new int[][] {{0, 0, 1, 1}};
    }

    /** Where each pass that has pixels begins in {@link #filtered}, and where the last one ends. */
    int[] starts() {
        int[] starts = {0};
        for (int[] pass : passes()) {
            int columns = Math.ceilDiv(width - pass[0], pass[2]);
            int rows = Math.ceilDiv(height - pass[1], pass[3]);
            if (columns > 0 && rows > 0) {
                starts = Arrays.copyOf(starts, starts.length + 1);
                starts[starts.length - 1] = starts[starts.length - 2] + rows * (1 + rowBytes(columns));
            }
        }
        return starts;
    }

    private int rowBytes(int columns) {
        return Math.ceilDiv(columns * stored() * depth, 8);
    }

    /** What the image data inflate to, each row by a filter of its own. */
    byte[] filtered(Random random) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int[] pass : passes()) {
            int columns = Math.ceilDiv(width - pass[0], pass[2]);
            if (columns <= 0) {
                continue;
            }
            byte[] above = new byte[rowBytes(columns)];
            for (int y = pass[1]; y < height; y += pass[3]) {
                byte[] row = pack(y, pass[0], pass[2], columns);
                filter(all, random.nextInt(5), row, above);
                above = row;
            }
        }
        return all.toByteArray();
    }

    private byte[] pack(int y, int first, int step, int columns) {
        byte[] row = new byte[rowBytes(columns)];
        int bit = 0;
        for (int x = first; x < width; x += step) {
            for (int sample = 0; sample < stored(); sample++) {
                int value = samples[(y * width + x) * stored() + sample];
                if (depth == 16) {
                    row[bit / 8] = (byte) (value >> 8);
                    row[bit / 8 + 1] = (byte) value;
                } else {
                    row[bit / 8] |= (byte) (value << (8 - depth - bit % 8));
                }
                bit += depth;
            }
        }
        return row;
    }

    private void filter(ByteArrayOutputStream all, int filter, byte[] row, byte[] above) {
        int pixel = Math.max(1, stored() * depth / 8);
        all.write(filter);
        for (int at = 0; at < row.length; at++) {
            int left = at < pixel ? 0 : row[at - pixel] & 0xff;
            int up = above[at] & 0xff;
            int corner = at < pixel ? 0 : above[at - pixel] & 0xff;
            all.write(row[at] - predict(filter, left, up, corner));
        }
    }

    /** Straight from ISO/IEC 15948 section 9. */
    static int predict(int filter, int left, int up, int corner) {
        return switch (filter) {
            case 0 -> 0;
            case 1 -> left;
            case 2 -> up;
            case 3 -> (left + up) / 2;
            default -> {
                int estimate = left + up - corner;
                int byLeft = Math.abs(estimate - left);
                int byUp = Math.abs(estimate - up);
                int byCorner = Math.abs(estimate - corner);
                yield byLeft <= byUp && byLeft <= byCorner ? left : byUp <= byCorner ? up : corner;
            }
        };
    }

    static byte[] deflate(byte[] bytes, int level, int strategy) {
        try (Deflater deflater = new Deflater(level)) {
            deflater.setStrategy(strategy);
            deflater.setInput(bytes);
            deflater.finish();
            byte[] packed = new byte[bytes.length + bytes.length / 500 + 1024];
            int count = 0;
            while (!deflater.finished()) {
                count += deflater.deflate(packed, count, packed.length - count);
            }
            return Arrays.copyOf(packed, count);
        }
    }

    static byte[] deflate(byte[] bytes) {
        return deflate(bytes, 6, Deflater.DEFAULT_STRATEGY);
    }

    byte[] file(Random random) {
        return file(deflate(filtered(random)));
    }

    /** All of it, the image data being in one chunk. */
    byte[] file(byte[] imageData) {
        return join(beginning(), chunk("IDAT", imageData), end());
    }

    /** What stands before the image data. */
    byte[] beginning() {
        return join(
                signature(),
                header(),
                palette.length > 0 ? chunk("PLTE", palette) : new byte[0],
                transparency.length > 0 ? chunk("tRNS", transparency) : new byte[0]);
    }

    static byte[] signature() {
        return new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    }

    byte[] header() {
        return chunk("IHDR", header(width, height, depth, type, interlaced));
    }

    /** Whatever it says. */
    static byte[] header(int width, int height, int depth, int type, boolean interlaced) {
        return ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) depth)
                .put((byte) type)
                .put((byte) 0)
                .put((byte) 0)
                .put((byte) (interlaced ? 1 : 0))
                .array();
    }

    static byte[] end() {
        return chunk("IEND", new byte[0]);
    }

    static byte[] chunk(String name, byte[] body) {
        byte[] type = name.getBytes(StandardCharsets.US_ASCII);
        CRC32 check = new CRC32();
        check.update(type);
        check.update(body);
        return ByteBuffer.allocate(12 + body.length)
                .putInt(body.length)
                .put(type)
                .put(body)
                .putInt((int) check.getValue())
                .array();
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
