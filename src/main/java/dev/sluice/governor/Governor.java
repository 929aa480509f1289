package dev.sluice.governor;

import dev.sluice.failure.Gone;
import dev.sluice.failure.Refused;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The gate. Work is admitted by the bytes it will need. */
public final class Governor implements AutoCloseable {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final DataSize memory;
    private final int cores;
    private DataSize used = DataSize.ZERO;
    private int coresUsed;

    public Governor(DataSize memory, int cores) {
        this.memory = memory;
        this.cores = cores;
    }

    /**
     * Waits until the demand fits.
     *
     * @throws Refused when it never will, when the deadline passes, or when the server stops
     * @throws Gone when the client left while waiting
     */
    public Lease admit(Demand demand, Deadline by) {
        if (!demand.memory().fits(memory)) {
            throw new Refused.TooLarge(demand.tag(), demand.memory(), memory);
        }
        lock.lock();
        try {
            while (!demand.memory().fits(memory.minus(used)) || demand.cores() > cores - coresUsed) {
                if (by.abandoned()) {
                    throw new Gone();
                }
                if (by.expired()) {
                    throw new Refused.Busy("no room in time", demand.memory(), memory, Duration.ofSeconds(1));
                }
                changed.await(Math.min(by.remainingNanos(), Deadline.LOOK_EVERY.toNanos()), TimeUnit.NANOSECONDS);
            }
            used = used.plus(demand.memory());
            coresUsed += demand.cores();
            return new Lease(this, demand);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused.Draining();
        } finally {
            lock.unlock();
        }
    }

    void replace(Demand held, Demand smaller) {
        lock.lock();
        try {
            used = used.minus(held.memory()).plus(smaller.memory());
            coresUsed += smaller.cores() - held.cores();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void release(Demand held) {
        lock.lock();
        try {
            used = used.minus(held.memory());
            coresUsed -= held.cores();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {}
}
