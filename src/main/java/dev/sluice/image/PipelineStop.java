package dev.sluice.image;

import dev.sluice.failure.Expired;
import dev.sluice.image.vips.VipsImage;
import org.jspecify.annotations.Nullable;

/** The handle by which one thread stops the pipeline of another. Safe for threads. */
final class PipelineStop {

    private @Nullable VipsImage watched;
    private boolean stopped;

    /** From now on {@link #stop} reaches this image and all derived from it; the caller keeps it open until {@link #unwatch}. */
    synchronized void watch(VipsImage source) {
        source.watchForKill();
        watched = source;
    }

    synchronized void unwatch() {
        watched = null;
    }

    /**
     * Stops what is running and lets nothing more begin. A computation that libvips begins at this very moment clears the kill, so
     * it is called again until the pipeline has returned.
     */
    synchronized void stop() {
        stopped = true;
        if (watched != null) {
            watched.kill();
        }
    }

    /** Whether nobody waits for the result any more. */
    synchronized boolean stopped() {
        return stopped;
    }

    /** @throws Expired when {@link #stop} was called */
    synchronized void check() {
        if (stopped) {
            throw new Expired("the work was stopped");
        }
    }
}
