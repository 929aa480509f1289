package dev.sluice.fetch;

import dev.sluice.failure.Gone;
import dev.sluice.failure.OriginFailure;
import dev.sluice.units.Deadline;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many fetches may ask one host at once; more wait in the order they came. Holds nothing for hosts that nobody asks. Safe for any
 * thread.
 */
final class HostSlots {

    private record Line(Semaphore free, int users) {}

    private final int most;
    private final ConcurrentHashMap<String, Line> lines = new ConcurrentHashMap<>();

    HostSlots(int most) {
        this.most = most;
    }

    /**
     * Waits for a place; {@link #leave} gives it back.
     *
     * @throws OriginFailure TOO_SLOW when none became free by the deadline
     * @throws Gone when the caller has left
     */
    void enter(String host, Deadline deadline) {
        Line line = lines.compute(
                host,
                (_, old) -> old == null ? new Line(new Semaphore(most, true), 1) : new Line(old.free, old.users + 1));
        boolean entered = false;
        try {
            while (!entered) {
                if (deadline.abandoned()) {
                    throw new Gone();
                }
                if (deadline.expired()) {
                    throw new OriginFailure(
                            OriginFailure.Kind.TOO_SLOW,
                            "no connection to the picture's server became free in time; ask again later");
                }
                long wait = Math.min(deadline.remainingNanos(), Deadline.LOOK_EVERY.toNanos());
                entered = line.free.tryAcquire(Math.max(0, wait), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Gone();
        } finally {
            if (!entered) {
                forget(host);
            }
        }
    }

    /** Gives the place back. */
    void leave(String host) {
        Line line = lines.get(host);
        if (line == null) {
            throw new IllegalStateException("nobody has entered");
        }
        line.free.release();
        forget(host);
    }

    /** Hosts that are being asked or waited for. */
    int size() {
        return lines.size();
    }

    private void forget(String host) {
        lines.computeIfPresent(host, (_, line) -> line.users == 1 ? null : new Line(line.free, line.users - 1));
    }
}
