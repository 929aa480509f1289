package dev.sluice.image.rows.png;

import dev.sluice.failure.StoreFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A place in a file that moves forward, and the bytes that follow it. The file is read at positions, so that any number of windows look
 * at one channel. Holds {@value #BYTES} bytes. For one thread.
 */
final class FileWindow {

    static final int BYTES = 1 << 14;

    private final FileChannel channel;
    private final byte[] bytes = new byte[BYTES];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes);
    private long end;
    private int at;
    private int limit;

    /** At the begin of the file. The caller closes the channel. */
    FileWindow(FileChannel channel) {
        this.channel = channel;
    }

    /** Another one at the same place. */
    FileWindow copy() {
        FileWindow copy = new FileWindow(channel);
        System.arraycopy(bytes, at, copy.bytes, at, limit - at);
        copy.end = end;
        copy.at = at;
        copy.limit = limit;
        return copy;
    }

    /**
     * Makes sure that some bytes are there to {@link #take}.
     *
     * @return how many; 0 at the end of the file
     * @throws StoreFailure BROKEN when the file cannot be read
     */
    int available() {
        if (at == limit) {
            buffer.clear();
            int got = read();
            at = 0;
            limit = Math.max(0, got);
            end += limit;
        }
        return limit - at;
    }

    private int read() {
        try {
            return channel.read(buffer, end);
        } catch (IOException broken) {
            throw new StoreFailure(StoreFailure.Kind.BROKEN, "the picture's file could not be read", broken);
        }
    }

    /** Where the available bytes are, for {@link #take}. */
    byte[] bytes() {
        return bytes;
    }

    /**
     * Goes over bytes that are {@link #available}.
     *
     * @return where in {@link #bytes} the first of them is
     */
    int take(int count) {
        int from = at;
        at += count;
        return from;
    }

    /** Goes forward, beyond the end of the file too. */
    void skip(long count) {
        if (count <= limit - at) {
            at += (int) count;
        } else {
            end += count - (limit - at);
            at = limit;
        }
    }

    /**
     * The next byte.
     *
     * @throws dev.sluice.failure.BadInput DAMAGED_PICTURE at the end of the file
     */
    int u8() {
        if (available() == 0) {
            throw Damage.ended();
        }
        return bytes[at++] & 0xff;
    }

    /**
     * The next four bytes, high one first.
     *
     * @throws dev.sluice.failure.BadInput DAMAGED_PICTURE when the file ends before
     */
    int i32() {
        return u8() << 24 | u8() << 16 | u8() << 8 | u8();
    }
}
