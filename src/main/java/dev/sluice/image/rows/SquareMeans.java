package dev.sluice.image.rows;

/**
 * Turns the sums of squares of one number of pixels into their means, rounded half up. The colours of a square with alpha are divided by
 * its opacity, for they are weighted by it; a square without any is 0. Immutable.
 */
final class SquareMeans {

    private final int channels;
    private final boolean wide;
    private final long opaque;
    private final RoundedDivision byPixels;
    private final RoundedDivision byOpaque;

    /** @param pixels of each square */
    SquareMeans(int channels, int bytesPerChannel, long pixels) {
        this.channels = channels;
        wide = bytesPerChannel == 2;
        int bits = 8 * bytesPerChannel;
        opaque = pixels * ((1 << bits) - 1);
        byPixels = new RoundedDivision(pixels, bits);
        byOpaque = new RoundedDivision(opaque, bits);
    }

    /** Writes the channels {@code from} to {@code to - 1}, counted over all squares of the row. */
    void write(long[] sums, int from, int to, byte[] out) {
        if (channels == 2 || channels == 4) {
            writeWithAlpha(sums, from, to, out);
            return;
        }
        for (int at = from; at < to; at++) {
            put(out, at, byPixels.of(sums[at]));
        }
    }

    private void writeWithAlpha(long[] sums, int from, int to, byte[] out) {
        int colours = channels - 1;
        for (int square = from; square < to; square += channels) {
            long opacity = sums[square + colours];
            for (int at = square; at < square + colours; at++) {
                put(out, at, opacity == opaque ? byOpaque.of(sums[at]) : mean(sums[at], opacity));
            }
            put(out, square + colours, byPixels.of(opacity));
        }
    }

    private static long mean(long sum, long weight) {
        return weight == 0 ? 0 : (sum + weight / 2) / weight;
    }

    private void put(byte[] out, int at, long value) {
        if (wide) {
            out[2 * at + SquareSums.HIGH] = (byte) (value >> 8);
            out[2 * at + SquareSums.LOW] = (byte) value;
        } else {
            out[at] = (byte) value;
        }
    }
}
