package dev.sluice.governor;

import dev.sluice.units.DataSize;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Image bytes outside the Java heap, counted by the lease they came from and gone when that lease ends. Only a lease makes one:
 * who holds a payload holds bytes that were admitted. Immutable itself; its bytes are as safe for threads as any memory.
 */
public final class Payload {

    /** Held so that the lease is not taken for lost while somebody still has its bytes. */
    private final Lease lease;

    private final MemorySegment segment;

    Payload(Lease lease, MemorySegment segment) {
        this.lease = lease;
        this.segment = segment;
    }

    public DataSize size() {
        return DataSize.ofBytes(segment.byteSize());
    }

    /** The lease whose bytes these are. */
    public Lease lease() {
        return lease;
    }

    /** The bytes themselves, for the engine. Valid while the lease is open. */
    public MemorySegment segment() {
        return segment;
    }

    /**
     * A read-only view of all bytes for a channel or a socket. Valid while the lease is open.
     *
     * @throws UnsupportedOperationException above 2 GiB, the largest buffer
     */
    public ByteBuffer buffer() {
        return segment.asByteBuffer().asReadOnlyBuffer();
    }
}
