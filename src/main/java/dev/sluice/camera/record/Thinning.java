package dev.sluice.camera.record;

/** Lets at most so many frames a second through, evenly on the long run though they come unevenly. For one thread. */
final class Thinning {

    private final long interval;
    private long due;
    private boolean begun;

    /** @param rate frames a second; 0 for all */
    Thinning(double rate) {
        this.interval = rate == 0 ? 0 : (long) (1e9 / rate);
    }

    /** Whether the frame that arrived then is one of them. */
    boolean lets(long arrivedNanos) {
        if (begun && arrivedNanos - due < 0) {
            return false;
        }
        // A frame that is late does not delay those after it; after a pause they do not come in a burst.
        due = begun ? Math.max(due + interval, arrivedNanos) : arrivedNanos + interval;
        begun = true;
        return true;
    }
}
