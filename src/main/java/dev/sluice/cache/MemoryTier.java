package dev.sluice.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.sluice.failure.InvalidSettings;
import dev.sluice.failure.SluiceException;
import dev.sluice.governor.Budget;
import dev.sluice.governor.Demand;
import dev.sluice.governor.Governor;
import dev.sluice.governor.Lease;
import dev.sluice.governor.Purpose;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entries in native memory that one lease holds from start to end. What is given up for something new is decided by W-TinyLFU (Caffeine)
 * over blocks of {@value Blocks#SIZE} bytes. Answers are slices of the blocks, without a copy; blocks that are being read are used again only
 * afterwards.
 *
 * <p>Heap: the labels, at most a {@value #LABELS}th of the memory, which the lease holds too; there are never more entries than blocks. An
 * entry counts for as many blocks as its body takes, or as its label takes of that share, whichever is more. Safe for threads.
 */
final class MemoryTier implements Tier {

    /** The part of the memory that labels may take on the heap beside it. */
    static final int LABELS = 16;

    private static final Logger LOG = LoggerFactory.getLogger(MemoryTier.class);
    private static final Duration START = Duration.ofSeconds(1);
    private static final int LABEL_OF_BLOCK = Blocks.SIZE / LABELS;

    private final DataSize most;
    private final Lease lease;
    private final Blocks blocks;
    private final Cache<CacheKey, MemoryEntry> index;
    private int readers = 1;
    private boolean closed;

    /**
     * Takes its memory.
     *
     * @param most bytes of all bodies, a block at least
     * @throws InvalidSettings when the budget has no room for it
     */
    MemoryTier(DataSize most, Governor governor) {
        this.most = most;
        lease = lease(most, governor);
        blocks = new Blocks(lease.payload(most));
        index = Caffeine.newBuilder()
                .maximumWeight(blocks.count())
                .weigher((CacheKey _, MemoryEntry entry) -> weight(entry))
                .executor(Runnable::run)
                .removalListener(MemoryTier::removed)
                .build();
    }

    private static Lease lease(DataSize most, Governor governor) {
        DataSize heap = most.scaled(1, LABELS);
        DataSize room = governor.largest().memory();
        DataSize roomOnHeap = governor.largest().heap();
        if (!most.plus(Budget.LEAST_POOL).fits(room) || !heap.fits(roomOnHeap)) {
            throw new InvalidSettings(
                    List.of("cache.memory: the budget has no room for " + most + ": it takes that and "
                            + heap.rounded() + " of heap, of " + room.rounded() + " and " + roomOnHeap.rounded()
                            + " that are left for work, and " + Budget.LEAST_POOL.rounded()
                            + " must remain. Lower cache.memory or raise the limit."));
        }
        Demand demand = new Demand(Purpose.CACHE, "cache.memory", most, heap, DataSize.ZERO, 0);
        return governor.admit(demand, Deadline.after(START, Ticker.SYSTEM));
    }

    private static int weight(MemoryEntry entry) {
        int label = Math.ceilDiv(MemoryEntry.heap(entry.label()), LABEL_OF_BLOCK);
        return Math.max(label, Blocks.needed(entry.length()));
    }

    private static void removed(@Nullable CacheKey key, @Nullable MemoryEntry entry, RemovalCause cause) {
        if (entry != null) {
            entry.drop();
        }
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public @Nullable Cached find(CacheKey key) {
        MemoryEntry entry = index.getIfPresent(key);
        if (entry == null || !enter()) {
            return null;
        }
        int[] numbers = entry.enter();
        if (numbers == null) {
            leave();
            return null;
        }
        return new Reading(entry, numbers);
    }

    @Override
    public boolean keep(CacheKey key, Label label, Body body) {
        if (body.length() > most.bytes() || !enter()) {
            return false;
        }
        MemoryEntry entry = new MemoryEntry(blocks, label, body.length());
        boolean kept = false;
        try {
            index.put(key, entry);
            index.cleanUp();
            kept = index.policy().getIfPresentQuietly(key) == entry && entry.write(body);
        } catch (SluiceException unread) {
            LOG.warn("entry not cached in memory key={} reason=\"{}\"", key, unread.getMessage());
        } finally {
            if (kept) {
                entry.written();
            } else {
                index.asMap().remove(key, entry);
                entry.leave();
            }
            leave();
        }
        return kept;
    }

    @Override
    public void remove(CacheKey key) {
        index.invalidate(key);
    }

    @Override
    public Stream<Listed> entries() {
        return index.asMap().entrySet().stream()
                .filter(each -> each.getValue().readable())
                .map(each -> new Listed(
                        each.getKey(), each.getValue().label(), each.getValue().length()));
    }

    @Override
    public TierStatus status() {
        long entries = 0;
        Instant oldest = null;
        Instant newest = null;
        for (MemoryEntry entry : index.asMap().values()) {
            entries++;
            Instant stored = entry.stored();
            oldest = oldest == null || stored.isBefore(oldest) ? stored : oldest;
            newest = newest == null || stored.isAfter(newest) ? stored : newest;
        }
        long used = blocks.count() - (long) blocks.free();
        return new TierStatus(name(), entries, DataSize.ofBytes(used * Blocks.SIZE), most, oldest, newest, true);
    }

    /** Entries that are read go on; the memory is given back when the last of them is closed. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        index.invalidateAll();
        leave();
    }

    private synchronized boolean enter() {
        readers += closed ? 0 : 1;
        return !closed;
    }

    private void leave() {
        boolean last;
        synchronized (this) {
            readers--;
            last = readers == 0;
        }
        if (last) {
            lease.close();
        }
    }

    private final class Reading implements Cached {

        private final MemoryEntry entry;
        private final int[] numbers;
        private boolean over;

        Reading(MemoryEntry entry, int[] numbers) {
            this.entry = entry;
            this.numbers = numbers;
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
            int length = Math.toIntExact(Math.min(most, entry.length() - position));
            return blocks.at(numbers, position, length).asReadOnlyBuffer();
        }

        @Override
        public void close() {
            if (!over) {
                over = true;
                entry.leave();
                leave();
            }
        }
    }
}
