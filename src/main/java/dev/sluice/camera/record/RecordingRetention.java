package dev.sluice.camera.record;

import dev.sluice.failure.Conflict;
import dev.sluice.failure.NotFound;
import dev.sluice.failure.StoreFailure;
import dev.sluice.store.Limit;
import dev.sluice.units.DataSize;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the oldest recordings of all cameras while there are more, or older ones, than may be kept, or while they take the room that the next
 * ones need. One that is being written, played or downloaded stays. Holds the names of at most {@value #LISTED_AT_ONCE} sessions of each camera
 * while it works. Safe for threads.
 */
public final class RecordingRetention {

    private static final Logger LOG = LoggerFactory.getLogger(RecordingRetention.class);

    private static final int LISTED_AT_ONCE = 64;
    private static final int MOST_CAMERAS = 1_000;
    private static final Duration COUNTED_EVERY = Duration.ofHours(1);

    /** A clock that was set is not believed at once: its mistake would delete everything. */
    private static final Duration BELIEVED_AFTER = Duration.ofHours(1);

    private static final Duration IN_STEP = Duration.ofMinutes(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Recordings recordings;
    private final RecordConfig config;
    private final Supplier<DataSize> missing;
    private final InstantSource clock;
    private final Ticker ticker;
    private long countedNanos;
    private boolean counted;
    private @Nullable Instant lookedAt;
    private long lookedNanos;
    private long steadySinceNanos;

    /** @param missing what should be deleted so that the disk has room for more: {@link RecordingDisk#missing} */
    public RecordingRetention(
            Recordings recordings,
            RecordConfig config,
            Supplier<DataSize> missing,
            InstantSource clock,
            Ticker ticker) {
        this.recordings = recordings;
        this.config = config;
        this.missing = missing;
        this.clock = clock;
        this.ticker = ticker;
    }

    private record Session(String camera, SessionId id) {}

    /**
     * Deletes what is too much, to be called about every minute. The first time, and once an hour, it counts what there is; the first time it
     * also repairs what a crash left. Age counts once the clock has gone evenly for an hour.
     *
     * @throws StoreFailure when the disk cannot be read or written
     */
    public void sweep() {
        lock.lock();
        try {
            recount();
            Instant tooOldBefore = tooOldBefore();
            long wanted = missing.get().bytes();
            int deleted = 0;
            List<Session> oldest = oldest(tooOldBefore, wanted);
            boolean progress = true;
            while (progress && !oldest.isEmpty()) {
                progress = false;
                for (Session session : oldest) {
                    if (!wanted(session, tooOldBefore, wanted)) {
                        continue;
                    }
                    long freed = delete(session);
                    if (freed >= 0) {
                        wanted -= freed;
                        deleted++;
                        progress = true;
                    }
                }
                oldest = progress ? oldest(tooOldBefore, wanted) : List.of();
            }
            if (deleted > 0) {
                LOG.info(
                        "old recordings deleted count={} kept={}",
                        deleted,
                        recordings.total().rounded());
            }
        } catch (IOException e) {
            throw new StoreFailure(StoreFailure.Kind.BROKEN, "old recordings could not be deleted", e);
        } finally {
            lock.unlock();
        }
    }

    private boolean wanted(Session session, @Nullable Instant tooOldBefore, long wanted) {
        return tooMany(wanted) || (tooOldBefore != null && session.id().begin().isBefore(tooOldBefore));
    }

    private boolean tooMany(long wanted) {
        return wanted > 0 || !config.maxTotal().allows(recordings.total());
    }

    /** The oldest of all cameras, as far as something is to be deleted; nothing when nothing is. */
    private List<Session> oldest(@Nullable Instant tooOldBefore, long wanted) throws IOException {
        if (tooOldBefore == null && !tooMany(wanted)) {
            return List.of();
        }
        List<Session> oldest = new ArrayList<>();
        for (String camera : recordings.folders().cameras(MOST_CAMERAS)) {
            for (SessionId id : recordings.folders().oldest(camera, null, LISTED_AT_ONCE)) {
                Session session = new Session(camera, id);
                if (wanted(session, tooOldBefore, wanted)) {
                    oldest.add(session);
                }
            }
        }
        oldest.sort(Comparator.comparing(Session::id));
        return oldest;
    }

    /** What was freed; -1 when it stays. */
    private long delete(Session session) throws IOException {
        long bytes = recordings.folders().bytes(session.camera(), session.id());
        try {
            recordings.delete(session.camera(), session.id());
            return bytes;
        } catch (Conflict inUse) {
            return -1;
        } catch (NotFound gone) {
            return -1;
        }
    }

    /** What is older than this goes; null while the clock is not believed, or when nothing is ever too old. */
    private @Nullable Instant tooOldBefore() {
        Instant now = clock.instant();
        long nanos = ticker.nanos();
        Instant before = lookedAt;
        if (before == null
                || Duration.between(before, now)
                                .minusNanos(nanos - lookedNanos)
                                .abs()
                                .compareTo(IN_STEP)
                        > 0) {
            steadySinceNanos = nanos;
        }
        lookedAt = now;
        lookedNanos = nanos;
        boolean believed = nanos - steadySinceNanos >= BELIEVED_AFTER.toNanos();
        return !believed
                ? null
                : switch (config.maxAge()) {
                    case Limit.None<Duration>() -> null;
                    case Limit.AtMost<Duration>(Duration most) -> now.minus(most);
                };
    }

    private void recount() throws IOException {
        long nanos = ticker.nanos();
        if (counted && nanos - countedNanos < COUNTED_EVERY.toNanos()) {
            return;
        }
        long bytes = 0;
        for (String camera : recordings.folders().cameras(MOST_CAMERAS)) {
            if (!counted) {
                recordings.repairNewest(camera);
            }
            recordings.folders().removeLeftovers(camera);
            bytes += bytes(camera);
        }
        recordings.counted(bytes);
        counted = true;
        countedNanos = nanos;
    }

    private long bytes(String camera) throws IOException {
        long bytes = 0;
        List<SessionId> some = recordings.folders().oldest(camera, null, LISTED_AT_ONCE);
        while (!some.isEmpty()) {
            for (SessionId id : some) {
                bytes += recordings.isWritten(camera, id)
                        ? 0
                        : recordings.folders().bytes(camera, id);
            }
            some = recordings.folders().oldest(camera, some.getLast(), LISTED_AT_ONCE);
        }
        return bytes;
    }
}
