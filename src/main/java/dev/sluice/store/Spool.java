package dev.sluice.store;

import dev.sluice.governor.MemoryFiles;
import dev.sluice.units.DataSize;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Temporary files, each owned by a request and gone with it. Holds one open file and some 200 bytes for each, so there are never
 * more than the process may open. Safe for threads.
 */
public final class Spool {

    private static final int EXAMINED_PER_SWEEP = 4096;
    private static final int MAX_OWNER = 40;

    private final DataFolder folder;
    private final DataSize floor;
    private final Duration age;
    private final MemoryFiles memory;
    private final Set<String> owned = ConcurrentHashMap.newKeySet();

    /**
     * @param floor free bytes that stay on the disk
     * @param age from which a file that nobody owns is removed
     * @param memory for small files; stays the caller's to close
     */
    public Spool(DataFolder folder, DataSize floor, Duration age, MemoryFiles memory) {
        this.folder = folder;
        this.floor = floor;
        this.age = age;
        this.memory = memory;
    }

    /**
     * A new, empty temporary file, which the caller closes.
     *
     * @param owner who it is for, as a request's identifier: part of its name, so that a leftover can be explained
     * @throws dev.sluice.failure.StoreFailure when the disk has no room or cannot be written
     */
    public SpoolFile create(String owner) {
        return create(owner, false);
    }

    /** As {@link #create}, and the SHA-256 of what is written is computed on the way: for what will be kept. */
    public SpoolFile createDigested(String owner) {
        return create(owner, true);
    }

    /**
     * As {@link #create}, for at most {@code length} bytes, which are kept in memory when they are few and there is room. Such a file
     * cannot be put into the store. When nobody reads it any more, the caller says so by {@link SpoolFile#settle} before it closes it.
     *
     * @param length -1 when it is not known
     */
    public SpoolFile createFor(String owner, long length) {
        if (length < 0 || length > MemoryFiles.LARGEST) {
            return create(owner);
        }
        return memory.take().map(file -> inMemory(file, length)).orElseGet(() -> create(owner));
    }

    private SpoolFile inMemory(Path file, long length) {
        String name = "memory-" + file.getFileName();
        owned.add(name);
        try {
            return SpoolFile.inMemory(this, memory, name, file, length);
        } catch (IOException e) {
            released(name);
            memory.giveBack(file, false);
            throw folder.failure("a file in memory could not be opened", e);
        }
    }

    /** Gives the memory of small files that are not in use back to the system. */
    public void trim() {
        memory.trim();
    }

    private SpoolFile create(String owner, boolean digested) {
        folder.requireRoom(DataSize.ZERO, floor);
        Path file = folder.temporary(harmless(owner));
        String name = file.getFileName().toString();
        owned.add(name);
        try {
            return SpoolFile.create(this, name, file, digested);
        } catch (IOException e) {
            owned.remove(name);
            throw folder.failure("a temporary file could not be made", e);
        }
    }

    private static String harmless(String owner) {
        StringBuilder kept = new StringBuilder();
        for (int i = 0; i < Math.min(owner.length(), MAX_OWNER); i++) {
            char c = owner.charAt(i);
            kept.append(c < 128 && Character.isLetterOrDigit(c) ? c : '_');
        }
        return kept.toString();
    }

    DataFolder folder() {
        return folder;
    }

    DataSize floor() {
        return floor;
    }

    void released(String name) {
        owned.remove(name);
    }

    /** How many temporary files are owned now. */
    public int owned() {
        return owned.size();
    }

    /**
     * Removes old files that nobody owns, as a crash leaves them. Looks at {@value #EXAMINED_PER_SWEEP} files at most, the rest is
     * for the next time.
     *
     * @throws dev.sluice.failure.StoreFailure when the disk cannot be read or written
     */
    public Swept sweep(Instant now) {
        try {
            return removeLeftovers(now.minus(age));
        } catch (IOException e) {
            throw folder.failure("temporary files could not be cleaned up", e);
        }
    }

    private Swept removeLeftovers(Instant before) throws IOException {
        Swept swept = Swept.NOTHING;
        int examined = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.spool())) {
            for (Path file : files) {
                if (++examined > EXAMINED_PER_SWEEP) {
                    break;
                }
                swept = swept.plus(removeLeftover(file, before));
            }
            return swept;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private Swept removeLeftover(Path file, Instant before) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            boolean old = attributes.lastModifiedTime().toInstant().isBefore(before);
            if (!old
                    || !attributes.isRegularFile()
                    || owned.contains(file.getFileName().toString())) {
                return Swept.NOTHING;
            }
            Files.delete(file);
            return new Swept(1, DataSize.ofBytes(attributes.size()));
        } catch (NoSuchFileException e) {
            return Swept.NOTHING;
        }
    }
}
