package dev.sluice.image;

import dev.sluice.failure.Refused;
import dev.sluice.governor.Lease;
import dev.sluice.image.rows.Allowance;
import dev.sluice.units.DataSize;

/**
 * Heap beyond the price of a reader, out of the pool that its lease is from.
 *
 * @param lease open for as long as the reader is
 */
record LeasedHeap(Lease lease) implements Allowance {

    /** @throws Refused.TooLarge when it is not free now */
    @Override
    public void take(DataSize more) {
        if (!lease.tryGrowHeap(more)) {
            DataSize held = lease.held().heap();
            throw new Refused.TooLarge("the part of this work on the Java heap", held.plus(more), held);
        }
    }
}
