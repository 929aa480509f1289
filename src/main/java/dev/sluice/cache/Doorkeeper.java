package dev.sluice.cache;

import java.util.concurrent.atomic.AtomicLongArray;

/** Remembers some thousands of keys that came by of late, each by 64 bits of it. 32 KiB. Safe for threads. */
final class Doorkeeper {

    private static final int PLACES = 4096;

    private final AtomicLongArray places = new AtomicLongArray(PLACES);

    /** Whether the key came by before and was not displaced since; it is remembered. */
    boolean seen(CacheKey key) {
        return places.getAndSet((int) (key.high() & (PLACES - 1)), key.low()) == key.low();
    }
}
