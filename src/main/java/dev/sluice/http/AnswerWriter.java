package dev.sluice.http;

import dev.sluice.failure.Gone;
import dev.sluice.failure.StoreFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * The content of an answer on its way to the connection, each write within {@code http.write-timeout}. For one answer, by the request's own
 * thread.
 */
final class AnswerWriter {

    /** What is handed to the connection at once. */
    static final int SLICE = 65_536;

    /** What is read of a file at once: held for each client that is slow to take it. */
    static final int FILE_SLICE = 16_384;

    private static final long CANCEL_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Request request;
    private final Response response;
    private final long writeTimeout;
    private long bytes;
    private boolean complete;

    AnswerWriter(Request request, Response response, HttpConfig config) {
        this.request = request;
        this.response = response;
        this.writeTimeout = config.writeTimeout().toNanos();
    }

    /** What an answer of so many bytes may take that is written as a whole: as much as its slices together. */
    static long timeLimit(HttpConfig config, long length) {
        return config.writeTimeout().toNanos() * Math.ceilDiv(Math.max(1, length), SLICE);
    }

    /** Hands something a file that is read in slices, in a buffer of its own as long as that takes. */
    void reading(FileChannel channel, Reader reader) throws IOException {
        RetainableByteBuffer held = request.getComponents().getByteBufferPool().acquire(FILE_SLICE, true);
        try {
            ByteBuffer buffer = held.getByteBuffer();
            reader.read(
                    channel.size(),
                    (at, length) -> read(channel, at, buffer.clear().limit(Math.min(length, FILE_SLICE))));
        } finally {
            held.release();
        }
    }

    /** Does something with a file. */
    @FunctionalInterface
    interface Reader {
        void read(long length, Answer.Slices slices);
    }

    private static ByteBuffer read(FileChannel channel, long at, ByteBuffer buffer) {
        try {
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, at + buffer.position()) < 0) {
                    throw new IOException("shorter than it was");
                }
            }
            return buffer.flip();
        } catch (IOException broken) {
            throw new StoreFailure(StoreFailure.Kind.BROKEN, "a kept file cannot be read", broken);
        }
    }

    /** The piece from {@code at} on, of what ends at {@code end}. */
    static ByteBuffer slice(Answer.Slices slices, long at, long end) {
        return slices.at(at, (int) Math.min(SLICE, end - at));
    }

    /** Sends a content from its first piece on to its end. */
    void writeAll(ByteBuffer first, long from, long end, Answer.Slices slices) {
        ByteBuffer slice = first;
        long at = from + slice.remaining();
        while (at < end) {
            write(false, slice);
            slice = slice(slices, at, end);
            at += slice.remaining();
        }
        write(true, slice);
    }

    /** The answer has no more content than was written. */
    void end() {
        hand(true, null);
    }

    /**
     * Returns when the connection has taken the bytes.
     *
     * @throws Gone when the client has left or takes too long; the connection is closed then
     */
    void write(boolean last, ByteBuffer slice) {
        bytes += slice.remaining();
        hand(last, slice);
    }

    private void hand(boolean last, @Nullable ByteBuffer slice) {
        Pending written = new Pending();
        response.write(last, slice, written);
        if (!written.await(writeTimeout)) {
            EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
            endPoint.close();
            if (!written.await(CANCEL_NANOS)) {
                throw new IllegalStateException("a closed connection still holds the bytes of an answer");
            }
        }
        if (written.failed()) {
            throw new Gone();
        }
        complete = last;
    }

    /** How it ended when another one has written it. */
    void ended(long sent, boolean whole) {
        bytes = whole ? sent : 0;
        complete = whole;
    }

    /** Whether all of it is on its way. */
    boolean complete() {
        return complete;
    }

    /** Bytes of content that were sent. */
    long bytes() {
        return bytes;
    }
}
