package dev.sluice.store;

import dev.sluice.failure.Conflict;
import dev.sluice.failure.Refused;
import dev.sluice.failure.SluiceException;
import dev.sluice.failure.StoreFailure;
import dev.sluice.governor.DiskWatch;
import dev.sluice.units.DataSize;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds everything Sluice keeps, owned by one server at a time.
 *
 * <p>All temporary files are made in {@code spool}, so what a crash leaves is found in one place. Open it once in a process: on
 * Linux a second opening would take the lock away from the first (fcntl(2), advisory record locks). Safe for threads.
 */
public final class DataFolder implements AutoCloseable {

    private static final List<String> FOLDERS =
            List.of("spool", "images", "digests", "channels", "quarantine", "crash", "cameras");
    private static final DataSize NEARLY_FULL = DataSize.ofKibibytes(64);

    private final Path root;
    private final FileChannel lock;
    private final FileStore disk;
    private final String temporaryPrefix =
            Long.toHexString(ThreadLocalRandom.current().nextLong());
    private final AtomicLong temporaries = new AtomicLong();

    private DataFolder(Path root, FileChannel lock, FileStore disk) {
        this.root = root;
        this.lock = lock;
        this.disk = disk;
    }

    /**
     * Opens the folder, makes what is missing of it, and tries whether it can be written.
     *
     * @throws Conflict when another server uses it
     * @throws StoreFailure when it cannot be made or written, or when its parts lie on different file systems
     */
    public static DataFolder open(Path root) {
        FileChannel lock = null;
        try {
            for (String name : FOLDERS) {
                Files.createDirectories(root.resolve(name));
            }
            lock = FileChannel.open(
                    root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            own(lock);
            DataFolder folder = new DataFolder(root, lock, Files.getFileStore(root));
            folder.tryToWrite();
            return folder;
        } catch (IOException e) {
            closeQuietly(lock, e);
            throw failure("the data folder could not be opened", e, null);
        } catch (SluiceException e) {
            closeQuietly(lock, e);
            throw e;
        }
    }

    private static void own(FileChannel channel) throws IOException {
        if (!lock(channel)) {
            ByteBuffer process = ByteBuffer.allocate(20);
            int length = Math.max(0, channel.read(process, 0));
            throw new Conflict("another server (process "
                    + new String(process.array(), 0, length, StandardCharsets.US_ASCII)
                    + ") uses the data folder: stop it, or give this one a folder of its own with --data");
        }
        channel.truncate(0);
        String process = Long.toString(ProcessHandle.current().pid());
        channel.write(ByteBuffer.wrap(process.getBytes(StandardCharsets.US_ASCII)), 0);
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel, Throwable reason) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private void tryToWrite() throws IOException {
        Path from = temporary("trial");
        Path to = images().resolve(from.getFileName());
        try {
            Files.write(from, new byte[1], StandardOpenOption.CREATE_NEW);
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new StoreFailure(
                    StoreFailure.Kind.BROKEN,
                    "spool and images of the data folder lie on different file systems: pictures are kept by renaming"
                            + " them, so both must be on one",
                    e);
        } finally {
            Files.deleteIfExists(from);
            Files.deleteIfExists(to);
        }
    }

    /**
     * A watch over the free space of the disk.
     *
     * @param floor what stays free
     */
    public DiskWatch watch(DataSize floor, Ticker ticker) {
        try {
            return new DiskWatch(root, floor, ticker);
        } catch (IOException e) {
            throw failure("the disk of the data folder could not be asked", e);
        }
    }

    /** Where a JVM that crashes leaves its report: {@code -XX:ErrorFile=<data>/crash/hs_err_pid%p.log}. */
    public Path crash() {
        return root.resolve("crash");
    }

    /** Where the image proxy keeps what it may lose; made by whoever uses it. */
    public Path cache() {
        return root.resolve("cache");
    }

    /** The definitions of the cameras; written by whoever keeps them. */
    public Path cameras() {
        return root.resolve("cameras.json");
    }

    /** What was recorded of cameras. */
    public Path recordings() {
        return root.resolve("cameras");
    }

    /** Free bytes that this process may use. */
    public DataSize free() {
        try {
            return DataSize.ofBytes(disk.getUsableSpace());
        } catch (IOException e) {
            throw failure("the free space could not be asked for", e);
        }
    }

    /** Whether the folder lies in memory, so that what is kept in it counts against the budget. */
    public boolean inMemory() {
        return DiskWatch.inMemory(disk);
    }

    Path spool() {
        return root.resolve("spool");
    }

    Path images() {
        return root.resolve("images");
    }

    Path digests() {
        return root.resolve("digests");
    }

    Path channels() {
        return root.resolve("channels");
    }

    Path quarantine() {
        return root.resolve("quarantine");
    }

    /**
     * Refuses what would leave less than {@code floor} free.
     *
     * @return what may be written
     * @throws StoreFailure FULL
     */
    DataSize requireRoom(DataSize more, DataSize floor) {
        DataSize free = free();
        if (free.compareTo(floor.plus(more)) < 0) {
            throw new StoreFailure(
                    StoreFailure.Kind.FULL,
                    "the disk is full: " + free.rounded() + " are free and " + floor.rounded()
                            + " of it stay free (store.disk-floor): free some space or keep fewer pictures"
                            + " (store.max-bytes)");
        }
        return free.minus(floor);
    }

    /** Replaces a small file by one of these bytes, flushed to the disk, or leaves it as it was. */
    void replace(Path target, byte[] bytes) throws IOException {
        Path temporary = temporary("record");
        try {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            moveInto(temporary, target);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Renames a flushed file and flushes the folder it is then in. */
    void moveInto(Path file, Path target) throws IOException {
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        flush(target.resolveSibling(""));
    }

    /** Waits until a file, or the names in a folder, are on the disk: fsync(2), which does not need the right to write. */
    void flush(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** A new name in {@code spool}, with a label that is fit for a file name at its end. */
    Path temporary(String label) {
        return spool().resolve(temporaryPrefix + "-" + temporaries.incrementAndGet() + "-" + label);
    }

    /** What an {@code IOException} means to the one who asked; {@code what} says what did not happen. */
    SluiceException failure(String what, IOException e) {
        return failure(what, e, disk);
    }

    private static SluiceException failure(String what, IOException e, @Nullable FileStore disk) {
        if (e instanceof ClosedByInterruptException) {
            return new Refused.Draining();
        }
        // The text is strerror(3)'s and so may be in the user's language: the free space is asked as well.
        String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (e instanceof AccessDeniedException || reason.contains("read-only file system")) {
            return new StoreFailure(
                    StoreFailure.Kind.READ_ONLY,
                    what + ": the data folder may only be read; check its owner, its mode and how the disk is mounted",
                    e);
        }
        if (reason.contains("no space left on device") || reason.contains("disk quota exceeded") || nearlyFull(disk)) {
            return new StoreFailure(
                    StoreFailure.Kind.FULL,
                    what + ": the disk is full; free some space or keep fewer pictures (store.max-bytes)",
                    e);
        }
        return new StoreFailure(
                StoreFailure.Kind.BROKEN,
                what + ": the disk did not do what it was asked; the log says what it said",
                e);
    }

    private static boolean nearlyFull(@Nullable FileStore disk) {
        try {
            return disk != null && disk.getUsableSpace() < NEARLY_FULL.bytes();
        } catch (IOException e) {
            return false;
        }
    }

    /** Lets another server use the folder. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw failure("the data folder could not be closed", e);
        }
    }
}
