package dev.sluice.store;

import dev.sluice.units.DataSize;

/**
 * What a clean-up removed.
 *
 * @param files number of files
 * @param bytes that were in them
 */
public record Swept(int files, DataSize bytes) {

    static final Swept NOTHING = new Swept(0, DataSize.ZERO);

    Swept plus(Swept other) {
        return new Swept(files + other.files, bytes.plus(other.bytes));
    }
}
