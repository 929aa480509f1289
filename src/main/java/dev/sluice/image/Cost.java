package dev.sluice.image;

import dev.sluice.units.DataSize;
import java.time.Duration;

/**
 * What a plan takes at its worst moment.
 *
 * @param memory native bytes beyond the idle process, file mappings excluded
 * @param heap bytes on the Java heap
 * @param duration how long a slow machine of this kind takes, for refusing what cannot end in time
 */
public record Cost(DataSize memory, DataSize heap, Duration duration) {}
