package dev.sluice.camera.ingest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.function.BooleanSupplier;

/** The body of an answer, without what frames it. Reads into buffers of the heap. Closing it does nothing: the connection is the caller's. For one thread. */
final class HttpBody implements ReadableByteChannel {

    private final HttpConnection connection;
    private final BooleanSupplier endless;
    private final Chunks chunks = new Chunks();
    private final boolean chunked;
    private final boolean limited;
    private long left;
    private boolean complete;

    /** @param endless whether the length that was announced turned out to be none; asked when so many bytes were read */
    HttpBody(HttpConnection connection, HttpHead head, BooleanSupplier endless) {
        this.connection = connection;
        this.endless = endless;
        this.chunked = head.chunked() && !head.empty();
        this.left = head.empty() ? 0 : head.length();
        this.limited = left >= 0 && !chunked;
    }

    /** Whether all that was announced has been read, and no more. */
    boolean complete() {
        return complete;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int from = into.arrayOffset() + into.position();
        int count =
                chunked ? unchunked(into.array(), from, into.remaining()) : plain(into.array(), from, into.remaining());
        if (count > 0) {
            into.position(into.position() + count);
        }
        return count;
    }

    private int plain(byte[] into, int from, int room) throws IOException {
        boolean bounded = limited && (left > 0 || !endless.getAsBoolean());
        if (bounded && left == 0) {
            complete = true;
            return -1;
        }
        int count = connection.read(into, from, bounded ? (int) Math.min(room, left) : room);
        left -= bounded ? Math.max(0, count) : 0;
        return count;
    }

    private int unchunked(byte[] into, int from, int room) throws IOException {
        int count = 0;
        while (count == 0) {
            if (chunks.ended()) {
                complete = true;
                return -1;
            }
            int read = connection.read(into, from, room);
            if (read < 0) {
                return -1;
            }
            count = chunks.decode(into, from, read);
        }
        return count;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        // The connection may be used again.
    }
}
