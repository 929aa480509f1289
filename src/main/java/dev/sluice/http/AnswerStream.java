package dev.sluice.http;

import dev.sluice.failure.Gone;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The content of one answer while it is being made: what {@link Answer#stream} hands to whoever makes it. Holds no bytes of its own. For the
 * request's own thread.
 */
public final class AnswerStream {

    /** The length of a content that ends when it ends. */
    static final long UNKNOWN = -1;

    private final AnswerHead head;
    private final AnswerWriter writer;
    private final Representation content;
    private final long length;
    private final BooleanSupplier over;
    private final Ticker ticker;
    private long sent;
    private boolean begun;

    AnswerStream(
            AnswerHead head,
            AnswerWriter writer,
            Representation content,
            long length,
            BooleanSupplier over,
            Ticker ticker) {
        this.head = head;
        this.writer = writer;
        this.content = content;
        this.length = length;
        this.over = over;
        this.ticker = ticker;
    }

    /**
     * Sends all that remains in the buffer, without a copy when it is a direct one, and returns when the connection has taken it. The
     * first write sends the headers too; what is thrown before it can still be answered otherwise.
     *
     * @throws Gone when the client has left, when it does not take each 64 KiB within {@code http.write-timeout}, or when the server
     *     stops; the connection is closed then
     * @throws IllegalStateException when it is more than was announced, which is a mistake in the program
     */
    public void write(ByteBuffer bytes) {
        if (length != UNKNOWN && sent + bytes.remaining() > length) {
            throw new IllegalStateException("more than the " + length + " bytes that were announced");
        }
        begin();
        while (bytes.hasRemaining()) {
            requireSomebody();
            int count = Math.min(AnswerWriter.SLICE, bytes.remaining());
            ByteBuffer slice = bytes.slice(bytes.position(), count);
            sent += count;
            writer.write(sent == length, slice);
            bytes.position(bytes.position() + count);
        }
    }

    /** Bytes that were sent. */
    public long sent() {
        return sent;
    }

    /**
     * Whether there is nobody to send to any more: the client has left, or the server stops. Cheap; to be asked five times a second by who
     * waits for something to send.
     */
    public boolean over() {
        return over.getAsBoolean();
    }

    /**
     * Waits.
     *
     * @param pause nothing is waited for when it is negative
     * @throws Gone when the client leaves or the server stops meanwhile, which is noticed within {@link Deadline#LOOK_EVERY}
     */
    public void pause(Duration pause) {
        Deadline end = Deadline.after(pause, ticker);
        requireSomebody();
        long left = end.remainingNanos();
        while (left > 0) {
            LockSupport.parkNanos(this, Math.min(left, Deadline.LOOK_EVERY.toNanos()));
            requireSomebody();
            left = end.remainingNanos();
        }
    }

    private void requireSomebody() {
        if (over.getAsBoolean() || Thread.currentThread().isInterrupted()) {
            throw new Gone();
        }
    }

    /** For {@code HEAD} and for a content of which nothing was written. */
    void begin() {
        if (!begun) {
            begun = true;
            head.describe(content);
            if (length != UNKNOWN) {
                head.contentLength(length);
            }
            head.begin(200);
        }
    }

    /** The content is whole. */
    void end() {
        if (length != UNKNOWN && sent != length) {
            throw new IllegalStateException(sent + " bytes were sent in the place of " + length);
        }
        begin();
        if (length == UNKNOWN || length == 0) {
            writer.end();
        }
    }
}
