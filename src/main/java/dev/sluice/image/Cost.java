package dev.sluice.image;

import dev.sluice.governor.Demand;
import dev.sluice.governor.Purpose;
import dev.sluice.units.DataSize;
import java.time.Duration;

/**
 * What a plan takes at its worst moment.
 *
 * @param memory native bytes beyond the idle process, file mappings excluded
 * @param heap bytes on the Java heap
 * @param disk bytes of pixels that are kept in a temporary file
 * @param duration how long a slow machine of this kind takes, for refusing what cannot end in time
 */
public record Cost(DataSize memory, DataSize heap, DataSize disk, Duration duration) {

    /** What the gate is asked for. */
    public Demand demand(Purpose purpose, String tag, int cores) {
        return new Demand(purpose, tag, memory, heap, disk, cores);
    }
}
