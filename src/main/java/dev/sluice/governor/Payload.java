package dev.sluice.governor;

import dev.sluice.units.DataSize;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Image bytes outside the Java heap, counted by the lease they came from and gone when that lease closes. Only a lease makes
 * one: who holds a payload holds bytes that were admitted.
 */
public final class Payload {

    private final MemorySegment segment;

    Payload(MemorySegment segment) {
        this.segment = segment;
    }

    public DataSize size() {
        return DataSize.ofBytes(segment.byteSize());
    }

    /** The bytes themselves, for the engine. Valid while the lease is open. */
    public MemorySegment segment() {
        return segment;
    }

    /** A read-only view of all bytes for a channel or a socket. Valid while the lease is open. */
    public ByteBuffer buffer() {
        return segment.asByteBuffer().asReadOnlyBuffer();
    }
}
