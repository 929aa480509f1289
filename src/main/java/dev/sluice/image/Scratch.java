package dev.sluice.image;

import dev.sluice.failure.StoreFailure;

/** Where a run of the engine gets its temporary files. Safe for threads. */
@FunctionalInterface
public interface Scratch {

    /**
     * A new, empty file, which the run closes.
     *
     * @throws StoreFailure when the disk has no room or cannot be written
     */
    ScratchFile create();
}
