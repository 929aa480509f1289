package dev.sluice.camera.record;

import dev.sluice.failure.StoreFailure;
import dev.sluice.governor.DiskWatch;
import dev.sluice.units.DataSize;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much may be recorded before {@code camera.record.disk-floor} is reached. Asks the system at most once a second. Safe for threads. */
public final class RecordingDisk {

    /** What old recordings are deleted for in time, so that recording does not come to a stop. */
    private static final long MARGIN = 256L << 20;

    private final DiskWatch watch;
    private final boolean inMemory;

    private RecordingDisk(DiskWatch watch, boolean inMemory) {
        this.watch = watch;
        this.inMemory = inMemory;
    }

    /**
     * The disk of a folder.
     *
     * @param folder exists
     * @throws StoreFailure when the disk cannot be asked
     */
    public static RecordingDisk of(Path folder, DiskFloor floor, Ticker ticker) {
        try {
            FileStore store = Files.getFileStore(folder);
            DataSize least = floor.of(DataSize.ofBytes(Math.max(0, store.getTotalSpace())));
            return new RecordingDisk(new DiskWatch(folder, least, ticker), DiskWatch.inMemory(store));
        } catch (IOException e) {
            throw new StoreFailure(StoreFailure.Kind.BROKEN, "the disk of the recordings could not be asked", e);
        }
    }

    /** What may be written before the floor; nothing where the folder lies in memory, for that is no disk. */
    public DataSize room() {
        return watch.room();
    }

    /** What should be deleted so that recording can go on; nothing where the folder lies in memory, for that would not help. */
    public DataSize missing() {
        return DataSize.ofBytes(inMemory ? 0 : Math.max(0, MARGIN - room().bytes()));
    }
}
