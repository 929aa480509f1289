package dev.sluice.camera.ingest;

import dev.sluice.units.Ticker;

/** Says which frames are kept of a camera that sends more than are wanted. For one thread. */
final class Pace {

    private static final double NANOS = 1e9;

    private final Ticker ticker;
    private final long step;
    private long due;

    /** @param most frames a second; 0 for all */
    Pace(double most, Ticker ticker) {
        this.ticker = ticker;
        this.step = most > 0 ? Math.round(NANOS / most) : 0;
        this.due = ticker.nanos();
    }

    /** Whether the frame that begins now is kept. */
    boolean wants() {
        if (step == 0) {
            return true;
        }
        long now = ticker.nanos();
        if (now - due < 0) {
            return false;
        }
        // One that comes a little late takes nothing from the next; a pause is not made up for.
        due = Math.max(due - now, -step) + now + step;
        return true;
    }
}
