package dev.sluice.cache;

import dev.sluice.failure.CannotStart;
import dev.sluice.failure.InvalidSettings;
import dev.sluice.governor.Governor;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tiers as one cache, the fastest first. What is found in a slower one is kept in the faster ones, too. When memory is short only small
 * entries are kept that have been asked for before. Safe for threads.
 */
public final class PictureCache implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PictureCache.class);

    /** Heap that an entry of the disk tier takes: the index's node and sketch, the key, what is known of the file. */
    public static final int HEAP_PER_ENTRY = 256;

    /** How often one who waits for another process looks. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    /** The largest entry that is kept when memory is short. */
    private static final DataSize SMALL = DataSize.ofKibibytes(64);

    private final List<Tier> tiers;
    private final @Nullable RedisTier redis;
    private final @Nullable SharedPurges purges;
    private final DataSize maxEntry;
    private final BooleanSupplier pressed;
    private final Doorkeeper doorkeeper = new Doorkeeper();
    private final CacheCounts counts = new CacheCounts();
    private final LongAdder changes = new LongAdder();

    /**
     * @param tiers the fastest first; none for a cache that keeps nothing. Closed with this
     * @param maxEntry bytes of the largest body that is kept
     * @param pressed whether the machine is short of memory now; must not block
     */
    PictureCache(List<Tier> tiers, DataSize maxEntry, BooleanSupplier pressed) {
        this(tiers, null, maxEntry, pressed);
    }

    /** @param redis the last of the tiers, which other processes have, too; loaded only when there is one */
    private PictureCache(List<Tier> tiers, @Nullable RedisTier redis, DataSize maxEntry, BooleanSupplier pressed) {
        this.tiers = List.copyOf(tiers);
        this.redis = redis;
        purges = redis == null ? null : redis.purges(this.tiers.subList(0, this.tiers.size() - 1), changes::increment);
        this.maxEntry = maxEntry;
        this.pressed = pressed;
    }

    /**
     * The cache of that configuration: memory, disk and Redis, as far as they are configured; none at all when the cache is off.
     *
     * @param folder of the disk tier; made when it is missing, nobody else uses it
     * @param entries that the disk tier may hold at most, which take {@link #HEAP_PER_ENTRY} bytes of heap each
     * @param diskRoom what may be written to the disk
     * @param governor the memory of the memory tier, and the heap of the Redis tier, are held by leases of it
     * @param pressed whether the machine is short of memory now; must not block
     * @return to be closed by the caller, before the governor
     * @throws InvalidSettings when the budget has no room for {@code cache.memory}, or for Redis
     * @throws CannotStart when the folder cannot be made
     */
    public static PictureCache open(
            CacheConfig config,
            Path folder,
            int entries,
            Supplier<DataSize> diskRoom,
            Governor governor,
            BooleanSupplier pressed) {
        List<Tier> tiers = new ArrayList<>();
        RedisTier redis = null;
        try {
            if (config.enabled() && !config.memory().isZero()) {
                tiers.add(new MemoryTier(config.memory(), governor));
            }
            if (config.enabled() && !config.disk().isZero()) {
                tiers.add(new DiskTier(folder, config.disk(), entries, diskRoom));
            }
            if (config.enabled() && !config.redis().url().isEmpty()) {
                redis = new RedisTier(config.redis(), governor, Ticker.SYSTEM);
                tiers.add(redis);
            }
        } catch (RuntimeException refused) {
            tiers.forEach(Tier::close);
            throw refused;
        }
        return new PictureCache(tiers, redis, config.maxEntry(), pressed);
    }

    /** Whether it keeps anything at all. */
    public boolean keeps() {
        return !tiers.isEmpty();
    }

    /** Whether a body of that many bytes would be kept, as far as its size goes. */
    public boolean takes(long length) {
        return length <= maxEntry.bytes();
    }

    /** The entry of that key, to be closed by the caller; null when there is none. */
    public @Nullable Cached find(CacheKey key) {
        for (int at = 0; at < tiers.size(); at++) {
            Cached found = tiers.get(at).find(key);
            if (found != null) {
                return at == 0 ? found : raised(key, found, at);
            }
        }
        return null;
    }

    /** Keeps what was found in a slower tier in those before it, and reads it from there. */
    private Cached raised(CacheKey key, Cached found, int from) {
        for (int at = from - 1; at >= 0; at--) {
            Tier faster = tiers.get(at);
            Cached copy = faster.keep(key, found.label(), found) ? faster.find(key) : null;
            if (copy != null) {
                found.close();
                return at == 0 ? copy : raised(key, copy, at);
            }
        }
        return found;
    }

    /**
     * Keeps an entry, in the place of one that has the same key. Nothing that goes wrong is thrown: the entry is not kept then.
     *
     * @param body stays the caller's to close
     * @return whether any tier has it
     */
    public boolean keep(CacheKey key, Label label, Body body) {
        String reason = refusal(key, body.length());
        boolean kept = false;
        if (reason.isEmpty()) {
            for (Tier tier : tiers) {
                kept |= tier.keep(key, label, body);
            }
            reason = kept ? "new" : "not worth its room";
        }
        LOG.info("cache {} key={} bytes={} reason=\"{}\"", kept ? "kept" : "passed", key, body.length(), reason);
        return kept;
    }

    private String refusal(CacheKey key, long length) {
        if (tiers.isEmpty()) {
            return "no tier";
        }
        if (!takes(length)) {
            return "larger than cache.max-entry";
        }
        boolean again = doorkeeper.seen(key);
        if (pressed.getAsBoolean()) {
            return length > SMALL.bytes()
                    ? "memory is short and it is large"
                    : again ? "" : "memory is short and it is new";
        }
        return "";
    }

    /** Changes when a purge begins and when it ends: what was found before may have been meant by it. */
    public long purges() {
        return changes.sum();
    }

    public void remove(CacheKey key) {
        tiers.forEach(tier -> tier.remove(key));
    }

    /**
     * Removes all entries that are meant, from all tiers. Reads all labels. Processes that share a Redis do the same about a second later.
     *
     * @return how many were removed, counted in the tier that had most
     */
    public long purge(Purge purge) {
        changes.increment();
        long removed =
                tiers.stream().mapToLong(tier -> tier.purge(purge::means)).max().orElse(0);
        changes.increment();
        if (purges != null) {
            purges.tell(purge);
        }
        return removed;
    }

    /** The entries whose labels are meant, of all tiers, in no order; an entry that several tiers have comes once. */
    public List<Listed> entries(Predicate<Label> meant, int most) {
        List<Listed> all = new ArrayList<>();
        for (Tier tier : tiers) {
            try (Stream<Listed> entries = tier.entries()) {
                entries.filter(entry -> meant.test(entry.label()))
                        .filter(entry -> all.stream().noneMatch(other -> Objects.equals(other.key(), entry.key())))
                        .limit(most - (long) all.size())
                        .forEach(all::add);
            }
        }
        return all;
    }

    /** What requests came to, to be counted by those who answer them. */
    public CacheCounts counts() {
        return counts;
    }

    public List<TierStatus> status() {
        return tiers.stream().map(Tier::status).toList();
    }

    /** Whether a tier that is configured does not work now: everything is answered, and more is made anew. May take as long as a try. */
    public boolean degraded() {
        return redis != null && !redis.status().working();
    }

    /**
     * Whether this process is to do the work on an entry. Where several share a Redis one of them does it, and the others wait here until the
     * entry is there. To save work only: whoever has waited long enough, and whoever finds that Redis does not answer, does it as well.
     *
     * @param most how long the work may take, and so how long another is waited for
     * @return false when another process has done it meanwhile; else {@link #release} is to be called when it is done
     */
    public boolean claim(CacheKey key, Duration most, Deadline deadline) {
        if (redis == null) {
            return true;
        }
        Deadline patience = deadline.within(most);
        while (!redis.claim(key, most)) {
            if (patience.expired() || patience.abandoned()) {
                return true;
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
            try (Cached appeared = find(key)) {
                if (appeared != null) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Ends a claim of this process. */
    public void release(CacheKey key) {
        if (redis != null) {
            redis.release(key);
        }
    }

    @Override
    public void close() {
        if (purges != null) {
            purges.close();
        }
        tiers.forEach(Tier::close);
    }
}
