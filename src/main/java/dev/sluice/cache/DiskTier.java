package dev.sluice.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.sluice.failure.CannotStart;
import dev.sluice.failure.SluiceException;
import dev.sluice.units.DataSize;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entries as files of one folder, 256 folders wide. What is given up for something new is decided by W-TinyLFU (Caffeine) over sizes: an
 * entry is counted, and room is made for it, before it is written. Answers come from mappings, without a copy.
 *
 * <p>Heap: {@link PictureCache#HEAP_PER_ENTRY} bytes an entry. At start the folder is listed in the background and no file is read; an entry asked for before that
 * is found all the same. A file is looked through by its check sums when it is first mapped. Safe for threads.
 */
final class DiskTier implements Tier {

    private static final Logger LOG = LoggerFactory.getLogger(DiskTier.class);

    /** What file systems give out at once. */
    private static final int BLOCK = 4096;

    private static final String TEMPORARY = "temporary";

    private final Path folder;
    private final DataSize most;
    private final Supplier<DataSize> room;
    private final Cache<CacheKey, DiskEntry> index;
    private final Queue<Dropped> dropped = new ConcurrentLinkedQueue<>();
    private final MappedEntries mapped = new MappedEntries();
    private final AtomicLong temporaries = new AtomicLong();
    private final Object names = new Object();
    private final Thread listing;
    private volatile boolean listed;
    private volatile boolean closed;

    private record Dropped(CacheKey key, DiskEntry entry) {}

    /**
     * @param folder made when it is missing; nobody else uses it
     * @param most bytes of all files
     * @param mostEntries files at most; each counts for at least its share of {@code most}
     * @param room what may be written to the disk
     * @throws CannotStart when the folder cannot be made
     */
    DiskTier(Path folder, DataSize most, int mostEntries, Supplier<DataSize> room) {
        this.folder = folder;
        this.most = most;
        this.room = room;
        int least = Math.toIntExact(Math.min(Integer.MAX_VALUE, Math.ceilDiv(most.bytes(), mostEntries)));
        index = Caffeine.newBuilder()
                .maximumWeight(most.bytes())
                .weigher((CacheKey _, DiskEntry entry) -> Math.max(least, blocks(entry.size())))
                .executor(Runnable::run)
                .removalListener(this::removed)
                .build();
        try {
            Files.createDirectories(folder.resolve(TEMPORARY));
        } catch (IOException e) {
            throw new CannotStart("the folder of the cache cannot be made: " + e.getMessage(), e);
        }
        listing = Thread.ofVirtual().name("cache-listing").start(this::list);
    }

    private static int blocks(int size) {
        return Math.ceilDiv(size, BLOCK) * BLOCK;
    }

    @Override
    public String name() {
        return "disk";
    }

    private Path path(CacheKey key) {
        String name = key.toString();
        return folder.resolve(name.substring(0, 2)).resolve(name);
    }

    @Override
    public @Nullable Cached find(CacheKey key) {
        DiskEntry entry = index.getIfPresent(key);
        if (entry == null) {
            entry = listed ? null : adopt(key);
        }
        if (entry == null) {
            return null;
        }
        try {
            Cached found = entry.open(path(key));
            if (found != null) {
                mapped.used(entry);
            }
            return found;
        } catch (NoSuchFileException gone) {
            index.asMap().remove(key, entry);
        } catch (IOException damaged) {
            LOG.warn("cached entry dropped key={} reason=\"{}\"", key, damaged.getMessage());
            index.asMap().remove(key, entry);
        }
        settle();
        return null;
    }

    /** Takes a file of an earlier run into the index. */
    private @Nullable DiskEntry adopt(CacheKey key) {
        try {
            BasicFileAttributes file = Files.readAttributes(path(key), BasicFileAttributes.class);
            if (!file.isRegularFile() || file.size() > Integer.MAX_VALUE) {
                return null;
            }
            int stored = Math.toIntExact(file.lastModifiedTime().toInstant().getEpochSecond());
            DiskEntry entry = new DiskEntry((int) file.size(), stored, true);
            DiskEntry known = index.asMap().putIfAbsent(key, entry);
            settle();
            return known == null ? entry : known;
        } catch (IOException missing) {
            return null;
        }
    }

    private void list() {
        try (Stream<Path> folders = Files.list(folder)) {
            folders.takeWhile(_ -> !closed).forEach(this::listFolder);
        } catch (IOException e) {
            LOG.warn("cache not listed, entries are found as they are asked for reason=\"{}\"", e.getMessage());
            return;
        }
        listed = !closed;
    }

    private void listFolder(Path sub) {
        boolean temporary = sub.endsWith(TEMPORARY);
        try (Stream<Path> files = Files.list(sub)) {
            files.takeWhile(_ -> !closed).forEach(file -> {
                String name = Objects.toString(file.getFileName());
                if (!temporary) {
                    CacheKey.parse(name).filter(key -> path(key).equals(file)).ifPresent(this::adopt);
                } else if (!name.startsWith(run())) {
                    delete(file);
                }
            });
        } catch (IOException unreadable) {
            LOG.warn("part of the cache not listed reason=\"{}\"", unreadable.getMessage());
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException left) {
            LOG.warn("file of the cache not removed file={}", file.getFileName(), left);
        }
    }

    private static String run() {
        return ProcessHandle.current().pid() + "-";
    }

    @Override
    public boolean keep(CacheKey key, Label label, Body body) {
        byte[] text = LabelText.write(label);
        long size = EntryFile.size(text, body);
        if (text.length > LabelText.LONGEST
                || size > most.bytes()
                || size > room.get().bytes()
                || closed) {
            return false;
        }
        DiskEntry entry = new DiskEntry((int) size, (int) label.stored().getEpochSecond(), false);
        index.put(key, entry);
        index.cleanUp();
        Path temporary = folder.resolve(TEMPORARY).resolve(run() + temporaries.incrementAndGet());
        boolean kept = false;
        try {
            if (current(key, entry)) {
                EntryFile.write(temporary, text, body);
                kept = place(temporary, key, entry);
            }
        } catch (IOException | SluiceException unwritten) {
            LOG.warn("entry not cached key={} reason=\"{}\"", key, unwritten.getMessage());
        }
        if (!kept) {
            delete(temporary);
            index.asMap().remove(key, entry);
        }
        settle();
        return kept;
    }

    private boolean current(CacheKey key, DiskEntry entry) {
        return index.policy().getIfPresentQuietly(key) == entry;
    }

    private boolean place(Path temporary, CacheKey key, DiskEntry entry) throws IOException {
        Path target = path(key);
        Files.createDirectories(target.resolveSibling(""));
        synchronized (names) {
            if (!current(key, entry)) {
                return false;
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            entry.appear();
            return true;
        }
    }

    @Override
    public void remove(CacheKey key) {
        index.invalidate(key);
        if (!listed) {
            delete(path(key));
        }
        settle();
    }

    private void removed(@Nullable CacheKey key, @Nullable DiskEntry entry, RemovalCause cause) {
        if (key != null && entry != null && !closed) {
            dropped.add(new Dropped(key, entry));
        }
    }

    /** Deletes the files of what the index has let go, which must not be done from inside it. */
    private void settle() {
        for (Dropped next = dropped.poll(); next != null; next = dropped.poll()) {
            mapped.forget(next.entry());
            next.entry().drop();
            synchronized (names) {
                DiskEntry now = index.policy().getIfPresentQuietly(next.key());
                if (next.entry().written() && (now == null || !now.written())) {
                    delete(path(next.key()));
                }
            }
        }
    }

    @Override
    public Stream<Listed> entries() {
        return index.asMap().entrySet().stream()
                .filter(each -> each.getValue().written())
                .map(each -> labelled(each.getKey()))
                .filter(Objects::nonNull);
    }

    private @Nullable Listed labelled(CacheKey key) {
        try (FileChannel channel = FileChannel.open(path(key))) {
            EntryFile.Content content = EntryFile.label(channel);
            return new Listed(key, content.label(), content.length());
        } catch (IOException damagedOrGone) {
            return null;
        }
    }

    @Override
    public TierStatus status() {
        long bytes = 0;
        long entries = 0;
        int oldest = Integer.MAX_VALUE;
        int newest = 0;
        for (DiskEntry entry : index.asMap().values()) {
            bytes += entry.size();
            entries++;
            oldest = Math.min(oldest, entry.stored());
            newest = Math.max(newest, entry.stored());
        }
        boolean empty = entries == 0;
        return new TierStatus(
                name(),
                entries,
                DataSize.ofBytes(bytes),
                most,
                empty ? null : Instant.ofEpochSecond(oldest),
                empty ? null : Instant.ofEpochSecond(newest),
                true);
    }

    /** Entries that are read go on; the files stay for the next start. */
    @Override
    public void close() {
        closed = true;
        try {
            listing.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        index.asMap().values().forEach(DiskEntry::drop);
    }
}
