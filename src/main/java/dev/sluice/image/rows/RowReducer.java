package dev.sluice.image.rows;

import dev.sluice.units.PixelSize;

/**
 * Averages a picture down by a whole number while its rows come, and hands on each finished row. A pixel of the result is the mean of
 * the square it stands for, rounded half up. The squares are laid evenly over the picture: what the outermost ones have too much is
 * cut off at both sides, half of it at the left and at the top, and they are the mean of what is there. So the middle of the result is
 * that of the picture. Where there is alpha the colours are weighted by it, so that what cannot be seen does not bleed into what can: a square
 * without any opacity is 0 in all channels. Holds {@link #heap} bytes. For one thread.
 */
public final class RowReducer {

    /** The largest shrink: sums of 16-bit colours times 16-bit alpha over such a square still fit a long. */
    public static final int MAX_SHRINK = 1 << 15;

    /** Objects besides the arrays. */
    private static final long SLACK = 1024;

    private final PixelSize full;
    private final int channels;
    private final int bytesPerChannel;
    private final int shrink;
    private final RowSink sink;
    private final SquareSums squares;
    private final byte[] out;
    private final int firstWidth;
    private final int lastWidth;
    private SquareMeans leftmost;
    private SquareMeans inner;
    private SquareMeans rightmost;
    private int bottom;
    private int rows;
    private int seen;

    /**
     * @param full the picture whose rows come
     * @param channels 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha
     * @param bytesPerChannel 1, or 2 in the machine's byte order
     * @param shrink 1 to {@link #MAX_SHRINK}
     */
    public RowReducer(PixelSize full, int channels, int bytesPerChannel, int shrink, RowSink sink) {
        if (channels < 1 || channels > 4 || bytesPerChannel < 1 || bytesPerChannel > 2) {
            throw new IllegalArgumentException(channels + " channels of " + bytesPerChannel + " bytes");
        }
        this.full = full;
        this.channels = channels;
        this.bytesPerChannel = bytesPerChannel;
        this.shrink = shrink;
        this.sink = sink;
        out = new byte[size(full, shrink).width() * channels * bytesPerChannel];
        firstWidth = first(full.width(), shrink);
        lastWidth = last(full.width(), shrink);
        squares = new SquareSums(shrink == 1 ? 1 : full.width(), firstWidth, channels, bytesPerChannel, shrink);
        bottom = first(full.height(), shrink);
        leftmost = means(firstWidth, bottom);
        inner = means(shrink, bottom);
        rightmost = means(lastWidth, bottom);
    }

    /** How much of a side the first square covers. */
    private static int first(int side, int shrink) {
        int spare = Math.ceilDiv(side, shrink) * shrink - side;
        return Math.min(side, shrink - spare / 2);
    }

    /** How much of a side the last square covers, where it is not the first. */
    private static int last(int side, int shrink) {
        int others = (Math.ceilDiv(side, shrink) - 2) * shrink;
        return Math.max(1, side - first(side, shrink) - Math.max(0, others));
    }

    private SquareMeans means(int width, int height) {
        return new SquareMeans(channels, bytesPerChannel, (long) width * height);
    }

    /** Bytes of heap that one with these arguments holds. */
    public static long heap(int width, int channels, int bytesPerChannel, int shrink) {
        long values = Math.ceilDiv(width, shrink) * (long) channels;
        return values * bytesPerChannel + (shrink == 1 ? 0 : values * Long.BYTES) + SLACK;
    }

    /**
     * Size of the result: both sides divided by the shrink, rounded up.
     *
     * @throws IllegalArgumentException when the shrink is none
     */
    public static PixelSize size(PixelSize full, int shrink) {
        if (shrink < 1 || shrink > MAX_SHRINK) {
            throw new IllegalArgumentException("no picture is averaged down by " + shrink);
        }
        return new PixelSize(Math.ceilDiv(full.width(), shrink), Math.ceilDiv(full.height(), shrink));
    }

    /** Size of the result. */
    public PixelSize size() {
        return size(full, shrink);
    }

    /**
     * Takes the next row of the full picture; at a shrink of 1 the array itself is handed on.
     *
     * @param row interleaved channels, the first at 0; free again when this returns
     */
    public void row(byte[] row) {
        if (shrink == 1) {
            sink.row(row, out.length);
            return;
        }
        squares.add(row);
        added();
    }

    /**
     * Takes the next row of the full picture as pixels of 8-bit channels, alpha in the highest byte and blue in the lowest. For 3 or 4
     * channels; with 3 the highest byte is not looked at.
     *
     * @param argb holds the row from {@code offset} on; free again when this returns
     */
    public void rowOfPixels(int[] argb, int offset) {
        if (shrink == 1) {
            unpack(argb, offset);
            sink.row(out, out.length);
            return;
        }
        squares.add(argb, offset);
        added();
    }

    private void unpack(int[] argb, int offset) {
        byte[] into = out;
        int from = offset;
        for (int at = 0; at < into.length; at += channels) {
            int pixel = argb[from++];
            into[at] = (byte) (pixel >> 16);
            into[at + 1] = (byte) (pixel >> 8);
            into[at + 2] = (byte) pixel;
            if (channels == 4) {
                into[at + 3] = (byte) (pixel >>> 24);
            }
        }
    }

    private void added() {
        rows++;
        seen++;
        if (seen == bottom) {
            int last = squares.sums().length - channels;
            leftmost.write(squares.sums(), 0, channels, out);
            inner.write(squares.sums(), channels, last, out);
            if (last > 0) {
                rightmost.write(squares.sums(), last, last + channels, out);
            }
            sink.row(out, out.length);
            squares.clear();
            next();
        }
    }

    /** Begins a row of squares. */
    private void next() {
        int below = Math.min(full.height(), bottom + shrink);
        if (below > bottom && below - bottom != rows) {
            leftmost = means(firstWidth, below - bottom);
            inner = means(shrink, below - bottom);
            rightmost = means(lastWidth, below - bottom);
        }
        bottom = below;
        rows = 0;
    }
}
