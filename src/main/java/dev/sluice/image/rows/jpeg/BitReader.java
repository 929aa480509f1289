package dev.sluice.image.rows.jpeg;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The bits of an entropy-coded segment (T.81, sections B.1.1.5 and F.2.2.5), never past the marker that ends it: behind that come
 * zeros, which {@link #overrun} tells of. Decoders work on copies of {@link #bits} and {@link #count} and put them back. For one
 * thread.
 */
final class BitReader {

    /** Bits that are there after {@link #refill}: a code and what follows it take no more than 31. */
    static final int ENOUGH = 32;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long EVERY_LOW_BIT = 0x0101_0101_0101_0101L;
    private static final long EVERY_HIGH_BIT = EVERY_LOW_BIT << 7;
    private static final int NONE = 0;

    /** The next bits, the first one on top. */
    long bits;

    /** How many of {@link #bits} count. */
    int count;

    /** How many of all bits were zeros behind the end. */
    private int padding;

    /** The marker at which the data ended, whose place the window is behind; {@link #NONE} before. */
    private int marker = NONE;

    private final FileWindow window;

    BitReader(FileWindow window) {
        this.window = window;
    }

    /**
     * Adds bytes to a copy of the bits.
     *
     * @return the bits; how many they are is in {@link #count}
     */
    long refill(long copy, int copied) {
        int at = window.at;
        if (marker == NONE && window.limit - at >= Long.BYTES) {
            long next = (long) LONG.get(window.bytes, at);
            if (((~next - EVERY_LOW_BIT) & next & EVERY_HIGH_BIT) == 0) {
                int whole = (Long.SIZE - 1 - copied) >>> 3;
                window.at = at + whole;
                count = copied + (whole << 3);
                return copy | (next >>> copied);
            }
        }
        return refillByBytes(copied == 0 ? 0 : copy & (-1L << (Long.SIZE - copied)), copied);
    }

    private long refillByBytes(long copy, int copied) {
        long filled = copy;
        int have = copied;
        while (have <= Long.SIZE - Byte.SIZE) {
            filled |= (long) dataByte() << (Long.SIZE - Byte.SIZE - have);
            have += Byte.SIZE;
        }
        count = have;
        return filled;
    }

    /** The next byte of data; 0, and more padding, behind its end. */
    private int dataByte() {
        if (marker == NONE) {
            int value = window.next();
            if (value == 0xff) {
                value = stuffed();
            }
            if (value >= 0) {
                return value;
            }
            if (marker == NONE) {
                marker = Markers.END_OF_IMAGE;
            }
        }
        padding += Byte.SIZE;
        return 0;
    }

    /** What a byte of 0xFF stands for: itself when a zero follows, or else a marker, which is kept. */
    private int stuffed() {
        int code;
        do {
            code = window.next();
        } while (code == 0xff);
        if (code == 0) {
            return 0xff;
        }
        marker = code == FileWindow.NOTHING ? Markers.END_OF_IMAGE : code;
        return FileWindow.NOTHING;
    }

    /** Whether bits were used that are behind the end of the data. */
    boolean overrun() {
        return count < padding;
    }

    /** Drops what is left of the segment; the marker behind it, the end of the file counting as an end of image. */
    int skipToMarker() {
        bits = 0;
        count = 0;
        padding = 0;
        while (marker == NONE) {
            if (window.skipPastMarkerPrefix()) {
                stuffed();
            } else {
                marker = Markers.END_OF_IMAGE;
            }
        }
        return marker;
    }

    /** Goes on behind the marker. */
    void passMarker() {
        marker = NONE;
    }
}
