package dev.sluice.cache;

import java.nio.ByteBuffer;

/** Bytes that are read piece by piece, so that nobody holds all of them. Used by one thread at a time. */
public interface Body {

    /** How many bytes there are. */
    long length();

    /**
     * Some of them.
     *
     * @param position of the first, less than {@link #length}
     * @param most how many at most, at least 1
     * @return at least one byte; valid until the next call, and while the body is open
     * @throws dev.sluice.failure.StoreFailure when they cannot be read any more
     */
    ByteBuffer at(long position, int most);

    /** No bytes: an entry of which only its label is kept. */
    Body NONE = new Buffer(ByteBuffer.allocate(0));

    /**
     * Bytes that stand in memory.
     *
     * @param bytes from its position to its limit; not changed
     */
    record Buffer(ByteBuffer bytes) implements Body {
        @Override
        public long length() {
            return bytes.remaining();
        }

        @Override
        public ByteBuffer at(long position, int most) {
            int length = Math.toIntExact(Math.min(most, length() - position));
            return bytes.slice(bytes.position() + Math.toIntExact(position), length);
        }
    }
}
