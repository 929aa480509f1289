package dev.sluice.store;

import dev.sluice.failure.NotFound;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kept pictures, in files. A picture exists once its sidecar does, which is written last; whatever else a crash leaves is removed
 * by {@link #recover}. The same picture put twice is kept once.
 *
 * <p>Holds nothing but counts, whatever the number of pictures. Safe for threads. Every method that reads or writes throws
 * {@link dev.sluice.failure.StoreFailure} when the disk does not do its part, and then nothing of what it was to write remains.
 */
public final class BlobStore {

    private static final Logger LOG = LoggerFactory.getLogger(BlobStore.class);
    private static final int STRIPES = 16;

    private final DataFolder folder;
    private final PictureIds ids;
    private final InstantSource clock;
    private final ImageIndex index;
    private final DigestIndex digests;
    private final Inventory inventory;
    private final Lock[] stripes = new Lock[STRIPES];
    private final Set<PictureId> arriving = ConcurrentHashMap.newKeySet();

    /** A store that reads nothing before it is asked to; what is in it is counted by {@link #recover}. */
    public BlobStore(DataFolder folder, PictureIds ids, InstantSource clock) {
        this.folder = folder;
        this.ids = ids;
        this.clock = clock;
        this.index = new ImageIndex(folder.images());
        this.digests = new DigestIndex(folder);
        this.inventory = new Inventory(index, ids);
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new ReentrantLock();
        }
    }

    /**
     * Keeps a picture: moves its file here, unless the same is here already. The caller closes the file in either case.
     *
     * @return the picture, which is an older one when there is one with the same key
     */
    public Picture put(SpoolFile file, Facts facts) {
        Lock stripe = stripe(facts.key());
        stripe.lock();
        try {
            Optional<Picture> same = lookUp(facts.key());
            return same.isPresent() ? same.get() : keep(file, facts);
        } finally {
            stripe.unlock();
        }
    }

    private Picture keep(SpoolFile file, Facts facts) {
        try {
            inventory.prepare();
            Picture picture = new Picture(ids.next(), file.size(), clock.instant(), facts);
            arriving.add(picture.id());
            try {
                write(file, picture);
            } finally {
                arriving.remove(picture.id());
            }
            inventory.added(picture.bytes().bytes());
            return picture;
        } catch (IOException e) {
            throw folder.failure("the picture could not be kept", e);
        }
    }

    private void write(SpoolFile file, Picture picture) throws IOException {
        PictureId id = picture.id();
        Path parent = index.folder(id.folder());
        if (!Files.isDirectory(parent)) {
            Files.createDirectories(parent);
            folder.flush(folder.images());
        }
        try {
            file.moveTo(index.image(picture));
            folder.replace(index.sidecar(id), picture.sheet().bytes());
            digests.put(picture.facts().key(), id);
        } catch (IOException e) {
            Files.deleteIfExists(index.sidecar(id));
            Files.deleteIfExists(index.image(picture));
            throw e;
        }
    }

    /** The picture of that name. One whose facts or file are damaged is reported in the log and does not exist. */
    public Optional<Picture> find(PictureId id) {
        try {
            Picture picture = Sheet.read(index.sidecar(id), Picture::of);
            boolean whole = picture.id().equals(id)
                    && Files.size(index.image(picture)) == picture.bytes().bytes();
            if (!whole) {
                throw new Sheet.Damaged("the picture beside it is another one");
            }
            return Optional.of(picture);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (Sheet.Damaged e) {
            LOG.warn("kept picture damaged, left out id={} reason={}", id, e.getMessage());
            return Optional.empty();
        } catch (IOException e) {
            throw folder.failure("the facts of a picture could not be read", e);
        }
    }

    /**
     * The picture kept for a key, if there is one: worth asking before a picture is made.
     *
     * @throws IllegalArgumentException when {@code key} is not as {@link Facts#key()} has to be
     */
    public Optional<Picture> byKey(String key) {
        Facts.requireKey(key);
        Lock stripe = stripe(key);
        stripe.lock();
        try {
            return lookUp(key);
        } finally {
            stripe.unlock();
        }
    }

    private Optional<Picture> lookUp(String key) {
        try {
            Optional<PictureId> id = digests.find(key);
            Optional<Picture> picture =
                    id.flatMap(this::find).filter(found -> found.facts().key().equals(key));
            if (id.isPresent() && picture.isEmpty()) {
                digests.remove(key, id.get());
            }
            return picture;
        } catch (IOException e) {
            throw folder.failure("the kept pictures could not be searched", e);
        }
    }

    /** The file of a picture, for the engine: to be read only. It may be deleted at any time. */
    public Path path(Picture picture) {
        return index.image(picture);
    }

    /**
     * Opens the file of a picture, for sending; the caller closes it. It can be read to its end even when it is deleted meanwhile.
     *
     * @throws NotFound when it was deleted
     */
    public FileChannel open(Picture picture) {
        try {
            return FileChannel.open(index.image(picture), StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw new NotFound("the picture " + picture.id() + " has been deleted");
        } catch (IOException e) {
            throw folder.failure("a picture could not be read", e);
        }
    }

    /**
     * Up to {@code limit} pictures, the newest first. Holds that many in memory.
     *
     * @param after the {@code next} of the page before; null for the first page
     */
    public Page page(@Nullable PictureId after, int limit) {
        try {
            List<PictureId> found = index.newest(after, limit + 1);
            boolean more = found.size() > limit;
            List<Picture> readable = new ArrayList<>();
            for (PictureId id : more ? found.subList(0, limit) : found) {
                find(id).ifPresent(readable::add);
            }
            return new Page(readable, more ? found.get(limit - 1) : null);
        } catch (IOException e) {
            throw folder.failure("the kept pictures could not be listed", e);
        }
    }

    /** Up to {@code count} of the oldest pictures, the oldest first, damaged ones too. */
    List<PictureId> oldest(int count) {
        try {
            return index.oldest(count);
        } catch (IOException e) {
            throw folder.failure("the kept pictures could not be listed", e);
        }
    }

    /**
     * Deletes a picture, damaged or not.
     *
     * @return whether there was one
     */
    public boolean delete(PictureId id) {
        Optional<Picture> known = find(id);
        try {
            boolean deleted = inventory.remove(id, known.map(index::image));
            if (known.isPresent()) {
                forget(known.get());
            }
            return deleted;
        } catch (IOException e) {
            throw folder.failure("a picture could not be deleted", e);
        }
    }

    private void forget(Picture picture) throws IOException {
        Lock stripe = stripe(picture.facts().key());
        stripe.lock();
        try {
            digests.remove(picture.facts().key(), picture.id());
        } finally {
            stripe.unlock();
        }
    }

    /** What is kept, as far as it has been counted. */
    public Totals totals() {
        return inventory.totals();
    }

    /**
     * Counts what an earlier process kept and removes what its crash left. Reads every name once; for a background thread, once, after
     * the start. After a failure it may be called again and goes on where it was.
     *
     * @return what was removed
     */
    public Swept recover() {
        try {
            return inventory.recover(arriving);
        } catch (IOException e) {
            throw folder.failure("the kept pictures could not be counted", e);
        }
    }

    private Lock stripe(String key) {
        return stripes[Math.floorMod(key.hashCode(), STRIPES)];
    }
}
