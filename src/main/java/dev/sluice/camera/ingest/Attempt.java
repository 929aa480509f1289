package dev.sluice.camera.ingest;

import dev.sluice.units.Ticker;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One try to get frames from a camera: what it has open, and how long the camera may keep it waiting. A virtual thread watches that and closes
 * what is open when it takes too long, since a read of TLS or of a pipe knows no deadline. Its methods are for the thread that tries, but for
 * {@link #end}, which is for any.
 */
final class Attempt implements AutoCloseable {

    /** A camera that sends bytes for so many stall timeouts must have sent a frame. */
    private static final int FRAMELESS_TIMES = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    private final FrameCounts counts;
    private final Duration stall;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread watch;
    private Wait wait = new Wait.Rest();
    private @Nullable Closeable open;
    private @Nullable String ended;

    /** What is waited for. */
    private sealed interface Wait {
        /** Nothing. */
        record Rest() implements Wait {}

        /** One step, until {@code end}. */
        record Step(long end, String otherwise) implements Wait {}

        /** Bytes and frames. */
        record Stream() implements Wait {}
    }

    /**
     * Begins to watch.
     *
     * @param stall how long no byte may come from a stream, or nothing that is said of a step
     */
    Attempt(String name, FrameCounts counts, Duration stall, Ticker ticker) {
        this.counts = counts;
        this.stall = stall;
        this.ticker = ticker;
        this.watch = Thread.ofVirtual().name(name + "-watch").start(this::watch);
    }

    /** The next step must be done within {@code most}, or the attempt ends, saying {@code otherwise}. */
    void expect(Duration most, String otherwise) {
        change(new Wait.Step(ticker.nanos() + most.toNanos(), otherwise));
    }

    /** As {@link #expect(Duration, String)}, for the stall timeout. */
    void expect(String otherwise) {
        expect(stall, otherwise);
    }

    /** From now on bytes must come, and frames. */
    void stream() {
        counts.begin();
        change(new Wait.Stream());
    }

    private void change(Wait next) {
        lock.lock();
        try {
            wait = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * What is closed from now on when the attempt ends. What was open before is the caller's to close.
     *
     * @throws CameraFailure when it has ended; {@code connection} is closed then
     */
    void opened(Closeable connection) throws IOException {
        lock.lock();
        try {
            open = connection;
            if (ended == null) {
                return;
            }
        } finally {
            lock.unlock();
        }
        connection.close();
        check();
    }

    /** Throws when it has ended. */
    void check() throws CameraFailure {
        lock.lock();
        try {
            if (ended != null) {
                throw CameraFailure.passing(ended);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits, and expects nothing meanwhile. Throws when the attempt ends. */
    void pause(Duration time) throws CameraFailure, InterruptedException {
        lock.lock();
        try {
            wait = new Wait.Rest();
            long left = time.toNanos();
            while (left > 0 && ended == null) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
        check();
    }

    /** Closes what is open; whatever waits for it fails. */
    void end(String why) {
        Closeable closing;
        lock.lock();
        try {
            if (ended == null) {
                ended = why;
            }
            closing = open;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (closing != null) {
            try {
                closing.close();
            } catch (IOException unclosed) {
                LOG.debug("connection to a camera not closed", unclosed);
            }
        }
    }

    private void watch() {
        String late = null;
        lock.lock();
        try {
            while (ended == null && late == null) {
                Wait.Step due = due();
                long left = due == null ? Long.MAX_VALUE : due.end() - ticker.nanos();
                if (due != null && left <= 0) {
                    late = due.otherwise();
                } else {
                    long _ = changed.awaitNanos(left);
                }
            }
        } catch (InterruptedException over) {
            return;
        } finally {
            lock.unlock();
        }
        if (late != null) {
            end(late);
        }
    }

    /** What has to happen next; null for nothing. */
    private Wait.@Nullable Step due() {
        return switch (wait) {
            case Wait.Rest() -> null;
            case Wait.Step step -> step;
            case Wait.Stream() -> {
                long silent = counts.lastByte() + stall.toNanos();
                long frameless = counts.lastWhole() + FRAMELESS_TIMES * stall.toNanos();
                yield silent - frameless < 0
                        ? new Wait.Step(silent, "the camera sent nothing for " + stall.toSeconds() + " s")
                        : new Wait.Step(
                                frameless,
                                "the camera sent no whole picture for " + FRAMELESS_TIMES * stall.toSeconds() + " s");
            }
        };
    }

    /** Ends the watch and closes what is open. */
    @Override
    public void close() {
        end("it was ended");
        watch.interrupt();
    }
}
