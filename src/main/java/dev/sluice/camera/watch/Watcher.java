package dev.sluice.camera.watch;

import dev.sluice.camera.frame.Frame;
import dev.sluice.camera.watch.Motion.Found;
import dev.sluice.camera.watch.Sighting.Detection;
import dev.sluice.failure.Expired;
import dev.sluice.failure.Gone;
import dev.sluice.failure.Refused;
import dev.sluice.failure.SluiceException;
import dev.sluice.governor.Governor;
import dev.sluice.governor.Purpose;
import dev.sluice.inference.Models;
import dev.sluice.rendition.Job;
import dev.sluice.rendition.PictureKeeper;
import dev.sluice.rendition.Renditions;
import dev.sluice.rendition.Source;
import dev.sluice.store.Channels;
import dev.sluice.store.Spool;
import dev.sluice.store.SpoolFile;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the frames of one camera at a limited rate, on a virtual thread of its own: for motion, for what a model detects, for pictures
 * to be put on a channel. The camera never waits for it. One frame waits at most, the newest of those that came at the right time;
 * what is being looked at is a copy. Holds one frame of the camera, and some 100 KiB of heap when it looks for motion. Safe for threads.
 */
public final class Watcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);

    /** For one picture at the gate and in the engine; a detection has longer. */
    private static final Duration MOST_FOR_MOTION = Duration.ofSeconds(5);

    private static final Duration MOST_FOR_REST = Duration.ofSeconds(30);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);
    private static final long SECOND = 1_000_000_000;

    private final String camera;
    private final Parts parts;
    private final Listeners listeners;
    private final Ticker ticker;
    private final long interval;
    private final long gap;
    private final @Nullable Motion motion;
    private final @Nullable MotionEvents events;
    private final @Nullable DetectorOptions detectorOptions;
    private final @Nullable Detector detector;
    private final @Nullable Publisher publisher;
    private final Counts counts = new Counts();
    private @Nullable Frame waiting;
    private @Nullable Thread thread;
    private boolean strange;
    private boolean anySeen;
    private long lastSeen;
    private long due;
    private volatile boolean closed;

    /**
     * What a watcher works with; all of it is the caller's.
     *
     * @param models null where none can be used; then options with a detector are refused
     */
    public record Parts(
            Governor governor,
            Spool spool,
            Renditions renditions,
            PictureKeeper keeper,
            Channels channels,
            @Nullable Models models,
            Ticker ticker) {}

    /**
     * Who is told. Called on the watcher's thread, one after the other; the next frame waits for them.
     *
     * @param motion of each event that begins or ends
     * @param sightings of each frame in which something was detected
     */
    public record Listeners(Consumer<MotionEvent> motion, Consumer<Sighting> sightings) {}

    /**
     * A watcher that does nothing before {@link #start}.
     *
     * @param camera name of it, for events, the ledger and the log
     * @throws IllegalArgumentException when a detector is wanted and there are no models
     */
    public Watcher(String camera, WatchOptions options, Parts parts, Listeners listeners) {
        this.camera = camera;
        this.parts = parts;
        this.listeners = listeners;
        ticker = parts.ticker();
        interval = (long) (SECOND / options.rate());
        MotionOptions moving = options.motion();
        gap = moving == null ? Long.MAX_VALUE : moving.gap().toNanos();
        motion = moving == null ? null : new Motion(moving, parts.governor(), parts.renditions());
        events = moving == null ? null : new MotionEvents(camera, moving, this::tell);
        detectorOptions = options.detector();
        detector = detectorOptions == null ? null : new Detector(detectorOptions, models(parts), parts.renditions());
        PublishOptions shown = options.publish();
        publisher =
                shown == null ? null : new Publisher(camera, shown, parts.spool(), parts.keeper(), parts.channels());
    }

    private static Models models(Parts parts) {
        if (parts.models() == null) {
            throw new IllegalArgumentException("detector needs models, and this server has none");
        }
        return parts.models();
    }

    /** Begins to look at frames; the second time, and after the end, it does nothing. */
    public synchronized void start() {
        if (thread == null && !closed) {
            thread = Thread.ofVirtual().name("watch " + camera).start(this::work);
        }
    }

    /** Takes a frame if it is time for one. Never blocks; the caller still holds the frame. */
    public synchronized void accept(Frame frame) {
        if (closed) {
            return;
        }
        counts.seen();
        long now = frame.arrivedNanos();
        strange |= anySeen && now - lastSeen > gap;
        lastSeen = now;
        if (anySeen && now - due < 0) {
            counts.skipped();
            return;
        }
        due = anySeen && now - due < interval ? due + interval : now + interval;
        anySeen = true;
        if (waiting != null) {
            waiting.release();
            counts.skipped();
        }
        waiting = frame.retain();
        notifyAll();
    }

    /** What has become of the frames so far. */
    public WatchStatus status() {
        return counts.status();
    }

    private void work() {
        try {
            Frame frame = next();
            while (frame != null) {
                look(frame);
                frame = next();
            }
        } finally {
            end();
        }
    }

    /** The frame that waits, as soon as there is one; null when this is closed. Meanwhile events end. */
    private @Nullable Frame next() {
        while (!closed) {
            if (events != null) {
                events.endAfterCooldown(ticker.nanos());
            }
            Frame frame = take();
            if (frame != null) {
                return frame;
            }
        }
        return null;
    }

    private synchronized @Nullable Frame take() {
        try {
            while (waiting == null && !closed && !eventIsOver()) {
                wait(events != null && events.active() ? Deadline.LOOK_EVERY.toMillis() : 0);
            }
        } catch (InterruptedException unexpected) {
            closed = true;
        }
        Frame frame = closed ? null : waiting;
        waiting = frame == null ? waiting : null;
        return frame;
    }

    private boolean eventIsOver() {
        return events != null && events.over(ticker.nanos());
    }

    /** The edge of the camera: whatever goes wrong with one frame, the next one is looked at. */
    private void look(Frame frame) {
        long begun = ticker.nanos();
        try {
            process(frame);
            counts.processed(Duration.ofNanos(ticker.nanos() - begun));
        } catch (Gone closing) {
            counts.skipped();
        } catch (Refused | Expired full) {
            counts.refused(String.valueOf(full.getMessage()));
        } catch (RuntimeException failed) {
            String message = String.valueOf(failed.getMessage());
            if (counts.failed(message)) {
                LOG.warn("frame not looked at to the end camera={} reason=\"{}\"", camera, message, cause(failed));
            }
        }
    }

    /** What was foreseen needs no stack. */
    private static @Nullable Throwable cause(RuntimeException failed) {
        return failed instanceof SluiceException ? null : failed;
    }

    private void process(Frame frame) {
        try (SpoolFile file = copy(frame)) {
            Seen seen = new Seen(file, frame.arrived(), frame.arrivedNanos());
            boolean moved = moved(seen);
            List<Detection> detections = detect(seen, moved);
            if (publisher != null && publisher.wants(moved, !detections.isEmpty(), seen.nanos())) {
                Job job = job(Purpose.BATCH, MOST_FOR_REST);
                publisher.publish(
                        file,
                        parts.renditions().probe(seen.source(), job).uprightSize(),
                        detections,
                        seen.nanos(),
                        job);
                counts.published();
            }
            file.settle();
        }
    }

    /** The camera gets its frame back at once, however long it is looked at. */
    private SpoolFile copy(Frame frame) {
        try {
            SpoolFile file = parts.spool().createFor("watch " + camera, frame.length());
            try {
                file.write(frame.bytes());
                return file;
            } catch (Throwable broken) {
                file.close();
                throw broken;
            }
        } finally {
            frame.release();
        }
    }

    /** A frame that is being looked at. */
    private record Seen(SpoolFile file, Instant at, long nanos) {
        Source source() {
            return new Source(file.path(), file.fingerprint());
        }
    }

    /** Not background work, small as it is: a camera must not be blind because the machine is busy. */
    private boolean moved(Seen seen) {
        if (motion == null || events == null) {
            return false;
        }
        if (isStrange()) {
            motion.forget();
        }
        Optional<Found> found = motion.look(seen.source(), job(Purpose.RENDER, MOST_FOR_MOTION));
        found.ifPresent(change -> events.moved(change.share(), change.box(), seen.at(), seen.nanos()));
        return found.isPresent();
    }

    private synchronized boolean isStrange() {
        boolean was = strange;
        strange = false;
        return was;
    }

    private List<Detection> detect(Seen seen, boolean moved) {
        if (detector == null || detectorOptions == null || (detectorOptions.onMotion() && !moved)) {
            return List.of();
        }
        List<Detection> detections = detector.detect(seen.source(), job(Purpose.BATCH, MOST_FOR_REST));
        if (!detections.isEmpty()) {
            counts.detected(detections.size());
            listeners.sightings().accept(new Sighting(camera, seen.at(), detections));
        }
        return detections;
    }

    private Job job(Purpose purpose, Duration most) {
        return new Job(purpose, "watch " + camera, Deadline.after(most, ticker).unless(() -> closed), stage -> {});
    }

    private void tell(MotionEvent event) {
        counts.moved(event);
        listeners.motion().accept(event);
    }

    private void end() {
        try {
            if (events != null) {
                events.end();
            }
        } finally {
            if (motion != null) {
                motion.close();
            }
            drop();
        }
    }

    private synchronized void drop() {
        closed = true;
        if (waiting != null) {
            waiting.release();
            waiting = null;
        }
    }

    /** Stops; what is being looked at is given up. Waits 2 s at most for the thread. An event that has begun ends. */
    @Override
    public void close() {
        Thread working;
        synchronized (this) {
            drop();
            working = thread;
            notifyAll();
        }
        if (working == null || working.equals(Thread.currentThread())) {
            return;
        }
        try {
            if (!working.join(CLOSE_WAIT)) {
                LOG.warn("camera not let go of in time camera={}", camera);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
