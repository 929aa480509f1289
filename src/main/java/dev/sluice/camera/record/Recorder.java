package dev.sluice.camera.record;

import dev.sluice.camera.frame.Frame;
import dev.sluice.camera.record.RecorderStatus.State;
import dev.sluice.failure.Refused;
import dev.sluice.governor.Demand;
import dev.sluice.governor.Governor;
import dev.sluice.governor.Lease;
import dev.sluice.governor.Purpose;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records one camera, on a virtual thread of its own: the camera's thread never waits for the disk. Holds at most two frames of the camera that
 * are still to be written and one that is being written, 2 MiB of the budget for what the disk has not taken yet while a session is open,
 * and the ring of {@link RecordingOptions#ringBytes} while it waits for motion. Safe for threads.
 */
public final class Recorder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
    private static final long LOOKED_EVERY = Duration.ofMillis(500).toNanos();
    private static final long RING_TRIED_EVERY = Duration.ofSeconds(10).toNanos();
    private static final Duration RING_PATIENCE = Duration.ofMillis(20);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(2);

    /** Writes a picture anew. */
    @FunctionalInterface
    public interface Reencoding {

        /**
         * Has the frame written anew.
         *
         * @param quality 1 to 100
         * @param result takes the bytes of the new JPEG, which are valid during the call
         * @return false when it cannot be done now; {@code result} was not called then
         */
        boolean reencode(Frame frame, int quality, Consumer<ByteBuffer> result);
    }

    /**
     * What all recorders share.
     *
     * @param recordings where sessions are kept
     * @param governor for the memory
     * @param reencoding how frames are written anew where a quality is set: {@link Reencoder#reencode}
     * @param room how much may be written to the disk: {@link RecordingDisk#room}; asked for each frame, so it must not block
     * @param ticker for lengths of time
     */
    public record Parts(
            Recordings recordings, Governor governor, Reencoding reencoding, Supplier<DataSize> room, Ticker ticker) {}

    private final String camera;
    private final RecordingOptions options;
    private final Parts parts;
    private final Mailbox mailbox = new Mailbox();
    private final SessionSequence sessions;
    private final Thinning thinning;
    private final MotionWindow window;
    private @Nullable FrameRing ring;
    private long ringTriedNanos;
    private boolean ringTried;
    private volatile boolean withoutPast;
    private volatile int past;
    private final AtomicLong asTheyCame = new AtomicLong();
    private @Nullable Thread thread;
    private boolean over;

    /**
     * @param camera its name; the name of its folder too
     * @throws dev.sluice.failure.BadInput when no folder can have that name
     */
    public Recorder(String camera, RecordingOptions options, Parts parts) {
        Recordings.requireName(camera);
        this.camera = camera;
        this.options = options;
        this.parts = parts;
        this.thinning = new Thinning(options.rate());
        this.window = new MotionWindow(options);
        this.sessions = new SessionSequence(
                camera, options, parts.recordings(), parts.governor(), parts.room(), parts.ticker());
    }

    /** Begins; does nothing when it has begun or was closed. */
    public synchronized void start() {
        if (thread == null && !over && options.mode() != RecordingMode.OFF) {
            thread = Thread.ofVirtual().name("camera " + camera + " recorder").start(this::run);
        }
    }

    /** Takes note of a frame and returns at once; keeps it as long as it needs it. Before the start it is ignored. */
    public void accept(Frame frame) {
        if (options.mode() != RecordingMode.OFF) {
            mailbox.put(frame);
        }
    }

    /**
     * Says that something moved: begins a session with what came before, or lets the one that is open go on. Matters in the mode
     * {@link RecordingMode#MOTION} only.
     *
     * @param nanos when, by the ticker: {@link Frame#arrivedNanos} of the frame in which it was seen
     */
    public void motion(long nanos) {
        if (options.mode() == RecordingMode.MOTION) {
            window.motion(Math.min(nanos, parts.ticker().nanos()));
            mailbox.wake();
        }
    }

    private void run() {
        try {
            while (!mailbox.closed() && !Thread.currentThread().isInterrupted()) {
                turn(mailbox.take(LOOKED_EVERY));
            }
            Frame rest = mailbox.take(0);
            while (rest != null) {
                turn(rest);
                rest = mailbox.take(0);
            }
        } finally {
            sessions.end();
            dropRing();
        }
    }

    /** One failure must not end the recording of a camera for good. */
    private void turn(@Nullable Frame frame) {
        try {
            if (frame == null) {
                lookAround();
            } else {
                handle(frame);
            }
        } catch (RuntimeException e) {
            LOG.error("recording failed, tried again with the next frame camera={}", camera, e);
            sessions.end();
        } finally {
            if (frame != null) {
                frame.release();
            }
        }
    }

    private void handle(Frame frame) {
        switch (options.mode()) {
            case OFF -> {}
            case ALWAYS -> record(frame);
            case MOTION -> {
                if (window.covers(frame.arrivedNanos())) {
                    recordPast();
                    record(frame);
                } else {
                    sessions.end();
                    keep(frame);
                }
            }
        }
        past = ring == null ? 0 : ring.frames();
        sessions.lookAround();
    }

    private void lookAround() {
        if (options.mode() == RecordingMode.MOTION) {
            if (!window.covers(parts.ticker().nanos())) {
                sessions.end();
            } else {
                recordPast();
            }
        }
        past = ring == null ? 0 : ring.frames();
        sessions.lookAround();
    }

    private void record(Frame frame) {
        if (!thinning.lets(frame.arrivedNanos()) || !sessions.ready()) {
            return;
        }
        Integer quality = options.quality();
        if (quality != null && parts.reencoding().reencode(frame, quality, bytes -> write(frame, bytes))) {
            return;
        }
        if (quality != null) {
            asTheyCame.incrementAndGet();
        }
        write(frame, frame.bytes());
    }

    private void write(Frame frame, ByteBuffer bytes) {
        sessions.record(bytes, frame.arrivedNanos(), frame.arrived(), frame.size());
    }

    private void recordPast() {
        FrameRing filled = ring;
        if (filled != null && filled.frames() > 0) {
            filled.drain(
                    window.from(),
                    (kept, bytes) -> sessions.record(bytes, kept.arrivedNanos(), kept.arrived(), kept.size()));
        }
    }

    private void keep(Frame frame) {
        if (options.before().isZero()) {
            return;
        }
        long now = parts.ticker().nanos();
        if (ring == null && (!ringTried || now - ringTriedNanos >= RING_TRIED_EVERY)) {
            ringTried = true;
            ringTriedNanos = now;
            ring = newRing();
            withoutPast = ring == null;
        }
        if (ring != null) {
            ring.add(frame);
        }
    }

    private @Nullable FrameRing newRing() {
        Demand demand = new Demand(
                Purpose.CAMERA, "before motion " + camera, options.ringBytes(), DataSize.ZERO, DataSize.ZERO, 0);
        try {
            Lease lease = parts.governor().admit(demand, Deadline.after(RING_PATIENCE, parts.ticker()));
            return new FrameRing(lease, options.ringBytes(), options.before(), options.ringRate());
        } catch (Refused full) {
            return null;
        }
    }

    private void dropRing() {
        if (ring != null) {
            ring.close();
            ring = null;
        }
    }

    /** How it is now. */
    public RecorderStatus status() {
        SessionSequence.Trouble trouble = sessions.trouble();
        SessionWriter session = sessions.session();
        String reason = trouble != null
                ? trouble.reason()
                : withoutPast
                        ? "there is no room in the memory budget for what came before a motion (ringBytes)"
                        : null;
        return new RecorderStatus(
                state(trouble, session),
                reason,
                session == null ? null : session.id().toString(),
                sessions.frames(),
                sessions.bytes(),
                mailbox.dropped(),
                asTheyCame.get(),
                past);
    }

    private State state(SessionSequence.@Nullable Trouble trouble, @Nullable SessionWriter session) {
        if (options.mode() == RecordingMode.OFF) {
            return State.OFF;
        }
        if (mailbox.closed()) {
            return State.CLOSED;
        }
        if (trouble != null) {
            return trouble.state();
        }
        return session == null ? State.WAITING : State.RECORDING;
    }

    /** Writes what was accepted, ends the session and the thread, and gives all memory back; within two seconds unless the disk hangs. */
    @Override
    public void close() {
        mailbox.close();
        Thread running;
        synchronized (this) {
            over = true;
            running = thread;
        }
        try {
            if (running == null) {
                drop();
            } else if (!running.join(STOPPED_WITHIN)) {
                LOG.warn("recording still writes after its end camera={}", camera);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void drop() {
        Frame frame = mailbox.take(0);
        while (frame != null) {
            frame.release();
            frame = mailbox.take(0);
        }
    }
}
