package dev.sluice.governor;

import dev.sluice.units.DataSize;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The right to hold what a {@link Demand} asked for, until it is closed. The owner closes it; it may be used from any thread.
 */
public final class Lease implements AutoCloseable {

    private final Governor governor;
    private final Arena arena = Arena.ofShared();
    private Demand held;
    private int holds = 1;
    private boolean closed;

    Lease(Governor governor, Demand held) {
        this.governor = governor;
        this.held = held;
    }

    /** What is held now. */
    public synchronized Demand held() {
        return held;
    }

    /** The native scope of this lease: freed when it closes. The engine opens no other. */
    public Arena arena() {
        return arena;
    }

    /** Zeroed native bytes out of what this lease holds. */
    public Payload payload(DataSize size) {
        return new Payload(arena.allocate(size.bytes(), 8));
    }

    /** Counts bytes that a native library allocated and that {@link #arena()} frees. */
    public Payload adopt(MemorySegment segment) {
        return new Payload(segment);
    }

    /** Gives back all memory beyond {@code size}, and all heap and cores: the work is done, its result remains. */
    public synchronized void shrinkTo(DataSize size) {
        Demand smaller = new Demand(held.purpose(), held.tag(), size, DataSize.ZERO, held.disk(), 0);
        governor.replace(held, smaller);
        held = smaller;
    }

    /** A share in a lease that keeps it alive; closing it twice does nothing. */
    public final class Hold implements AutoCloseable {

        private final AtomicBoolean closed = new AtomicBoolean();

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                release();
            }
        }
    }

    /** Keeps the lease alive for a call that may outlast the owner, until the hold is closed. */
    public synchronized Hold retain() {
        holds++;
        return new Hold();
    }

    private synchronized void release() {
        holds--;
        if (holds == 0) {
            arena.close();
            governor.release(held);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            release();
        }
    }
}
