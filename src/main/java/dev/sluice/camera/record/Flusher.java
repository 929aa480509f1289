package dev.sluice.camera.record;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a slow disk in the place of the thread that writes frames: one piece of work at a time, on a virtual thread of its own. For one
 * thread.
 */
final class Flusher {

    /** Work that takes as long as the disk takes. */
    @FunctionalInterface
    interface Work {

        void run() throws IOException;
    }

    private final String name;
    private volatile @Nullable IOException failure;
    private @Nullable Thread running;

    Flusher(String name) {
        this.name = name;
    }

    /** Whether the last piece of work is done. */
    boolean idle() {
        return running == null || !running.isAlive();
    }

    /**
     * Begins a piece of work when the one before is done.
     *
     * @throws IOException when the one before failed: what was to be on the disk is not
     */
    void begin(Work work) throws IOException {
        await(Duration.ofMinutes(1));
        running = Thread.ofVirtual().name(name).start(() -> {
            try {
                work.run();
            } catch (IOException e) {
                failure = e;
            }
        });
    }

    /**
     * Waits until the work is done.
     *
     * @throws IOException when it failed, or takes longer than that
     */
    void await(Duration most) throws IOException {
        try {
            if (running != null && !running.join(most)) {
                throw new IOException("the disk has not taken what was written within " + most.toMillis() + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        IOException failed = failure;
        failure = null;
        if (failed != null) {
            throw failed;
        }
    }
}
