package dev.sluice.image.rows;

import dev.sluice.units.DataSize;

/** Asked before a reader takes more heap than its price, because a picture turns out to be made to need it. */
@FunctionalInterface
public interface Allowance {

    /**
     * Grants {@code more} bytes of heap until the reader is closed.
     *
     * @throws dev.sluice.failure.Refused when there is no room for them
     */
    void take(DataSize more);
}
