package dev.sluice.governor;

import dev.sluice.units.DataSize;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much may still be written to the disk of the data folder: what is free, less a floor that stays free. Asks the system at
 * most once a second. Safe for threads.
 */
public final class DiskWatch {

    private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);
    private static final long EVERY = Duration.ofSeconds(1).toNanos();

    private record Look(DataSize free, long at) {}

    private final FileStore store;
    private final DataSize floor;
    private final Ticker ticker;
    private final AtomicReference<Look> last;

    /**
     * @param folder exists
     * @param floor what stays free
     * @throws IOException when the folder's disk cannot be asked
     */
    public DiskWatch(Path folder, DataSize floor, Ticker ticker) throws IOException {
        this.store = Files.getFileStore(folder);
        this.floor = floor;
        this.ticker = ticker;
        this.last = new AtomicReference<>(new Look(DataSize.ofBytes(store.getUsableSpace()), ticker.nanos()));
    }

    /** What is free; a disk that does not answer counts as it was. */
    public DataSize free() {
        Look look = last.get();
        long now = ticker.nanos();
        if (now - look.at() < EVERY) {
            return look.free();
        }
        DataSize free = look.free();
        try {
            free = DataSize.ofBytes(store.getUsableSpace());
        } catch (IOException e) {
            LOG.warn("free disk space unknown reason={}", e.getMessage());
        }
        last.set(new Look(free, now));
        return free;
    }

    /**
     * What work may write without touching the floor; nothing where the folder lies in memory, for that is no disk. What open leases
     * have yet to write is the governor's to subtract.
     */
    public DataSize room() {
        return DataSize.ofBytes(inMemory(store) ? 0 : Math.max(0, free().bytes() - floor.bytes()));
    }

    /** Whether what is written there stays in memory, and so counts against the budget. */
    public static boolean inMemory(FileStore store) {
        return store.type().equals("tmpfs") || store.type().equals("ramfs");
    }
}
