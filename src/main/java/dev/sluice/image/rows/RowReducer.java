package dev.sluice.image.rows;

import dev.sluice.units.PixelSize;

/**
 * Averages a picture down by a whole number while its rows come, and hands on each finished row. A pixel of the result is the mean of
 * the square it stands for, rounded half up; the squares of the last column and row may be cut off and are then the mean of what is
 * there. Where there is alpha the colours are weighted by it, so that what cannot be seen does not bleed into what can: a square
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
    private final int lastWidth;
    private SquareMeans inner;
    private SquareMeans rightmost;
    private int top;
    private int rows;

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
        squares = new SquareSums(shrink == 1 ? 1 : full.width(), channels, bytesPerChannel, shrink);
        lastWidth = full.width() - (full.width() - 1) / shrink * shrink;
        inner = new SquareMeans(channels, bytesPerChannel, (long) shrink * shrink);
        rightmost = new SquareMeans(channels, bytesPerChannel, (long) lastWidth * shrink);
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
        if (rows == shrink || top + rows == full.height()) {
            if (rows < shrink) {
                inner = new SquareMeans(channels, bytesPerChannel, (long) shrink * rows);
                rightmost = new SquareMeans(channels, bytesPerChannel, (long) lastWidth * rows);
            }
            int last = squares.sums().length - channels;
            inner.write(squares.sums(), 0, last, out);
            rightmost.write(squares.sums(), last, last + channels, out);
            sink.row(out, out.length);
            squares.clear();
            top += rows;
            rows = 0;
        }
    }
}
