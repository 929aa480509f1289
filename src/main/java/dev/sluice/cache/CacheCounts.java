package dev.sluice.cache;

import java.util.concurrent.atomic.LongAdder;

/** How often what was asked for was there. Safe for threads. */
public final class CacheCounts {

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder bytesServed = new LongAdder();

    /** An answer came from the cache. */
    public void hit() {
        hits.increment();
    }

    /** An answer had to be made. */
    public void miss() {
        misses.increment();
    }

    /** Bytes of pictures were answered, wherever they came from. */
    public void served(long bytes) {
        bytesServed.add(bytes);
    }

    public long hits() {
        return hits.sum();
    }

    public long misses() {
        return misses.sum();
    }

    public long bytesServed() {
        return bytesServed.sum();
    }
}
