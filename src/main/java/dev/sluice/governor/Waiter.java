package dev.sluice.governor;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One demand in the line. All but {@link #outcome} is guarded by the governor's lock; the outcome leaves {@code WAITING} once,
 * under that lock, and may be read without it by the thread that waits.
 */
final class Waiter {

    /** How the waiting ended. */
    enum Outcome {
        WAITING,
        GRANTED,
        EXPIRED,
        DISPLACED,
        DRAINED,
        WITHDRAWN
    }

    private final Demand demand;
    private final Thread thread;
    private final long arrivedAt;
    private final long expiresAt;
    private boolean stayed;
    private int overtaken;
    private @Nullable Grant grant;
    private volatile Outcome outcome = Outcome.WAITING;

    /** @param thread woken when the waiting ends */
    Waiter(Demand demand, Thread thread, long arrivedAt, long expiresAt) {
        this.demand = demand;
        this.thread = thread;
        this.arrivedAt = arrivedAt;
        this.expiresAt = expiresAt;
    }

    Demand demand() {
        return demand;
    }

    long waited(long now) {
        return now - arrivedAt;
    }

    long remaining(long now) {
        return expiresAt - now;
    }

    /** It was not served on arrival. */
    void stay() {
        stayed = true;
    }

    boolean stayed() {
        return stayed;
    }

    void overtake() {
        overtaken++;
    }

    int overtaken() {
        return overtaken;
    }

    /**
     * Whether a later one may still go first: a bounded number of times, and only in the first half of the wait, so that what
     * comes free in the second half is kept for this one before its deadline.
     */
    boolean yields(long now, int maxOvertakes) {
        return overtaken < maxOvertakes && remaining(now) > waited(now);
    }

    Outcome outcome() {
        return outcome;
    }

    void settle(Outcome end) {
        outcome = end;
        LockSupport.unpark(thread);
    }

    void grant(Grant given) {
        grant = given;
        settle(Outcome.GRANTED);
    }

    /** What was granted; only once the outcome says so. */
    Grant granted() {
        if (grant == null) {
            throw new IllegalStateException("nothing was granted: " + outcome);
        }
        return grant;
    }
}
