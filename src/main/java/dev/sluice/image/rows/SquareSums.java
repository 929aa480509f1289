package dev.sluice.image.rows;

import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The sums of one row of squares, channel by channel; where there is alpha the other channels are weighted by it. The loops are
 * written out for each layout of a pixel: they run once for each pixel of a picture. The sums of 8-bit values, weighted ones too, over one
 * row of a square fit an int, for no square is wider than {@link RowReducer#MAX_SHRINK}. Holds 8 bytes for each channel of each
 * square. For
 * one thread.
 */
final class SquareSums {

    /** Where the bytes of a 16-bit channel stand. */
    static final int HIGH = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 1 : 0;

    static final int LOW = 1 - HIGH;

    private final long[] sums;
    private final int width;
    private final int first;
    private final int shrink;
    private final int channels;
    private final int bytesPerChannel;

    /**
     * @param width pixels of a full row
     * @param first of them that belong to the first square
     */
    SquareSums(int width, int first, int channels, int bytesPerChannel, int shrink) {
        this.width = width;
        this.first = first;
        this.shrink = shrink;
        this.channels = channels;
        this.bytesPerChannel = bytesPerChannel;
        sums = new long[Math.ceilDiv(width, shrink) * channels];
    }

    /** What the next call of {@link #clear} sets to 0; the last of each square is that of alpha, where there is any. */
    long[] sums() {
        return sums;
    }

    void clear() {
        Arrays.fill(sums, 0);
    }

    /** Adds a full row, 16-bit channels in the machine's order. */
    void add(byte[] row) {
        if (bytesPerChannel == 2) {
            if (channels == 2 || channels == 4) {
                addWideWithAlpha(row);
            } else {
                addWide(row);
            }
            return;
        }
        switch (channels) {
            case 1 -> addGrey(row);
            case 2 -> addGreyWithAlpha(row);
            case 3 -> addRgb(row);
            default -> addRgbWithAlpha(row);
        }
    }

    /** Adds a full row of pixels, alpha in the highest byte and blue in the lowest. */
    void add(int[] argb, int offset) {
        if (channels == 4) {
            addPixelsWithAlpha(argb, offset);
        } else {
            addPixels(argb, offset);
        }
    }

    private void addGrey(byte[] row) {
        long[] into = sums;
        int at = 0;
        int end = first;
        for (int square = 0; square < into.length; square++) {
            int grey = 0;
            for (; at < end; at++) {
                grey += row[at] & 0xff;
            }
            into[square] += grey;
            end = Math.min(width, end + shrink);
        }
    }

    private void addGreyWithAlpha(byte[] row) {
        long[] into = sums;
        int at = 0;
        int end = 2 * first;
        for (int square = 0; square < into.length; square += 2) {
            int grey = 0;
            int opacity = 0;
            for (; at < end; at += 2) {
                int alpha = row[at + 1] & 0xff;
                grey += (row[at] & 0xff) * alpha;
                opacity += alpha;
            }
            into[square] += grey;
            into[square + 1] += opacity;
            end = Math.min(2 * width, end + 2 * shrink);
        }
    }

    private void addRgb(byte[] row) {
        long[] into = sums;
        int at = 0;
        int end = 3 * first;
        for (int square = 0; square < into.length; square += 3) {
            int red = 0;
            int green = 0;
            int blue = 0;
            for (; at < end; at += 3) {
                red += row[at] & 0xff;
                green += row[at + 1] & 0xff;
                blue += row[at + 2] & 0xff;
            }
            into[square] += red;
            into[square + 1] += green;
            into[square + 2] += blue;
            end = Math.min(3 * width, end + 3 * shrink);
        }
    }

    private void addRgbWithAlpha(byte[] row) {
        long[] into = sums;
        int at = 0;
        int end = 4 * first;
        for (int square = 0; square < into.length; square += 4) {
            int red = 0;
            int green = 0;
            int blue = 0;
            int opacity = 0;
            for (; at < end; at += 4) {
                int alpha = row[at + 3] & 0xff;
                red += (row[at] & 0xff) * alpha;
                green += (row[at + 1] & 0xff) * alpha;
                blue += (row[at + 2] & 0xff) * alpha;
                opacity += alpha;
            }
            into[square] += red;
            into[square + 1] += green;
            into[square + 2] += blue;
            into[square + 3] += opacity;
            end = Math.min(4 * width, end + 4 * shrink);
        }
    }

    private void addPixels(int[] argb, int offset) {
        long[] into = sums;
        int at = offset;
        int end = offset + first;
        for (int square = 0; square < into.length; square += 3) {
            int red = 0;
            int green = 0;
            int blue = 0;
            for (; at < end; at++) {
                int pixel = argb[at];
                red += pixel >> 16 & 0xff;
                green += pixel >> 8 & 0xff;
                blue += pixel & 0xff;
            }
            into[square] += red;
            into[square + 1] += green;
            into[square + 2] += blue;
            end = Math.min(offset + width, end + shrink);
        }
    }

    private void addPixelsWithAlpha(int[] argb, int offset) {
        long[] into = sums;
        int at = offset;
        int end = offset + first;
        for (int square = 0; square < into.length; square += 4) {
            int red = 0;
            int green = 0;
            int blue = 0;
            int opacity = 0;
            for (; at < end; at++) {
                int pixel = argb[at];
                int alpha = pixel >>> 24;
                red += (pixel >> 16 & 0xff) * alpha;
                green += (pixel >> 8 & 0xff) * alpha;
                blue += (pixel & 0xff) * alpha;
                opacity += alpha;
            }
            into[square] += red;
            into[square + 1] += green;
            into[square + 2] += blue;
            into[square + 3] += opacity;
            end = Math.min(offset + width, end + shrink);
        }
    }

    private void addWide(byte[] row) {
        long[] into = sums;
        int step = 2 * channels;
        int squares = into.length / channels;
        for (int channel = 0; channel < channels; channel++) {
            int at = 2 * channel;
            int end = step * first;
            for (int square = 0; square < squares; square++) {
                long sum = 0;
                for (; at < end; at += step) {
                    sum += wide(row, at);
                }
                into[square * channels + channel] += sum;
                end = Math.min(step * width, end + step * shrink);
            }
        }
    }

    private void addWideWithAlpha(byte[] row) {
        long[] into = sums;
        int step = 2 * channels;
        int colours = channels - 1;
        int at = 0;
        int end = step * first;
        for (int square = 0; square < into.length; square += channels) {
            for (; at < end; at += step) {
                long alpha = wide(row, at + 2 * colours);
                for (int colour = 0; colour < colours; colour++) {
                    into[square + colour] += wide(row, at + 2 * colour) * alpha;
                }
                into[square + colours] += alpha;
            }
            end = Math.min(step * width, end + step * shrink);
        }
    }

    private static int wide(byte[] row, int at) {
        return (row[at + HIGH] & 0xff) << 8 | (row[at + LOW] & 0xff);
    }
}
