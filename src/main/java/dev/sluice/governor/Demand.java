package dev.sluice.governor;

import dev.sluice.units.DataSize;

/**
 * What a piece of work will hold at its worst moment.
 *
 * @param purpose why
 * @param tag which one, for the ledger and the log: a request's id, a camera's name
 * @param memory native memory
 * @param heap memory on the Java heap
 * @param disk bytes that will be written and stay until the work is done
 * @param cores threads that will compute
 */
public record Demand(Purpose purpose, String tag, DataSize memory, DataSize heap, DataSize disk, int cores) {

    /** @throws IllegalArgumentException when {@code cores} is negative */
    public Demand {
        if (cores < 0) {
            throw new IllegalArgumentException("cores cannot be negative: " + cores);
        }
    }

    /** A demand for native memory and one core. */
    public static Demand memory(Purpose purpose, String tag, DataSize memory) {
        return new Demand(purpose, tag, memory, DataSize.ZERO, DataSize.ZERO, 1);
    }
}
