package dev.sluice.camera.ingest;

import dev.sluice.units.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one camera's frames coming: connects, reads, and after a failure waits and connects anew, for as long as it is open. After a failure
 * that only a person can mend, such as a wrong password, it waits for a minute, otherwise from one second up to that.
 *
 * <p>One thread reads, a virtual one unless ffmpeg is needed, and a virtual one watches it. Holds 32 KiB of heap at most while it reads over
 * HTTP, up to 112 KiB for a moment after a broken frame; what the kernel holds for the socket, 128 KiB, is for the {@code Budget}; a child
 * process has a lease of its own. Safe for threads.
 */
public final class Ingest implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final String name;
    private final IngestOptions options;
    private final Supplier<Upstream> upstreams;
    private final Reception reception;
    private final Backoff backoff;
    private final Ticker ticker;
    private final InstantSource clock;
    private final CountDownLatch closing = new CountDownLatch(1);

    private @Nullable Thread thread;
    private @Nullable Attempt attempt;
    private long attempts;
    private @Nullable String lastFailure;

    /** When the next try begins; null while one goes on. */
    private IngestState.@Nullable Waiting waiting;

    /** Frames that had been handed on when the present try began. */
    private long before;

    Ingest(
            String name,
            IngestOptions options,
            Supplier<Upstream> upstreams,
            Reception reception,
            Backoff backoff,
            Ticker ticker,
            InstantSource clock) {
        this.name = name;
        this.options = options;
        this.upstreams = upstreams;
        this.reception = reception;
        this.backoff = backoff;
        this.ticker = ticker;
        this.clock = clock;
    }

    /** Begins, in the background. More calls have no effect, nor has one after {@link #close}. */
    public synchronized void start() {
        if (thread == null && !closed()) {
            var threads = options.byProcess() ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
            thread = threads.name("camera-" + name).start(this::work);
        }
    }

    /** How it fares now. */
    public synchronized IngestStatus status() {
        FrameCounts counts = reception.counts();
        return new IngestStatus(
                state(),
                counts.handedOn(),
                reception.memory().missed(),
                counts.dropped(),
                counts.skipped(),
                counts.bytes(),
                Math.max(0, attempts - 1),
                counts.rate(),
                Optional.ofNullable(lastFailure));
    }

    private IngestState state() {
        if (closed()) {
            return new IngestState.Closed();
        }
        if (thread == null) {
            return new IngestState.Idle();
        }
        if (waiting != null) {
            return waiting;
        }
        return reception.counts().handedOn() > before ? new IngestState.Live() : new IngestState.Connecting();
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    private void work() {
        try {
            while (!closed()) {
                long began = ticker.nanos();
                CameraFailure failure = attempt();
                Duration good = Duration.ofNanos(Math.max(0, reception.counts().lastWhole() - began));
                pause(failure, good);
            }
        } catch (InterruptedException stopped) {
            LOG.debug("camera stopped name={}", name);
        }
    }

    private CameraFailure attempt() throws InterruptedException {
        try (Attempt begun = begin()) {
            try {
                upstreams.get().run(begun, reception);
                return CameraFailure.passing("the camera closed the connection");
            } catch (CameraFailure failure) {
                begun.check();
                return failure;
            } catch (IOException broken) {
                begun.check();
                return CameraFailure.passing("the connection to the camera broke: " + broken.getMessage(), broken);
            }
        } catch (CameraFailure ended) {
            return ended;
        } catch (RuntimeException fault) {
            LOG.error("camera reading failed name={}", name, fault);
            return CameraFailure.lasting("reading the camera failed by a fault of this program; its log says more");
        }
    }

    private synchronized Attempt begin() {
        attempts++;
        waiting = null;
        before = reception.counts().handedOn();
        Attempt begun = new Attempt("camera-" + name, reception.counts(), options.stallTimeout(), ticker);
        attempt = begun;
        if (closed()) {
            begun.end("closed");
        }
        return begun;
    }

    private void pause(CameraFailure failure, Duration good) throws InterruptedException {
        Duration wait;
        synchronized (this) {
            attempt = null;
            if (closed()) {
                return;
            }
            wait = backoff.wait(failure.lasting(), good);
            String message = String.valueOf(failure.getMessage());
            if (!message.equals(lastFailure)) {
                LOG.warn("camera failed name={} reason=\"{}\"", name, message);
            }
            lastFailure = message;
            waiting = new IngestState.Waiting(clock.instant().plus(wait));
        }
        boolean _ = closing.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Ends connection, child process and threads, within two seconds. From any thread, also its own, at any moment; more calls wait for the
     * same.
     */
    @Override
    public void close() {
        Attempt open;
        Thread reader;
        synchronized (this) {
            closing.countDown();
            open = attempt;
            reader = thread;
        }
        if (open != null) {
            open.end("closed");
        }
        if (reader == null || reader.equals(Thread.currentThread())) {
            return;
        }
        try {
            if (!reader.join(CLOSING)) {
                LOG.warn("camera still stopping name={}", name);
                reader.interrupt();
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }
}
