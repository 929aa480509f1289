package dev.sluice.cache;

import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One place where entries are kept. It bounds itself, and decides by itself what it gives up for something new. Nothing it does fails
 * a request: what does not work is a miss, or is not kept. Safe for threads.
 */
sealed interface Tier extends AutoCloseable permits DiskTier, MemoryTier, RedisTier {

    /** For people: {@code disk}, {@code memory}, {@code redis}. */
    String name();

    /** The entry of that key, to be closed by the caller; null when there is none. A damaged one is removed. */
    @Nullable
    Cached find(CacheKey key);

    /**
     * Keeps an entry in the place of one that has the same key.
     *
     * @param body stays the caller's to close
     * @return whether it is kept
     */
    boolean keep(CacheKey key, Label label, Body body);

    void remove(CacheKey key);

    /** All entries, one after the other, read while the stream is: to be closed by the caller. */
    Stream<Listed> entries();

    /**
     * Removes all entries whose labels are meant.
     *
     * @return how many
     */
    default long purge(Predicate<Label> meant) {
        try (Stream<Listed> all = entries()) {
            return all.filter(entry -> meant.test(entry.label()))
                    .peek(entry -> remove(entry.key()))
                    .count();
        }
    }

    TierStatus status();

    @Override
    void close();
}
