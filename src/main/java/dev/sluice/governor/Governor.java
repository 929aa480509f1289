package dev.sluice.governor;

import dev.sluice.config.Values;
import dev.sluice.failure.Gone;
import dev.sluice.failure.Refused;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gate. Work is admitted by the bytes it will need: native memory, heap, disk and cores are granted together or not at
 * all, under one lock and from one line, and never more than there is. {@link Line} says who is served next.
 *
 * <p>Safe for threads; made for virtual ones. Nobody waits here while holding a lease: that is how two of them would wait for
 * each other. Holds a few hundred bytes for each open lease and each waiter.
 */
public final class Governor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Governor.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition returned = lock.newCondition();
    private final Cleaner cleaner =
            Cleaner.create(Thread.ofVirtual().name("lost-leases").factory());
    private final Pools pools;
    private final Line line;
    private final Set<Grant> open = new LinkedHashSet<>();
    private final Tally tally = new Tally();
    private final Pace pace = new Pace();
    private final GovernorConfig config;
    private final Ticker ticker;
    private final BooleanSupplier pressed;
    private final Supplier<DataSize> diskRoom;
    private boolean draining;

    /**
     * @param capacity what may be handed out
     * @param ticker the time by which waits and ages are counted
     * @param pressed whether the machine is under pressure; asked often, so it must not block
     * @param diskRoom how much may still be written to disk; asked outside the lock, when a demand wants to write
     */
    public Governor(
            Capacity capacity,
            GovernorConfig config,
            Ticker ticker,
            BooleanSupplier pressed,
            Supplier<DataSize> diskRoom) {
        this.pools = new Pools(
                new Pool(capacity.memory().bytes()),
                new Pool(capacity.heap().bytes()),
                new Pool(0),
                new Pool(capacity.cores()));
        this.line = new Line(pools, config.maxOvertakes(), pressed);
        this.config = config;
        this.ticker = ticker;
        this.pressed = pressed;
        this.diskRoom = diskRoom;
    }

    /** A gate with default settings for tools: a quarter of the JVM's heap, the machine's time, no pressure, no limit of disk. */
    public Governor(DataSize memory, int cores) {
        this(
                new Capacity(memory, DataSize.ofBytes(Runtime.getRuntime().maxMemory() / 4), cores),
                GovernorConfig.from(Values.defaults(GovernorConfig.SETTINGS)),
                Ticker.SYSTEM,
                () -> false,
                () -> DataSize.ofBytes(Long.MAX_VALUE));
    }

    /**
     * Waits until the demand is granted. A demand for more cores than there are gets all of them.
     *
     * @param by until when it is worth waiting; {@code governor.max-wait} may end the wait earlier
     * @return a lease; the caller closes it
     * @throws Refused.TooLarge when it never fits, whatever else ends
     * @throws Refused.Busy when the line is full, the wait is over, the disk is nearly full, or the machine is under pressure
     *     and the demand is background work
     * @throws Refused.Draining when the server stops, or the thread is interrupted, which it stays
     * @throws Gone when the client left while waiting
     */
    public Lease admit(Demand demand, Deadline by) {
        long room = demand.disk().isZero() ? 0 : diskRoom.get().bytes();
        Waiter waiter = join(
                demand, room, Math.min(by.remainingNanos(), config.maxWait().toNanos()));
        await(waiter, by);
        lock.lock();
        try {
            return switch (waiter.outcome()) {
                case GRANTED -> new Lease(waiter.granted(), cleaner);
                case DRAINED -> throw refuseDraining();
                case EXPIRED -> throw refuseBusy("there was no room in time", demand, retryAfter());
                case DISPLACED -> throw refuseBusy("too many wait already", demand, retryAfter());
                case WITHDRAWN -> {
                    tally.gone();
                    throw new Gone();
                }
                case WAITING -> throw new IllegalStateException("still in the line");
            };
        } finally {
            lock.unlock();
        }
    }

    /** Puts a demand in the line, where it may be served at once; does not block. Tests step through schedules with it. */
    Waiter join(Demand asked, long room, long wait) {
        lock.lock();
        try {
            if (draining) {
                throw refuseDraining();
            }
            if (!asked.disk().isZero()) {
                pools.disk().resize(room);
            }
            Demand demand = possible(asked);
            long now = ticker.nanos();
            Waiter waiter = new Waiter(demand, Thread.currentThread(), now, now + wait);
            line.join(waiter);
            serve();
            waiter.stay();
            if (line.size() > config.queueLength() && waiter.outcome() == Waiter.Outcome.WAITING) {
                makeRoom(waiter);
            }
            return waiter;
        } finally {
            lock.unlock();
        }
    }

    /** What is left of a demand after asking whether it can be granted at all. */
    private Demand possible(Demand demand) {
        requireLargest(demand.memory(), pools.memory(), "this work");
        requireLargest(demand.heap(), pools.heap(), "the part of this work on the Java heap");
        if (demand.disk().bytes() > pools.disk().largest()) {
            throw refuseBusy("the disk is nearly full", demand, Pace.LONGEST);
        }
        if (demand.purpose().background() && pressed.getAsBoolean()) {
            throw refuseBusy("the machine is busy with other work", demand, retryAfter());
        }
        int cores = (int) Math.min(demand.cores(), pools.cores().total());
        return new Demand(demand.purpose(), demand.tag(), demand.memory(), demand.heap(), demand.disk(), cores);
    }

    private void requireLargest(DataSize needed, Pool pool, String what) {
        if (needed.bytes() > pool.largest()) {
            tally.tooLarge();
            throw new Refused.TooLarge(what, needed, DataSize.ofBytes(pool.largest()));
        }
    }

    private void makeRoom(Waiter waiter) {
        boolean background = waiter.demand().purpose().background();
        if (background || !line.displace()) {
            line.leave(waiter);
            waiter.settle(Waiter.Outcome.DISPLACED);
        }
    }

    /** Blocks until the waiter is settled; looks for a client that has left, and for pressure that has ended. */
    private void await(Waiter waiter, Deadline by) {
        while (waiter.outcome() == Waiter.Outcome.WAITING) {
            if (Thread.currentThread().isInterrupted()) {
                settle(waiter, Waiter.Outcome.DRAINED);
            } else if (by.abandoned()) {
                settle(waiter, Waiter.Outcome.WITHDRAWN);
            } else {
                long left = waiter.remaining(ticker.nanos());
                if (left > 0) {
                    LockSupport.parkNanos(this, Math.min(left, Deadline.LOOK_EVERY.toNanos()));
                }
                look(waiter, left);
            }
        }
    }

    void look(Waiter waiter, long left) {
        if (left > 0 && !waiter.demand().purpose().background()) {
            return;
        }
        lock.lock();
        try {
            serve();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the waiting for the waiter's own reason, unless it has just ended for another. */
    void settle(Waiter waiter, Waiter.Outcome outcome) {
        lock.lock();
        try {
            if (waiter.outcome() == Waiter.Outcome.WAITING) {
                line.leave(waiter);
                waiter.settle(outcome);
                serve();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock, after anything that may let somebody in. */
    private void serve() {
        long now = ticker.nanos();
        for (Waiter next : line.serve(now)) {
            Grant grant = new Grant(this, lock, next.demand(), now);
            open.add(grant);
            tally.granted(next.stayed());
            next.grant(grant);
        }
    }

    private Refused.Draining refuseDraining() {
        tally.draining();
        return new Refused.Draining();
    }

    private Refused.Busy refuseBusy(String why, Demand demand, Duration retryAfter) {
        tally.busy();
        return new Refused.Busy(
                why, demand.memory(), DataSize.ofBytes(pools.memory().largest()), retryAfter);
    }

    private Duration retryAfter() {
        return pace.retryAfter(line.size(), open.size());
    }

    /** Under the lock. */
    boolean grow(Grant grant, Demand held, DataSize memory, DataSize heap) {
        Demand growth = new Demand(held.purpose(), held.tag(), memory, heap, DataSize.ZERO, 0);
        if (line.before(held.purpose()) || !pools.fit(growth)) {
            return false;
        }
        pools.take(growth);
        grant.hold(new Demand(
                held.purpose(),
                held.tag(),
                held.memory().plus(memory),
                held.heap().plus(heap),
                held.disk(),
                held.cores()));
        return true;
    }

    /** Under the lock. */
    void shrink(Grant grant, Demand held, Demand smaller) {
        learn(grant, held);
        pools.give(held);
        pools.take(smaller);
        grant.hold(smaller);
        serve();
    }

    /** After the bytes are free: gives back the right to them. */
    void end(Grant grant) {
        lock.lock();
        try {
            learn(grant, grant.held());
            open.remove(grant);
            pools.give(grant.held());
            serve();
            if (open.isEmpty()) {
                returned.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock; work is what has a core, and it is done when it gives the core back. */
    private void learn(Grant grant, Demand held) {
        if (held.cores() > 0 && !held.purpose().resident()) {
            pace.learn(grant.age(ticker.nanos()));
        }
    }

    /** Under the lock. */
    void lost(Demand held) {
        tally.lost();
        LOG.error(
                "lease lost purpose={} tag={} memory={} cores={}",
                held.purpose(),
                held.tag(),
                held.memory(),
                held.cores());
    }

    /** The most that one piece of work can get: what {@link Refused.TooLarge} would call the budget. */
    public Capacity largest() {
        return locked(() -> new Capacity(
                DataSize.ofBytes(pools.memory().largest()),
                DataSize.ofBytes(pools.heap().largest()),
                (int) pools.cores().total()));
    }

    /** What all work together may write to the disk now; zero where there is no disk to write to. */
    public DataSize diskRoom() {
        return diskRoom.get();
    }

    /**
     * Whether so much would be granted at this moment, cores apart: nobody waits, and it is free. A hint, for whoever can do the same work
     * with more or with less; true a moment ago is not true now.
     */
    public boolean roomNow(DataSize memory, DataSize heap) {
        return locked(() -> line.size() == 0
                && pools.memory().fits(memory.bytes())
                && pools.heap().fits(heap.bytes()));
    }

    private <R> R locked(Supplier<R> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    /** Who holds what, who waits and what was refused, at this moment. */
    public Ledger ledger() {
        return locked(() -> {
            long now = ticker.nanos();
            List<Ledger.Holder> holders = new ArrayList<>(open.size());
            open.forEach(grant -> holders.add(grant.holder(now)));
            return new Ledger(
                    pools.memory().use(),
                    pools.heap().use(),
                    pools.disk().use(),
                    pools.cores().use(),
                    holders,
                    line.waiting(now),
                    tally.counts(line.overtakes()));
        });
    }

    /**
     * Takes no new work, refuses those who wait, and waits until all leases are back.
     *
     * @param most how long to wait at most
     * @return whether they all are; false too when the thread is interrupted, which it stays
     */
    public boolean drain(Duration most) {
        lock.lock();
        try {
            close();
            long left = most.toNanos();
            while (!open.isEmpty() && left > 0) {
                left = returned.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return ledger().holders().isEmpty();
    }

    /** Takes no new work and refuses those who wait, at once. Open leases stay good until their owners close them. */
    @Override
    public void close() {
        lock.lock();
        try {
            draining = true;
            line.drain();
        } finally {
            lock.unlock();
        }
    }
}
