package dev.sluice.image.header;

import dev.sluice.failure.BadInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A file seen through one small window that moves where numbers are asked for. What is read in all and what is walked in all
 * is bounded, so that no header, however made, takes more than a fraction of a second. Holds {@value #WINDOW} bytes of heap. Not safe
 * for threads.
 */
final class HeaderReader {

    /** Bytes read at once: one page. */
    static final int WINDOW = 4096;

    /** Windows read in all: 256 MiB, for GIF says how many frames it has only by all its blocks. */
    private static final int MAX_WINDOWS = 1 << 16;

    /** Segments, chunks, boxes, blocks and directory entries walked in all. */
    private static final int MAX_STEPS = 1 << 20;

    private static final int NOTHING = -1;

    private final FileChannel channel;
    private final long base;
    private final long size;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW).limit(0);
    private long windowAt;
    private int windows;
    private int steps;

    /** @param size bytes of the file */
    HeaderReader(FileChannel channel, long size) {
        this(channel, 0, size);
    }

    private HeaderReader(FileChannel channel, long base, long size) {
        this.channel = channel;
        this.base = base;
        this.size = size;
    }

    /** A part of the file as if it were all of it, with bounds of its own. */
    HeaderReader part(long at, long length) {
        return new HeaderReader(channel, base + at, length);
    }

    long size() {
        return size;
    }

    /**
     * Counts one part of the header walked over.
     *
     * @throws BadInput DAMAGED_PICTURE when there are more parts than any real picture has
     */
    void step() {
        if (++steps > MAX_STEPS) {
            throw endless();
        }
    }

    /** Whether half of what may be read or walked is used up: the time to stop counting what is merely nice to know. */
    boolean tired() {
        return steps > MAX_STEPS / 2 || windows > MAX_WINDOWS / 2;
    }

    int u8(long at) throws IOException {
        return window.get(index(at, 1)) & 0xff;
    }

    /** Two bytes, high one first. */
    int u16(long at) throws IOException {
        return window.getShort(index(at, 2)) & 0xffff;
    }

    /** Four bytes, high one first. */
    long u32(long at) throws IOException {
        return window.getInt(index(at, 4)) & 0xffff_ffffL;
    }

    /** Eight bytes, high one first; what does not fit a long is negative and so beyond any file. */
    long u64(long at) throws IOException {
        return window.getLong(index(at, 8));
    }

    int u16(long at, ByteOrder order) throws IOException {
        int number = u16(at);
        return order == ByteOrder.BIG_ENDIAN ? number : Short.reverseBytes((short) number) & 0xffff;
    }

    long u32(long at, ByteOrder order) throws IOException {
        long number = u32(at);
        return order == ByteOrder.BIG_ENDIAN ? number : Integer.reverseBytes((int) number) & 0xffff_ffffL;
    }

    long u64(long at, ByteOrder order) throws IOException {
        long number = u64(at);
        return order == ByteOrder.BIG_ENDIAN ? number : Long.reverseBytes(number);
    }

    /** Three bytes, low one first. */
    int u24LittleEndian(long at) throws IOException {
        return u8(at) | (u16(at + 1, ByteOrder.LITTLE_ENDIAN) << 8);
    }

    /** Whether the file has exactly these Latin-1 characters there; false, too, when it ends before. */
    boolean has(long at, String text) throws IOException {
        if (at < 0 || at > size - text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (u8(at + i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The byte there, or -1 beyond the end. */
    int peek(long at) throws IOException {
        return at < size ? u8(at) : NOTHING;
    }

    /**
     * How many bytes a zlib stream in the file holds; {@code limit} when it holds at least that. What is damaged counts as far
     * as it can be read.
     */
    long inflatedSize(long at, long length, long limit) throws IOException {
        long end = Math.min(size, at + length);
        byte[] sink = new byte[WINDOW];
        Inflater inflater = new Inflater();
        try {
            long from = at;
            while (inflater.getBytesWritten() < limit && from < end) {
                int index = index(from, 1);
                int some = (int) Math.min(window.limit() - index, end - from);
                inflater.setInput(window.array(), index, some);
                from += some;
                int made;
                do {
                    made = inflater.inflate(sink);
                } while (made > 0 && inflater.getBytesWritten() < limit);
            }
            return Math.min(limit, inflater.getBytesWritten());
        } catch (DataFormatException damaged) {
            return Math.min(limit, inflater.getBytesWritten());
        } finally {
            inflater.end();
        }
    }

    /** Where in the window these bytes are, after the window has moved if it must. */
    private int index(long at, int length) throws IOException {
        if (at < 0 || at > size - length) {
            throw Claims.damaged("it ends before its header does");
        }
        if (at < windowAt || at + length > windowAt + window.limit()) {
            move(at, length);
        }
        return (int) (at - windowAt);
    }

    private void move(long at, int length) throws IOException {
        if (++windows > MAX_WINDOWS) {
            throw endless();
        }
        window.clear();
        int got;
        do {
            got = channel.read(window, base + at + window.position());
        } while (got > 0 && window.hasRemaining());
        window.flip();
        windowAt = at;
        if (window.limit() < length) {
            throw Claims.damaged("it ends before its header does");
        }
    }

    private static BadInput endless() {
        return Claims.damaged("its header is longer than that of any real picture");
    }
}
