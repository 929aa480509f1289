package dev.sluice.camera.record;

/** The time around motions that is to be recorded, by the ticker. Safe for threads. */
final class MotionWindow {

    private final long before;
    private final long after;
    private boolean moved;
    private long from;
    private long until;

    MotionWindow(RecordingOptions options) {
        this.before = options.before().toNanos();
        this.after = options.after().toNanos();
    }

    /** Something moved then. */
    synchronized void motion(long nanos) {
        if (!moved || nanos - until > 0) {
            from = nanos - before;
            until = nanos + after;
        } else {
            until = Math.max(until, nanos + after);
        }
        moved = true;
    }

    /** Whether what came then is to be recorded. */
    synchronized boolean covers(long nanos) {
        return moved && nanos - from >= 0 && nanos - until <= 0;
    }

    /** Since when what came before the motion is to be recorded. */
    synchronized long from() {
        return from;
    }
}
