package dev.sluice.camera.watch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Counts what becomes of frames. Safe for threads. */
final class Counts {

    private long seen;
    private long processed;
    private long skipped;
    private long failed;
    private long refused;
    private long motions;
    private boolean moving;
    private long detections;
    private long published;
    private Duration lastDuration = Duration.ZERO;
    private @Nullable String lastFailure;

    synchronized void seen() {
        seen++;
    }

    synchronized void skipped() {
        skipped++;
    }

    synchronized void processed(Duration took) {
        processed++;
        lastDuration = took;
    }

    synchronized void refused(String message) {
        skipped++;
        refused++;
        lastFailure = message;
    }

    /** Whether it is another failure than the last one: one that is worth a line in the log. */
    synchronized boolean failed(String message) {
        boolean other = !message.equals(lastFailure);
        failed++;
        lastFailure = message;
        return other;
    }

    synchronized void moved(MotionEvent event) {
        moving = switch (event) {
            case MotionEvent.Began _ -> true;
            case MotionEvent.Ended _ -> false;
        };
        motions += moving ? 1 : 0;
    }

    synchronized void detected(int count) {
        detections += count;
    }

    synchronized void published() {
        published++;
    }

    synchronized WatchStatus status() {
        return new WatchStatus(
                seen,
                processed,
                skipped,
                failed,
                refused,
                motions,
                moving,
                detections,
                published,
                lastDuration,
                lastFailure);
    }
}
