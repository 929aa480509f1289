package dev.sluice.camera.record;

import dev.sluice.camera.frame.Frame;
import dev.sluice.governor.Lease;
import dev.sluice.units.DataSize;
import dev.sluice.units.PixelSize;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a camera saw a moment ago: copies of its last frames in native memory under one lease, the oldest overwritten by the newest. Also
 * holds some 60 bytes of heap for each frame. For one thread.
 */
final class FrameRing implements AutoCloseable {

    /** A frame that is kept, or one that has just come. */
    record Kept(int offset, int length, long arrivedNanos, Instant arrived, PixelSize size) {}

    /** Takes a frame out of the ring. */
    @FunctionalInterface
    interface Sink {

        /** @param bytes valid during the call */
        void accept(Kept frame, ByteBuffer bytes);
    }

    private final Lease lease;
    private final ByteBuffer memory;
    private final long span;
    private final Thinning thinning;
    private final Deque<Kept> kept = new ArrayDeque<>();
    private int next;

    /**
     * @param lease holds {@code size}; the ring closes it
     * @param span how long frames are of interest
     * @param rate frames a second at most
     */
    FrameRing(Lease lease, DataSize size, Duration span, double rate) {
        this.lease = lease;
        this.memory = lease.payload(size).segment().asByteBuffer();
        this.span = span.toNanos();
        this.thinning = new Thinning(rate);
    }

    /** Copies a frame, unless it comes too soon after the last one or is larger than the ring. */
    void add(Frame frame) {
        int length = frame.length();
        if (length > memory.capacity() || !thinning.lets(frame.arrivedNanos())) {
            return;
        }
        forgetBefore(frame.arrivedNanos() - span);
        if (length > memory.capacity() - next) {
            while (!kept.isEmpty() && kept.getFirst().offset() >= next) {
                kept.removeFirst();
            }
            next = 0;
        }
        int at = next;
        while (!kept.isEmpty() && overlaps(kept.getFirst(), at, length)) {
            kept.removeFirst();
        }
        memory.put(at, frame.bytes(), 0, length);
        kept.addLast(new Kept(at, length, frame.arrivedNanos(), frame.arrived(), frame.size()));
        next = at + length;
    }

    private static boolean overlaps(Kept one, int at, int length) {
        return one.offset() < at + length && at < one.offset() + one.length();
    }

    private void forgetBefore(long nanos) {
        while (!kept.isEmpty() && kept.getFirst().arrivedNanos() - nanos < 0) {
            kept.removeFirst();
        }
    }

    int frames() {
        return kept.size();
    }

    /** Hands over what arrived since then, the oldest first, and forgets all. */
    void drain(long sinceNanos, Sink sink) {
        forgetBefore(sinceNanos);
        while (!kept.isEmpty()) {
            Kept frame = kept.removeFirst();
            sink.accept(frame, memory.slice(frame.offset(), frame.length()));
        }
        next = 0;
    }

    @Override
    public void close() {
        lease.close();
    }
}
