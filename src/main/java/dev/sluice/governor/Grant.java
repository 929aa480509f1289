package dev.sluice.governor;

import dev.sluice.units.DataSize;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a lease holds, apart from the lease itself, so that a {@link java.lang.ref.Cleaner} can give it back when the lease is
 * lost. Everything here is guarded by the governor's lock; only the freeing of the arena happens outside it.
 */
final class Grant implements Runnable {

    private final Governor governor;
    private final ReentrantLock lock;
    private final long grantedAt;
    private Demand held;
    private long counted;
    private int holds = 1;
    private boolean closed;
    private boolean over;
    private @Nullable Arena arena;

    Grant(Governor governor, ReentrantLock lock, Demand held, long grantedAt) {
        this.governor = governor;
        this.lock = lock;
        this.held = held;
        this.grantedAt = grantedAt;
    }

    Demand held() {
        lock.lock();
        try {
            return held;
        } finally {
            lock.unlock();
        }
    }

    /** Only under the governor's lock. */
    void hold(Demand other) {
        held = other;
    }

    long age(long now) {
        return now - grantedAt;
    }

    /** Only under the governor's lock. */
    Ledger.Holder holder(long now) {
        return new Ledger.Holder(held, Duration.ofNanos(age(now)), closed);
    }

    Arena arena() {
        lock.lock();
        try {
            requireOpen();
            if (arena == null) {
                arena = Arena.ofShared();
            }
            return arena;
        } finally {
            lock.unlock();
        }
    }

    void count(DataSize size) {
        lock.lock();
        try {
            requireOpen();
            if (size.bytes() > held.memory().bytes() - counted) {
                throw new IllegalStateException("a payload of " + size + " does not fit: the lease of " + held.tag()
                        + " holds " + held.memory() + ", " + DataSize.ofBytes(counted) + " of it in payloads");
            }
            counted += size.bytes();
        } finally {
            lock.unlock();
        }
    }

    boolean tryGrow(DataSize memory, DataSize heap) {
        lock.lock();
        try {
            requireOpen();
            return governor.grow(this, held, memory, heap);
        } finally {
            lock.unlock();
        }
    }

    void shrinkTo(DataSize size) {
        lock.lock();
        try {
            requireOpen();
            if (counted > size.bytes()) {
                throw new IllegalStateException("the lease of " + held.tag() + " cannot shrink to " + size + ": "
                        + DataSize.ofBytes(counted) + " of it are payloads");
            }
            DataSize memory = DataSize.min(size, held.memory());
            governor.shrink(
                    this, held, new Demand(held.purpose(), held.tag(), memory, DataSize.ZERO, DataSize.ZERO, 0));
        } finally {
            lock.unlock();
        }
    }

    void retain() {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the lease of " + held.tag() + " is closed");
            }
            holds++;
        } finally {
            lock.unlock();
        }
    }

    /** Once for each {@link #retain}. */
    void release() {
        lock.lock();
        try {
            holds--;
        } finally {
            lock.unlock();
        }
        end();
    }

    /** By the owner, as often as it likes. */
    void close() {
        lock.lock();
        try {
            holds -= closed ? 0 : 1;
            closed = true;
        } finally {
            lock.unlock();
        }
        end();
    }

    boolean over() {
        lock.lock();
        try {
            return over;
        } finally {
            lock.unlock();
        }
    }

    /** The lease was lost, unless it is over: gives back what it held. */
    @Override
    public void run() {
        lock.lock();
        try {
            if (over) {
                return;
            }
            governor.lost(held);
            closed = true;
            holds = 0;
        } finally {
            lock.unlock();
        }
        end();
    }

    /** First the bytes, then the right to them; neither while a native call still uses the arena. */
    private void end() {
        Arena last;
        lock.lock();
        try {
            if (over || holds > 0) {
                return;
            }
            over = true;
            last = arena;
        } finally {
            lock.unlock();
        }
        try {
            if (last != null) {
                last.close();
            }
        } finally {
            if (last != null && last.scope().isAlive()) {
                reopen();
            } else {
                governor.end(this);
            }
        }
    }

    private void reopen() {
        lock.lock();
        try {
            over = false;
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (over || holds == 0) {
            throw new IllegalStateException("the lease of " + held.tag() + " is closed");
        }
    }
}
