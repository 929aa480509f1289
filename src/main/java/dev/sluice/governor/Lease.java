package dev.sluice.governor;

import dev.sluice.units.DataSize;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The right to hold what a {@link Demand} asked for, until it is closed. The owner closes it, always; a lease that is lost is
 * logged by its tag and given back whenever the garbage collector notices.
 *
 * <p>Safe for threads. A call that cannot be stopped may go on after the owner gave up: it {@linkplain #retain() retains} the
 * lease before it begins, and native memory and grant live until the owner has closed <em>and</em> the last hold is closed.
 */
public final class Lease implements AutoCloseable {

    private final Grant grant;
    private final Cleaner.Cleanable lost;

    Lease(Grant grant, Cleaner cleaner) {
        this.grant = grant;
        this.lost = cleaner.register(this, grant);
    }

    /** A share in a lease that keeps it alive; closing it twice does nothing. */
    public final class Hold implements AutoCloseable {

        private final AtomicBoolean closed = new AtomicBoolean();

        private Hold() {
            grant.retain();
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                grant.release();
                forget();
            }
        }
    }

    /** What is held now. */
    public Demand held() {
        return grant.held();
    }

    /**
     * The native scope of this lease: shared between threads, freed when the lease ends. The engine opens no other, and nobody
     * closes it. Bytes allocated in it directly are the caller's to count; {@link #payload} counts by itself.
     *
     * @throws IllegalStateException when the lease has ended
     */
    public Arena arena() {
        return grant.arena();
    }

    /**
     * Zeroed native bytes out of what this lease holds, valid until it ends.
     *
     * @throws IllegalStateException when the lease has ended, or when its payloads would exceed what it holds: the demand was
     *     too small, which is a mistake in the program
     */
    public Payload payload(DataSize size) {
        grant.count(size);
        return new Payload(this, arena().allocate(size.bytes(), 8));
    }

    /**
     * Counts bytes that a native library allocated and that {@link #arena()} frees.
     *
     * @throws IllegalStateException as for {@link #payload}
     */
    public Payload adopt(MemorySegment segment) {
        grant.count(DataSize.ofBytes(segment.byteSize()));
        return new Payload(this, segment);
    }

    /**
     * Holds {@code extra} more native bytes when they are free and nobody waits who comes first: a growing lease never passes
     * the line and never waits, so holding cannot lead to a deadlock. Whoever is refused does with less or gives up.
     *
     * @return whether they are held now
     * @throws IllegalStateException when the lease has ended
     */
    public boolean tryGrow(DataSize extra) {
        return grant.tryGrow(extra, DataSize.ZERO);
    }

    /** As {@link #tryGrow}, for bytes on the Java heap. */
    public boolean tryGrowHeap(DataSize extra) {
        return grant.tryGrow(DataSize.ZERO, extra);
    }

    /**
     * Gives back all memory beyond {@code size}, and all heap, disk and cores: the work is done, its result remains. A size above
     * what is held keeps what is held.
     *
     * @throws IllegalStateException when the lease has ended, or when its payloads are larger than {@code size}
     */
    public void shrinkTo(DataSize size) {
        grant.shrinkTo(size);
    }

    /**
     * Keeps the lease alive for a call that may outlast the owner, until the hold is closed.
     *
     * @throws IllegalStateException when the owner has closed the lease
     */
    public Hold retain() {
        return new Hold();
    }

    /**
     * Ends the owner's use; the second time it does nothing.
     *
     * @throws IllegalStateException when a native call uses the arena at this moment without a hold; nothing is freed or given
     *     back then, and closing again later works
     */
    @Override
    public void close() {
        grant.close();
        forget();
    }

    private void forget() {
        if (grant.over()) {
            lost.clean();
        }
    }
}
