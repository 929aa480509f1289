package dev.sluice.image.rows.bmp;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.StoreFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file seen through one small window, at any place; numbers with the low byte first. Holds {@value #BYTES} bytes. For one thread. */
final class ByteWindow {

    static final int BYTES = 1 << 14;

    private final FileChannel channel;
    private final long size;
    private final byte[] bytes = new byte[BYTES];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes);
    private long start;
    private int at;
    private int limit;

    /**
     * At the begin of the file. The caller closes the channel.
     *
     * @throws StoreFailure BROKEN when the file cannot be read
     */
    ByteWindow(FileChannel channel) {
        this.channel = channel;
        try {
            size = channel.size();
        } catch (IOException broken) {
            throw unreadable(broken);
        }
    }

    /** Bytes of the file. */
    long size() {
        return size;
    }

    long position() {
        return start + at;
    }

    /** Goes to a place, beyond the end of the file too. Backwards so that what stands before it can be gone to next. */
    void seek(long position) {
        if (position >= start && position <= start + limit) {
            at = (int) (position - start);
            return;
        }
        long first = position < start ? Math.max(0, position - BYTES / 2) : position;
        start = first;
        limit = 0;
        at = 0;
        if (first < position) {
            fill();
            at = (int) Math.min(limit, position - first);
        }
    }

    boolean ended() {
        return position() >= size;
    }

    /** @throws BadInput DAMAGED_PICTURE at the end of the file */
    int u8() {
        if (at == limit) {
            start += limit;
            at = 0;
            limit = 0;
            fill();
        }
        return bytes[at++] & 0xff;
    }

    /** @throws BadInput DAMAGED_PICTURE when the file ends before */
    int u16() {
        return u8() | u8() << 8;
    }

    /** @throws BadInput DAMAGED_PICTURE when the file ends before */
    int i32() {
        return u16() | u16() << 16;
    }

    /** @throws BadInput DAMAGED_PICTURE when the file ends before */
    long u32() {
        return i32() & 0xffff_ffffL;
    }

    /**
     * Reads bytes from a place, as many as there are and as there is room for.
     *
     * @return how many
     */
    int read(long position, ByteBuffer into) {
        try {
            int got;
            do {
                got = channel.read(into, position + into.position());
            } while (got > 0 && into.hasRemaining());
            return into.position();
        } catch (IOException broken) {
            throw unreadable(broken);
        }
    }

    private void fill() {
        limit = start >= size ? 0 : read(start, buffer.clear());
        if (limit == 0) {
            throw Damage.ended();
        }
    }

    private static StoreFailure unreadable(IOException broken) {
        return new StoreFailure(StoreFailure.Kind.BROKEN, "the picture's file could not be read", broken);
    }
}
