package dev.sluice.store;

import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Gives identifiers, each greater than the one before, whatever the clock does. UUIDs of version 7 with a counter in the 12 bits
 * after the version (RFC 9562, section 6.2, method 1). Safe for threads.
 */
public final class PictureIds {

    private static final int COUNTER_BITS = 12;
    private static final int COUNTERS = 1 << COUNTER_BITS;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final InstantSource clock;
    private final Supplier<? extends RandomGenerator> source;
    private @Nullable RandomGenerator random;
    private long millis;
    private int counter;

    /**
     * @param source asked once, when the first identifier is given, since making one of cryptographic quality takes time; of that
     *     quality when identifiers must not be guessed
     */
    public PictureIds(InstantSource clock, Supplier<? extends RandomGenerator> source) {
        this.clock = clock;
        this.source = source;
    }

    /** The next identifier. */
    public synchronized PictureId next() {
        if (random == null) {
            random = source.get();
        }
        long now = clock.millis();
        if (now > millis) {
            millis = now;
            counter = random.nextInt(COUNTERS / 2);
        } else {
            counter++;
            millis += counter / COUNTERS;
            counter %= COUNTERS;
        }
        long most = millis << 16 | 7L << COUNTER_BITS | counter;
        return new PictureId(new UUID(most, VARIANT | random.nextLong() >>> 2).toString());
    }

    /** From now on gives only identifiers greater than {@code newest}, which an earlier process gave under another clock. */
    synchronized void follow(PictureId newest) {
        if (newest.millis() > millis || (newest.millis() == millis && newest.counter() > counter)) {
            millis = newest.millis();
            counter = newest.counter();
        }
    }

    /** Whether a folder is so old that no identifier given now, or lately, belongs into it. */
    synchronized boolean past(String folder) {
        return Integer.parseInt(folder, 16) + 1 < millis >>> PictureId.FOLDER_SHIFT;
    }
}
