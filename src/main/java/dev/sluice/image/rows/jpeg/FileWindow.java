package dev.sluice.image.rows.jpeg;

import dev.sluice.failure.StoreFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A file seen through {@value #SIZE} bytes of heap that slide forward. Several windows may look at one channel, for reads name their
 * place. The fields are open to {@link BitReader}, which takes eight bytes at a time. For one thread.
 */
final class FileWindow {

    /** Bytes read at once. */
    static final int SIZE = 8192;

    static final int NOTHING = -1;

    final byte[] bytes = new byte[SIZE];

    /** Of the next byte in {@link #bytes}. */
    int at;

    /** Behind the last byte in {@link #bytes}. */
    int limit;

    private final ByteBuffer buffer = ByteBuffer.wrap(bytes);
    private final FileChannel channel;
    private long end;

    /** @param from place in the file of the first byte */
    FileWindow(FileChannel channel, long from) {
        this.channel = channel;
        end = from;
    }

    /** The next byte; {@link #NOTHING} at the end of the file. */
    int next() {
        return at < limit || slide() ? bytes[at++] & 0xff : NOTHING;
    }

    /** Place in the file of the next byte. */
    long position() {
        return end - limit + at;
    }

    /** Goes to a place at or behind the present one. */
    void skipTo(long position) {
        long within = position - (end - limit);
        if (within <= limit) {
            at = (int) within;
        } else {
            at = 0;
            limit = 0;
            end = position;
        }
    }

    /** Goes behind the next byte of 0xFF; false when the file ends before. */
    boolean skipPastMarkerPrefix() {
        while (at < limit || slide()) {
            while (at < limit) {
                if (bytes[at++] == -1) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean slide() {
        buffer.clear();
        try {
            limit = Math.max(0, channel.read(buffer, end));
        } catch (IOException unreadable) {
            throw new StoreFailure(StoreFailure.Kind.BROKEN, "the picture cannot be read from the disk", unreadable);
        }
        at = 0;
        end += limit;
        return limit > 0;
    }
}
