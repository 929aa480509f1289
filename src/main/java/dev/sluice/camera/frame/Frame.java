package dev.sluice.camera.frame;

import dev.sluice.units.PixelSize;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * One JPEG of a camera. There is one copy of it, in native memory that its {@link FrameMemory} counts, and whoever looks at it shares
 * that copy. Who is handed a frame may use it during the call; who keeps it longer {@linkplain #retain() retains} it, and
 * {@linkplain #release() releases} it exactly once. Immutable, safe for threads.
 */
public final class Frame {

    private final FrameMemory.Slot slot;
    private final int length;
    private final long number;
    private final long arrivedNanos;
    private final Instant arrived;
    private final PixelSize size;

    Frame(FrameMemory.Slot slot, int length, long number, long arrivedNanos, Instant arrived, PixelSize size) {
        this.slot = slot;
        this.length = length;
        this.number = number;
        this.arrivedNanos = arrivedNanos;
        this.arrived = arrived;
        this.size = size;
    }

    /** Counts the frames of a {@link FrameMemory}, from 1. */
    public long number() {
        return number;
    }

    /** When its last byte was there, by the ticker. */
    public long arrivedNanos() {
        return arrivedNanos;
    }

    /** When its last byte was there, by the clock. */
    public Instant arrived() {
        return arrived;
    }

    /** Width and height of the picture, as its header says. */
    public PixelSize size() {
        return size;
    }

    /** Bytes of the picture. */
    public int length() {
        return length;
    }

    /** A read-only view of its bytes with a position of its own: a direct buffer, valid until the frame is released. */
    public ByteBuffer bytes() {
        return slot.bytes(length);
    }

    /**
     * Keeps the frame until {@link #release()}.
     *
     * @return this
     * @throws IllegalStateException when nobody holds it any more, which is a mistake in the program
     */
    public Frame retain() {
        slot.retain();
        return this;
    }

    /**
     * Gives up one hold. After the last one the memory is used for another frame.
     *
     * @throws IllegalStateException when it was released more often than retained, which is a mistake in the program
     */
    public void release() {
        slot.release();
    }
}
