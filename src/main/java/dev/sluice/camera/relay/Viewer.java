package dev.sluice.camera.relay;

import dev.sluice.http.Outlet;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * One who looks. Has at most one frame in hand, and one write under way; what comes meanwhile is skipped, and the newest is next. Safe for
 * threads.
 */
final class Viewer {

    private final Relay relay;
    private final Outlet outlet;
    private final long interval;
    private long last;
    private long due = Long.MIN_VALUE;
    private long skipped;

    /** @param interval least nanoseconds from one frame to the next; 0 for as they come */
    Viewer(Relay relay, Outlet outlet, long interval) {
        this.relay = relay;
        this.outlet = outlet;
        this.interval = interval;
    }

    /** Takes a frame if it is newer than the last one, its turn has come, and the one before is out. */
    synchronized void offer(Part part) {
        long number = part.frame().number();
        if (number <= last || part.frame().arrivedNanos() < due) {
            return;
        }
        boolean first = last == 0;
        long before = last;
        last = number;
        part.frame().retain();
        ByteBuffer bytes = part.frame().bytes();
        boolean begun = first
                ? outlet.write(() -> written(part), Part.opening(), part.head(), bytes, Part.end())
                : outlet.write(() -> written(part), part.head(), bytes, Part.end());
        if (begun) {
            plan(part.frame().arrivedNanos());
        } else {
            last = before;
            skipped++;
            part.frame().release();
        }
    }

    /** Turns are counted from when one was due, not from when it came, so that the rate is met on average. */
    private void plan(long arrived) {
        if (interval > 0) {
            long late = due == Long.MIN_VALUE ? interval : arrived - due;
            due = late < interval ? due + interval : arrived + interval;
        }
    }

    private void written(Part part) {
        part.frame().release();
        if (outlet.open()) {
            relay.offerNewest(this);
        }
    }

    /** Frames that came while the one before was still on its way. */
    synchronized long skipped() {
        return skipped;
    }

    /** How long it has had the frame in hand. */
    Duration holding() {
        return outlet.writingFor();
    }

    /** How long it has taken nothing of it. */
    Duration stalled() {
        return outlet.stalledFor();
    }

    void close() {
        outlet.close();
    }
}
