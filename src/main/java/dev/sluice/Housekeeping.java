package dev.sluice;

import dev.sluice.image.ImageEngine;
import dev.sluice.store.BlobStore;
import dev.sluice.store.Retention;
import dev.sluice.store.Spool;
import dev.sluice.store.Swept;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done now and then, on one virtual thread: leftovers of crashes, pictures that are too many or too old. */
final class Housekeeping implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration EVERY = Duration.ofMinutes(1);

    /** Looks between two rounds whether work has left memory behind: one every two seconds. */
    private static final int RESTS = 30;

    private final Spool spool;
    private final BlobStore pictures;
    private final Retention retention;
    private final Runnable recordings;
    private final ImageEngine engine;
    private final InstantSource clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable Thread thread;

    /** @param recordings deletes the recordings that are to go */
    Housekeeping(
            Spool spool,
            BlobStore pictures,
            Retention retention,
            Runnable recordings,
            ImageEngine engine,
            InstantSource clock) {
        this.recordings = recordings;
        this.spool = spool;
        this.pictures = pictures;
        this.retention = retention;
        this.engine = engine;
        this.clock = clock;
    }

    void start() {
        thread = Thread.ofVirtual().name("housekeeping").start(this::run);
    }

    private void run() {
        boolean counted = false;
        try {
            do {
                counted = counted || recovered();
                round();
            } while (!stoppedWhileResting());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until the next round, or the end; meanwhile memory that work left behind goes back to the system. */
    private boolean stoppedWhileResting() throws InterruptedException {
        for (int rest = 0; rest < RESTS; rest++) {
            if (stopped.await(EVERY.toNanos() / RESTS, TimeUnit.NANOSECONDS)) {
                return true;
            }
            if (engine.trimAfterWork()) {
                spool.trim();
            }
        }
        return false;
    }

    private boolean recovered() {
        try {
            pictures.recover();
            return true;
        } catch (RuntimeException e) {
            LOG.warn("pictures not counted, tried again later", e);
            return false;
        }
    }

    /** One failure, as of a full disk, must not end housekeeping: it is what makes room. */
    private void round() {
        try {
            spool.sweep(clock.instant());
            recordings.run();
            while (retention.enforce() > 0 && stopped.getCount() > 0) {
                Thread.onSpinWait();
            }
        } catch (RuntimeException e) {
            LOG.warn("housekeeping failed, tried again later", e);
        }
    }

    /** Does everything now that gives memory or disk back, and says what it gave. */
    Map<String, Object> cleanUp() {
        Swept swept = spool.sweep(clock.instant());
        int deleted = retention.enforce();
        System.gc();
        spool.trim();
        boolean trimmed = engine.trim();
        Map<String, Object> done = new LinkedHashMap<>();
        done.put("spoolFiles", swept.files());
        done.put("spoolBytes", swept.bytes().bytes());
        done.put("oldPictures", deleted);
        done.put("trimmed", trimmed);
        return done;
    }

    @Override
    public void close() {
        stopped.countDown();
        Thread running = thread;
        try {
            if (running != null && !running.join(Duration.ofSeconds(2))) {
                LOG.warn("housekeeping still at work when the server stopped");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
