package dev.sluice.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the oldest pictures while there are more, or older ones, than may be kept. The current picture of a channel is never
 * deleted. Age counts from the time in the identifier. Holds the names of at most {@value #LISTED_AT_ONCE} pictures. Safe for threads.
 */
public final class Retention {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    /** More than there may be channels, so that a list is never all of pictures that stay. */
    private static final int LISTED_AT_ONCE = 512;

    private static final Duration LIST_GOOD_FOR = Duration.ofMinutes(1);

    private final BlobStore pictures;
    private final Channels channels;
    private final StoreConfig config;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<PictureId> oldest = new ArrayDeque<>();
    private Instant listedAt = Instant.EPOCH;

    /** @param config of which the limits are used */
    public Retention(BlobStore pictures, Channels channels, StoreConfig config, InstantSource clock) {
        this.pictures = pictures;
        this.channels = channels;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Deletes what may not stay, a bounded number at once. Costs next to nothing when all may stay. To be called after a picture was
     * put and shown in its channel, and by housekeeping. Numbers and bytes count once {@link BlobStore#recover} has counted all.
     *
     * @return how many were deleted; call again while it is not 0 to have it done at once
     * @throws dev.sluice.failure.StoreFailure when the disk cannot be read or written
     */
    public int enforce() {
        lock.lock();
        try {
            list();
            int deleted = 0;
            while (!oldest.isEmpty() && (overfull() || tooOld(oldest.getFirst()))) {
                deleted += channels.deleteUnlessShown(oldest.removeFirst()) ? 1 : 0;
            }
            if (deleted > 0) {
                LOG.info(
                        "old pictures deleted count={} kept={}",
                        deleted,
                        pictures.totals().pictures());
            }
            return deleted;
        } finally {
            lock.unlock();
        }
    }

    /** Lists anew when the list is used up, and now and then: those that a channel showed may have become free. */
    private void list() {
        Instant now = clock.instant();
        boolean stale = oldest.isEmpty() || listedAt.plus(LIST_GOOD_FOR).isBefore(now);
        if (stale && (overfull() || config.maxAge() instanceof Limit.AtMost)) {
            oldest.clear();
            oldest.addAll(pictures.oldest(LISTED_AT_ONCE));
            listedAt = now;
        }
    }

    private boolean overfull() {
        Totals totals = pictures.totals();
        int count = (int) Math.min(Integer.MAX_VALUE, totals.pictures());
        return totals.complete()
                && !(config.maxBytes().allows(totals.bytes())
                        && config.maxCount().allows(count));
    }

    private boolean tooOld(PictureId picture) {
        return !config.maxAge().allows(Duration.between(picture.time(), clock.instant()));
    }
}
