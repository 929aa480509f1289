package dev.sluice.cache;

import dev.sluice.units.DataSize;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one tier holds now.
 *
 * @param name of the tier
 * @param entries how many; -1 when the tier does not know
 * @param bytes that they take; zero when the tier does not know
 * @param most bytes that they may take; zero when others decide
 * @param oldest when the oldest of them was kept; null when there is none, or the tier does not know
 * @param newest when the newest of them was kept
 * @param working whether the tier answers
 */
public record TierStatus(
        String name,
        long entries,
        DataSize bytes,
        DataSize most,
        @Nullable Instant oldest,
        @Nullable Instant newest,
        boolean working) {}
