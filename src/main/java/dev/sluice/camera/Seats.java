package dev.sluice.camera;

import dev.sluice.failure.Refused;
import dev.sluice.governor.Demand;
import dev.sluice.governor.Governor;
import dev.sluice.governor.Lease;
import dev.sluice.governor.Purpose;
import dev.sluice.http.HttpConfig;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** The right to look at a stream: bounded in number, so that other requests get a connection, and in bytes by the gate. Safe for threads. */
final class Seats {

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(5);

    private final int most;
    private final Semaphore free;
    private final DataSize each;
    private final Governor governor;

    /**
     * @param most who may look at once
     * @param each what the connection of one may hold
     */
    Seats(int most, DataSize each, Governor governor) {
        this.most = most;
        this.free = new Semaphore(most);
        this.each = each;
        this.governor = governor;
    }

    /**
     * Takes one.
     *
     * @return gives it back, however often it is run; the caller sees to it that it is
     * @throws Refused when there is none, or no room for its bytes
     */
    Runnable take(String camera, Deadline by) {
        if (!free.tryAcquire()) {
            throw new Refused.Busy(
                    "as many connections look at cameras as there may: " + most
                            + "; camera.max-viewers and http.max-connections decide",
                    DataSize.ZERO,
                    DataSize.ZERO,
                    LATER);
        }
        Demand demand = new Demand(
                Purpose.CAMERA, "viewer of " + camera, each, HttpConfig.heapPerConnection(), DataSize.ZERO, 0);
        Lease lease;
        try {
            lease = governor.admit(demand, by.within(PATIENCE));
        } catch (Throwable refused) {
            free.release();
            throw refused;
        }
        AtomicBoolean given = new AtomicBoolean();
        return () -> {
            if (given.compareAndSet(false, true)) {
                lease.close();
                free.release();
            }
        };
    }
}
