package dev.sluice.camera.ingest;

import java.io.IOException;

/** A way to a camera's frames. */
sealed interface Upstream permits HttpUpstream, ProcessUpstream {

    /**
     * Connects and hands on what comes, until it ends. Leaves nothing open.
     *
     * @throws CameraFailure saying why it ended
     * @throws IOException when the connection broke, or the attempt was ended
     * @throws InterruptedException when the thread is to end
     */
    void run(Attempt attempt, Reception reception) throws IOException, InterruptedException;
}
