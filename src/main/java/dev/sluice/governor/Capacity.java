package dev.sluice.governor;

import dev.sluice.units.DataSize;

/**
 * What the gate may hand out: what {@link Budget} leaves after everything fixed.
 *
 * @param memory native bytes for work
 * @param heap bytes on the Java heap for work
 * @param cores threads that may compute at once, at least 1
 */
public record Capacity(DataSize memory, DataSize heap, int cores) {

    /** @throws IllegalArgumentException when there is no core */
    public Capacity {
        if (cores < 1) {
            throw new IllegalArgumentException("work needs at least one core, not " + cores);
        }
    }
}
