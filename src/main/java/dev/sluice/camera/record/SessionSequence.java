package dev.sluice.camera.record;

import dev.sluice.camera.record.RecorderStatus.State;
import dev.sluice.failure.Refused;
import dev.sluice.governor.Demand;
import dev.sluice.governor.Governor;
import dev.sluice.governor.Lease;
import dev.sluice.governor.Purpose;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.PixelSize;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of one camera, one after the other: begins one with the first frame, the next when one is as long or as large as it may be, and
 * stops while there is no room. What the disk has not taken yet is at most twice {@link #FLUSHED_EVERY}, under a lease while a session is open.
 * For the recorder's thread; the status may be asked by any.
 */
final class SessionSequence {

    private static final Logger LOG = LoggerFactory.getLogger(SessionSequence.class);

    /** Bytes after which the disk is made to take what was written. Until it has, as many again may be written. */
    static final long FLUSHED_EVERY = 1L << 20;

    /** Room that must be there again before recording goes on. */
    static final DataSize RESUMED_ABOVE = DataSize.ofMebibytes(64);

    private static final DataSize LEAST_ROOM = DataSize.ofMebibytes(1);
    private static final long FLUSHED_AFTER = Duration.ofSeconds(5).toNanos();
    private static final long TRIED_AGAIN_AFTER = Duration.ofSeconds(5).toNanos();
    private static final Duration PATIENCE = Duration.ofMillis(20);
    private static final Duration CLOSED_WITHIN = Duration.ofMillis(1_500);

    private final String camera;
    private final RecordingOptions options;
    private final Recordings recordings;
    private final Governor governor;
    private final Supplier<DataSize> room;
    private final Ticker ticker;
    private final Flusher flusher;
    private volatile @Nullable SessionWriter session;
    private volatile @Nullable Trouble trouble;
    private final AtomicLong frames = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private @Nullable Lease dirty;
    private long flushedBytes;
    private long flushedNanos;

    /** Why nothing is written, since when, and what to say about it. */
    record Trouble(State state, String reason, long sinceNanos) {}

    SessionSequence(
            String camera,
            RecordingOptions options,
            Recordings recordings,
            Governor governor,
            Supplier<DataSize> room,
            Ticker ticker) {
        this.camera = camera;
        this.options = options;
        this.recordings = recordings;
        this.governor = governor;
        this.room = room;
        this.ticker = ticker;
        this.flusher = new Flusher("camera " + camera + " flush");
    }

    /** Whether a frame would be written now, as far as is known. */
    boolean ready() {
        Trouble now = trouble;
        return now == null || mayGoOn(now);
    }

    private boolean mayGoOn(Trouble now) {
        boolean waited = ticker.nanos() - now.sinceNanos() >= TRIED_AGAIN_AFTER;
        return switch (now.state()) {
            case DISK_FULL -> waited && RESUMED_ABOVE.fits(room.get());
            case DISK_ERROR, NO_MEMORY -> waited;
            case OFF, WAITING, RECORDING, CLOSED -> true;
        };
    }

    /**
     * Writes one frame, or says in the status why not.
     *
     * @param jpeg all that remains
     */
    void record(ByteBuffer jpeg, long arrivedNanos, Instant arrived, PixelSize size) {
        if (!ready()) {
            return;
        }
        DataSize least = LEAST_ROOM.plus(DataSize.ofBytes(jpeg.remaining()));
        if (!least.fits(room.get())) {
            stop(State.DISK_FULL, "the disk has no room above camera.record.disk-floor: free some space", null);
            return;
        }
        int length = jpeg.remaining();
        try {
            SessionWriter writer = sessionFor(length, arrivedNanos, arrived);
            if (writer != null) {
                writer.append(jpeg, arrivedNanos, size);
                frames.incrementAndGet();
                bytes.addAndGet(length);
                wentOn();
                flushIfDue(writer);
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private void wentOn() {
        Trouble before = trouble;
        if (before != null) {
            LOG.info(
                    "recording goes on camera={} after={}",
                    camera,
                    before.state().text());
            trouble = null;
        }
    }

    private void failed(IOException e) {
        String said = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        boolean full = said.contains("no space left on device")
                || said.contains("disk quota exceeded")
                || !LEAST_ROOM.fits(room.get());
        if (full) {
            stop(State.DISK_FULL, "the disk is full: free some space", e);
        } else {
            stop(State.DISK_ERROR, "the disk did not take what was recorded; the log says what it said", e);
        }
    }

    private @Nullable SessionWriter sessionFor(int length, long arrivedNanos, Instant arrived) throws IOException {
        SessionWriter open = session;
        if (open != null && exhausted(open, length, arrivedNanos)) {
            finish(open);
            open = null;
        }
        if (open == null && leased()) {
            open = recordings.begin(camera, arrived, arrivedNanos);
            session = open;
            flushedBytes = 0;
            flushedNanos = ticker.nanos();
        }
        return open;
    }

    private boolean exhausted(SessionWriter open, int length, long arrivedNanos) {
        return open.bytes() + length > options.maxBytes().bytes()
                || open.ageAt(arrivedNanos) >= options.maxDuration().toNanos();
    }

    private boolean leased() {
        if (dirty == null) {
            DataSize held = DataSize.ofBytes(2 * FLUSHED_EVERY);
            Demand demand = new Demand(Purpose.CAMERA, "recording " + camera, held, DataSize.ZERO, DataSize.ZERO, 0);
            try {
                dirty = governor.admit(demand, Deadline.after(PATIENCE, ticker));
            } catch (Refused full) {
                stop(
                        State.NO_MEMORY,
                        "there is no room in the memory budget for recording: " + full.getMessage(),
                        null);
            }
        }
        return dirty != null;
    }

    private void flushIfDue(SessionWriter open) throws IOException {
        long waiting = open.bytes() - flushedBytes;
        long now = ticker.nanos();
        boolean due = waiting >= FLUSHED_EVERY || (waiting > 0 && now - flushedNanos >= FLUSHED_AFTER);
        if (due && (flusher.idle() || waiting >= FLUSHED_EVERY)) {
            flusher.begin(open::flush);
            flushedBytes = open.bytes();
            flushedNanos = now;
        }
    }

    /** What is to be done now and then though no frame comes. */
    void lookAround() {
        SessionWriter open = session;
        if (open == null) {
            return;
        }
        try {
            if (open.silentAt(ticker.nanos()) >= 2 * options.maxDuration().toNanos()) {
                LOG.info("recording closed, no frame comes any more camera={} session={}", camera, open.id());
                end();
            } else {
                flushIfDue(open);
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    /** The session is complete; its last bytes go to the disk while the next begins. */
    private void finish(SessionWriter open) throws IOException {
        session = null;
        try {
            flusher.begin(() -> flushAndClose(open));
        } catch (IOException e) {
            open.close();
            throw e;
        }
    }

    private static void flushAndClose(SessionWriter open) throws IOException {
        try {
            open.flush();
        } finally {
            open.close();
        }
    }

    /** Ends the session; the next frame begins another. */
    void end() {
        SessionWriter open = session;
        if (open == null && dirty == null) {
            return;
        }
        try {
            if (open != null) {
                finish(open);
            }
            flusher.await(CLOSED_WITHIN);
        } catch (IOException e) {
            LOG.warn(
                    "the end of a recording may be missing camera={} reason={}",
                    camera,
                    String.valueOf(e.getMessage()));
        }
        if (dirty != null) {
            dirty.close();
            dirty = null;
        }
    }

    private void stop(State state, String reason, @Nullable IOException cause) {
        Trouble before = trouble;
        if (before == null || before.state() != state) {
            LOG.warn(
                    "recording stopped camera={} reason={} room={}",
                    camera,
                    state.text(),
                    room.get().rounded(),
                    cause);
        }
        trouble = new Trouble(state, reason, ticker.nanos());
        end();
    }

    @Nullable
    Trouble trouble() {
        return trouble;
    }

    @Nullable
    SessionWriter session() {
        return session;
    }

    long frames() {
        return frames.get();
    }

    long bytes() {
        return bytes.get();
    }
}
