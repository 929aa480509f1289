package dev.sluice.cache;

import static dev.sluice.cache.Redis.command;

import dev.sluice.failure.InvalidSettings;
import dev.sluice.failure.Refused;
import dev.sluice.failure.SluiceException;
import dev.sluice.failure.StoreFailure;
import dev.sluice.governor.Demand;
import dev.sluice.governor.Governor;
import dev.sluice.governor.Lease;
import dev.sluice.governor.Purpose;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * Entries in a Redis or Valkey, raw bytes with check sums, for all processes that have the same prefix. Redis bounds itself and gives up what
 * it likes; an entry that has lost a chunk is a miss. What is removed while Redis does not answer stays there.
 *
 * <p>Heap: what is read comes through the heap, the first piece of 64 KiB and one other for each entry that is open, of which there are
 * {@value #READERS} at most, and for {@value #WRITERS} that are written; all of it is held by a lease from start. Who finds that many open
 * waits for a part of what an operation may take, and misses. Those who ask for the same entry while Redis is asked for it share the answer,
 * and its first piece; one that this process replaced or removed meanwhile is not shared with those who come after. Safe for threads.
 */
final class RedisTier implements Tier {

    static final int READERS = 16;
    static final int WRITERS = 2;

    private static final Logger LOG = LoggerFactory.getLogger(RedisTier.class);
    private static final Duration START = Duration.ofSeconds(1);

    /** How long a reader in the midst of a body waits for its next piece. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final String RELEASE =
            "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0";

    private final Lease lease;
    private final Redis redis;
    private final RedisKeys keys;
    private final RedisWriter writer;
    private final Labels labels = new Labels();
    private final Flights<CacheKey, Opened> opening;
    private final Semaphore readers = new Semaphore(READERS, true);
    private final Semaphore writers = new Semaphore(WRITERS, true);

    /** For a place among them. */
    private final long patience;

    /** Says which claims are ours. */
    private final String owner = UUID.randomUUID().toString();

    /**
     * Does not wait for Redis: it may be down.
     *
     * @param config with a URL
     * @throws InvalidSettings when the heap has no room for what is read and written
     */
    RedisTier(RedisConfig config, Governor governor, Ticker ticker) {
        patience = config.timeout().toNanos() / 5;
        opening = new Flights<>(config.timeout(), ticker);
        RedisAddress address = RedisAddress.parse(config.url()).orElseThrow();
        lease = lease(governor);
        keys = new RedisKeys(config.prefix());
        redis = new Redis(address, config.timeout(), keys.probe(), ticker);
        writer = new RedisWriter(redis, config, ticker);
    }

    private static Lease lease(Governor governor) {
        long writing = RedisEntry.PIECE + RedisEntry.LARGEST;
        DataSize heap = DataSize.ofBytes((long) READERS * (RedisEntry.LARGEST + RedisEntry.PIECE)
                + WRITERS * writing
                + (long) RedisLinks.MOST * RedisLink.BUFFERS
                + Labels.MOST);
        DataSize room = governor.largest().heap();
        if (!heap.fits(room)) {
            throw new InvalidSettings(
                    List.of("cache.redis.url: Redis takes " + heap.rounded() + " of heap, of " + room.rounded()
                            + " that are left for work. Raise the limit, lower cache.memory or do without Redis."));
        }
        Demand demand = new Demand(Purpose.CACHE, "cache.redis", DataSize.ZERO, heap, DataSize.ZERO, 0);
        return governor.admit(demand, Deadline.after(START, Ticker.SYSTEM));
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public @Nullable Cached find(CacheKey key) {
        Flights<CacheKey, Opened>.Seat seat;
        try {
            seat = opening.share(key, () -> open(key));
        } catch (Refused.Draining interrupted) {
            return null;
        }
        RedisEntry entry = seat.value().entry();
        // Who reads on holds a piece of its own, and needs a place of its own for it.
        boolean own = entry != null && !seat.first() && entry.length() > RedisEntry.PIECE;
        if (entry == null || (own && !entered(readers))) {
            seat.close();
            return null;
        }
        return new Reading(key, entry, seat, own);
    }

    /** The head of an entry, and its first piece, for all who asked for it at the same time. */
    private final class Opened implements AutoCloseable {

        private final @Nullable RedisEntry entry;

        Opened(@Nullable RedisEntry entry) {
            this.entry = entry;
        }

        @Nullable
        RedisEntry entry() {
            return entry;
        }

        @Override
        public void close() {
            if (entry != null) {
                readers.release();
            }
        }
    }

    private Opened open(CacheKey key) {
        if (!entered(readers)) {
            return new Opened(null);
        }
        RedisEntry found = null;
        try {
            found = read(key);
        } catch (IOException damaged) {
            LOG.warn("cached entry dropped from Redis key={} reason=\"{}\"", key, damaged.getMessage());
            remove(key);
        } finally {
            if (found == null) {
                readers.release();
            }
        }
        return new Opened(found);
    }

    private boolean entered(Semaphore places) {
        try {
            return places.tryAcquire(patience, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private @Nullable RedisEntry read(CacheKey key) throws IOException {
        List<@Nullable Object> replies =
                redis.ask(Redis::bytes, command(Command.GET, keys.entry(key))).orElse(List.of());
        if (replies.isEmpty() || !(replies.getFirst() instanceof byte[] value)) {
            return null;
        }
        RedisEntry entry = RedisEntry.read(key, value, labels);
        List<CommandArguments> lengths = new ArrayList<>();
        for (int number = 0; number < entry.chunks(); number++) {
            lengths.add(command(Command.STRLEN, keys.chunk(key, entry.generation(), number)));
        }
        if (!lengths.isEmpty()) {
            List<@Nullable Object> there = redis.ask(Redis::number, lengths).orElse(List.of());
            for (int number = 0; number < there.size(); number++) {
                if (!Objects.equals(there.get(number), (long) entry.chunk(number))) {
                    throw new IOException("a chunk is lost");
                }
            }
            if (there.isEmpty()) {
                return null;
            }
        }
        return entry;
    }

    @Override
    public boolean keep(CacheKey key, Label label, Body body) {
        byte[] text = LabelText.write(label);
        if (text.length > LabelText.LONGEST
                || body.length() > (long) RedisEntry.MOST_PIECES * RedisEntry.PIECE
                || !entered(writers)) {
            return false;
        }
        try {
            return writer.write(key, text, body);
        } catch (SluiceException unread) {
            LOG.warn("entry not cached in Redis key={} reason=\"{}\"", key, unread.getMessage());
            return false;
        } finally {
            opening.forget(key);
            writers.release();
        }
    }

    @Override
    public void remove(CacheKey key) {
        writer.remove(key);
        opening.forget(key);
    }

    @Override
    public Stream<Listed> entries() {
        int properties = Spliterator.NONNULL;
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(new RedisListing(redis, keys), properties), false);
    }

    /** Neither entries nor bytes: counting them would be reading all names. */
    @Override
    public TierStatus status() {
        return new TierStatus(name(), -1, DataSize.ZERO, DataSize.ZERO, null, null, redis.working());
    }

    /**
     * Claims work on an entry, so that no other process does the same at the same time.
     *
     * @param most how long the claim is good at most
     * @return false when another process has claimed it; true too when Redis does not answer
     */
    boolean claim(CacheKey key, Duration most) {
        return redis.ask(
                        Redis::done,
                        command(Command.SET, keys.work(key), owner, "NX", "PX", Math.max(1, most.toMillis())))
                .map(replies -> replies.getFirst() != null)
                .orElse(true);
    }

    /** Gives a claim back, if it is still ours. */
    void release(CacheKey key) {
        redis.ask(Redis::number, command(Command.EVAL, RELEASE, 1, keys.work(key), owner));
    }

    /**
     * Hears of what other processes purge, and tells them.
     *
     * @param own tiers that only this process has
     * @param changed told before and after what others purged is removed
     * @return to be closed before this
     */
    SharedPurges purges(List<Tier> own, Runnable changed) {
        return new SharedPurges(redis, keys.purges(), owner, own, changed);
    }

    /** Entries that are read break off. */
    @Override
    public void close() {
        redis.close();
        lease.close();
    }

    private final class Reading implements Cached {

        private final CacheKey key;
        private final RedisEntry entry;
        private final Flights<CacheKey, Opened>.Seat seat;
        private final boolean own;
        private ByteBuffer piece;
        private int index;
        private boolean closed;

        /** @param own whether it holds a place besides the one of those who share its first piece */
        Reading(CacheKey key, RedisEntry entry, Flights<CacheKey, Opened>.Seat seat, boolean own) {
            this.key = key;
            this.entry = entry;
            this.seat = seat;
            this.own = own;
            piece = entry.first();
        }

        @Override
        public Label label() {
            return entry.label();
        }

        @Override
        public long length() {
            return entry.length();
        }

        @Override
        public ByteBuffer at(long position, int most) {
            Objects.checkIndex(position, entry.length());
            int wanted = Math.toIntExact(position / RedisEntry.PIECE);
            if (wanted != index) {
                piece = entry.first();
                piece = wanted == 0 ? piece : read(wanted);
                index = wanted;
            }
            int within = (int) (position % RedisEntry.PIECE);
            return piece.slice(within, Math.min(most, piece.remaining() - within))
                    .asReadOnlyBuffer();
        }

        private ByteBuffer read(int wanted) {
            int from = entry.within(wanted);
            CommandArguments range = command(
                    Command.GETRANGE,
                    keys.chunk(key, entry.generation(), entry.chunkOf(wanted)),
                    from,
                    from + RedisEntry.piece(entry.length(), wanted) - 1);
            Object bytes = redis.ask(Redis::bytes, range).map(List::getFirst).orElse(null);
            if (!(bytes instanceof byte[])) {
                bytes = redis.insist(PATIENCE, range);
            }
            if (bytes instanceof byte[] right && entry.right(wanted, right)) {
                return ByteBuffer.wrap(right);
            }
            throw new StoreFailure(
                    StoreFailure.Kind.BROKEN,
                    "a cached picture cannot be read to its end: Redis lost it or does not answer");
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                seat.close();
                if (own) {
                    readers.release();
                }
            }
        }
    }
}
