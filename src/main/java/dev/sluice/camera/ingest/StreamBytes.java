package dev.sluice.camera.ingest;

import dev.sluice.camera.frame.FrameDraft;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a stream one after another, out of a buffer that is filled as they come. While a draft is there, what is passed is copied
 * into it in as few pieces as the buffer allows. What was passed can be pushed back once more, as long as that costs no more than the
 * stream itself. Holds {@value #BUFFER} bytes of heap, after a push-back up to six times as many. For one thread.
 */
final class StreamBytes {

    static final int BUFFER = 16_384;

    /** Bytes of the beginning that are remembered, to say what a stream is that is none of ours. */
    private static final int OPENING = 256;

    private static final long MOST_CREDIT = 262_144;
    private static final byte FF = (byte) 0xff;

    private final ReadableByteChannel channel;
    private final ByteBuffer own = ByteBuffer.allocate(BUFFER);
    private final ByteBuffer opening = ByteBuffer.allocate(OPENING);
    private ByteBuffer current = own;
    private byte[] bytes = own.array();
    private int position;
    private int limit;

    /** Where the piece begins that is not in the draft yet. */
    private int piece;

    private @Nullable FrameDraft draft;
    private long received;

    /** Bytes that may be pushed back: as many as were passed for the first time, up to a bound. */
    private long credit = MOST_CREDIT;

    private long furthest;

    StreamBytes(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /** Bytes that were passed; less after a push-back. */
    long passed() {
        return received - (limit - position);
    }

    /** The first bytes of the stream, {@value #OPENING} at most; a copy. */
    byte[] opening() {
        return Arrays.copyOf(opening.array(), opening.position());
    }

    /** The next byte; -1 at the end of the stream. */
    int read() throws IOException {
        return position < limit || fill() ? bytes[position++] & 0xff : -1;
    }

    /** Takes back the last byte that was read. */
    void unread() {
        position--;
    }

    /** Passes so many bytes; false when the stream ends before. */
    boolean skip(int count) throws IOException {
        int left = count;
        while (left > limit - position) {
            left -= limit - position;
            position = limit;
            if (!fill()) {
                return false;
            }
        }
        position += left;
        return true;
    }

    /**
     * Passes everything up to the next byte 0xFF and that one.
     *
     * @param most bytes {@linkplain #passed() passed} after which it is given up, give or take a buffer
     * @return false when the stream ends before, or it is given up
     */
    boolean passMark(long most) throws IOException {
        while (position < limit || (passed() <= most && fill())) {
            byte[] from = bytes;
            int end = limit;
            int at = position;
            while (at < end && from[at] != FF) {
                at++;
            }
            if (at < end) {
                position = at + 1;
                return true;
            }
            position = end;
        }
        return false;
    }

    /** What is passed from now on is copied into {@code into}. */
    void keep(@Nullable FrameDraft into) {
        copy();
        draft = into;
        piece = position;
    }

    /** Copies what was passed, and nothing more until the next {@link #keep}. */
    void hold() {
        copy();
        draft = null;
    }

    private void copy() {
        if (draft != null && position > piece) {
            draft.append(current.limit(position).position(piece));
        }
        piece = position;
    }

    private boolean fill() throws IOException {
        copy();
        current = own;
        bytes = own.array();
        position = 0;
        limit = 0;
        piece = 0;
        own.clear();
        int count = channel.read(own);
        if (count < 0) {
            return false;
        }
        limit = own.position();
        received += limit;
        if (opening.hasRemaining()) {
            opening.put(bytes, 0, Math.min(limit, opening.remaining()));
        }
        return limit > 0 || fill();
    }

    /**
     * Makes {@code passed}, the last bytes before the next one, the next ones again.
     *
     * @return false when so much has been pushed back that the stream is rather read on
     */
    boolean pushBack(ByteBuffer passed) {
        long now = passed();
        credit = Math.min(MOST_CREDIT, credit + Math.max(0, now - furthest));
        furthest = Math.max(furthest, now);
        int count = passed.remaining();
        if (count > credit) {
            return false;
        }
        credit -= count;
        byte[] again = new byte[count + limit - position];
        passed.get(again, 0, count);
        System.arraycopy(bytes, position, again, count, limit - position);
        current = ByteBuffer.wrap(again);
        bytes = again;
        position = 0;
        piece = 0;
        limit = again.length;
        return true;
    }
}
