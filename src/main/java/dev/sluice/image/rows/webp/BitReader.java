package dev.sluice.image.rows.webp;

import dev.sluice.failure.BadInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * The bits of a VP8L chunk, low ones of a byte first (RFC 9649 section 3.3), seen through a window that moves on. The window is an
 * array of longs, so that the next 64 bits are always two loads and two shifts away; more than any one pixel or copy needs: four codes
 * of 15 bits, or two codes and 28 further bits. Behind the end stand zeros: they may be looked at, and {@link #checkEnd} finds out whether they were
 * used up. Holds {@link #HEAP} bytes of heap. The file is its owner's to close.
 */
final class BitReader {

    /** Bits that are always there to be looked at. */
    static final int AHEAD = 64;

    /** Of the window, and once more of what the file is read into. */
    private static final int WINDOW_BYTES = 16 << 10;

    static final long HEAP = 2L * WINDOW_BYTES;

    private static final int WORDS = WINDOW_BYTES / Long.BYTES;

    /** The first position from which less than {@link #AHEAD} bits can be seen. */
    static final int LIMIT = (WORDS - 1) * Long.SIZE;

    private final FileChannel file;
    private final ByteBuffer bytes = ByteBuffer.allocate(WINDOW_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final LongBuffer view = bytes.asLongBuffer();
    private final long bits;
    private long next;
    private final long end;
    private long before;

    /** The window. The hot loop looks at it with {@link #ahead(long[], int)}. */
    final long[] words = new long[WORDS];

    /** Bits of the window that are used up. Whoever adds to it calls {@link #refill} when it has reached {@link #LIMIT}. */
    int position;

    /** @param from offset of the first byte in the file */
    BitReader(FileChannel file, long from, long length) {
        this.file = file;
        next = from;
        end = from + length;
        bits = length * Byte.SIZE;
        position = WORDS * Long.SIZE;
        before = -position;
        refill();
    }

    /** The next 64 bits. */
    static long ahead(long[] words, int position) {
        int word = position >>> 6;
        return (words[word] >>> position) | (words[word + 1] << 1 << ~position);
    }

    /** For a loop that has the position in a local: {@link #refill()} there, and where it is then. */
    int refill(int reached) {
        position = reached;
        refill();
        return position;
    }

    /** Moves the window on until at least 64 bits can be looked at. */
    void refill() {
        int used = position >>> 6;
        int kept = WORDS - used;
        System.arraycopy(words, used, words, 0, kept);
        fetch(used * Long.BYTES);
        view.get(0, words, kept, used);
        before += (long) used * Long.SIZE;
        position &= Long.SIZE - 1;
    }

    private void fetch(int count) {
        bytes.clear().limit((int) Math.min(count, end - next));
        try {
            while (bytes.hasRemaining()) {
                int got = file.read(bytes, next);
                if (got <= 0) {
                    throw Defect.truncated();
                }
                next += got;
            }
        } catch (IOException broken) {
            throw Defect.unreadable(broken);
        }
        Arrays.fill(bytes.array(), bytes.position(), count, (byte) 0);
    }

    /** @param count of bits, up to 24 */
    int read(int count) {
        if (position >= LIMIT) {
            refill();
        }
        int value = (int) ahead(words, position) & ((1 << count) - 1);
        position += count;
        return value;
    }

    boolean flag() {
        return read(1) != 0;
    }

    /** @throws BadInput DAMAGED_PICTURE when more bits were used than there are */
    void checkEnd() {
        if (before + position > bits) {
            throw Defect.truncated();
        }
    }
}
