package dev.sluice.store;

import dev.sluice.units.DataSize;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How many pictures there are. What an earlier process kept is counted folder by folder; one lock holds deletions off while a folder
 * is counted, so that each picture counts once. Pictures put by this process are newer than {@code countUntil} and count themselves.
 */
final class Inventory {

    private static final int FOLDERS_AT_ONCE = 64;

    private final ReentrantLock lock = new ReentrantLock();
    private final ImageIndex index;
    private final PictureIds ids;
    private @Nullable String countUntil;
    private String countedFolder = "";
    private boolean complete;
    private long pictures;
    private long bytes;

    Inventory(ImageIndex index, PictureIds ids) {
        this.index = index;
        this.ids = ids;
    }

    /** Looks for the newest picture of an earlier process, so that identifiers follow it: before the first is given, and once. */
    void prepare() throws IOException {
        lock.lock();
        try {
            if (countUntil == null) {
                List<PictureId> newest = index.newest(null, 1);
                newest.forEach(ids::follow);
                countUntil = newest.isEmpty() ? "" : newest.getFirst().text();
            }
        } finally {
            lock.unlock();
        }
    }

    Totals totals() {
        lock.lock();
        try {
            // A picture can be found and deleted in the moment before it counts itself.
            return new Totals(Math.max(0, pictures), DataSize.ofBytes(Math.max(0, bytes)), complete);
        } finally {
            lock.unlock();
        }
    }

    void added(long size) {
        lock.lock();
        try {
            pictures++;
            bytes += size;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Removes the files of a picture, the sidecar first.
     *
     * @param image its file; empty when it is not known since the sidecar is damaged
     * @return whether there was such a picture
     */
    boolean remove(PictureId id, Optional<Path> image) throws IOException {
        lock.lock();
        try {
            if (!Files.deleteIfExists(index.sidecar(id))) {
                return false;
            }
            long freed = image.isPresent() ? removeFile(image.get()) : removeFiles(id);
            if (isNew(id) || id.folder().compareTo(countedFolder) <= 0) {
                pictures--;
                bytes -= freed;
            }
            removeIfEmpty(id.folder());
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isNew(PictureId id) {
        return countUntil != null && id.text().compareTo(countUntil) > 0;
    }

    private static long removeFile(Path file) throws IOException {
        try {
            long size = Files.size(file);
            Files.delete(file);
            return size;
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private long removeFiles(PictureId id) throws IOException {
        long size = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(index.folder(id.folder()), id + ".*")) {
            for (Path file : files) {
                size += removeFile(file);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return size;
    }

    private void removeIfEmpty(String folder) throws IOException {
        try {
            if (ids.past(folder)) {
                Files.deleteIfExists(index.folder(folder));
            }
        } catch (DirectoryNotEmptyException e) {
            // Others are still in it.
        }
    }

    /**
     * Counts the folders not counted yet and removes pictures without a sidecar.
     *
     * @param arriving pictures whose sidecar is about to be written
     */
    Swept recover(Set<PictureId> arriving) throws IOException {
        prepare();
        Swept swept = Swept.NOTHING;
        List<String> folders = index.foldersAfter(countedFolder(), FOLDERS_AT_ONCE);
        while (!folders.isEmpty()) {
            for (String folder : folders) {
                swept = swept.plus(recover(folder, arriving));
            }
            folders = index.foldersAfter(folders.getLast(), FOLDERS_AT_ONCE);
        }
        lock.lock();
        try {
            complete = true;
            return swept;
        } finally {
            lock.unlock();
        }
    }

    private String countedFolder() {
        lock.lock();
        try {
            return countedFolder;
        } finally {
            lock.unlock();
        }
    }

    private Swept recover(String folder, Set<PictureId> arriving) throws IOException {
        lock.lock();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(index.folder(folder))) {
            Swept swept = Swept.NOTHING;
            int morePictures = 0;
            long moreBytes = 0;
            for (Path file : files) {
                String name = file.getFileName().toString();
                PictureId id = ImageIndex.idOf(name);
                if (id == null) {
                    continue;
                }
                boolean sidecar = ImageIndex.isSidecar(name);
                if (!sidecar && !arriving.contains(id) && !Files.exists(index.sidecar(id))) {
                    swept = swept.plus(new Swept(1, DataSize.ofBytes(removeFile(file))));
                } else if (!isNew(id)) {
                    morePictures += sidecar ? 1 : 0;
                    moreBytes += sidecar ? 0 : Files.size(file);
                }
            }
            pictures += morePictures;
            bytes += moreBytes;
            countedFolder = folder;
            removeIfEmpty(folder);
            return swept;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } finally {
            lock.unlock();
        }
    }
}
