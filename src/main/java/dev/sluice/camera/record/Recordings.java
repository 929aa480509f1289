package dev.sluice.camera.record;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.Conflict;
import dev.sluice.failure.NotFound;
import dev.sluice.failure.StoreFailure;
import dev.sluice.units.DataSize;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of all cameras, those that are gone among them: the sessions in {@code <root>/<camera>/<yyyy-MM-dd>/<HH-mm-ss.SSS>/}, in UTC.
 * Holds nothing of them but which are in use. One for each folder and process. Safe for threads.
 */
public final class Recordings {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final SessionFolders folders;
    private final SessionUse use = new SessionUse();
    private final Map<SessionUse.Key, SessionWriter> writing = new ConcurrentHashMap<>();
    private final AtomicLong complete = new AtomicLong();

    /** Held while a session gets its name or loses it. */
    private final ReentrantLock lock = new ReentrantLock();

    /** @param root made when something is recorded; {@code <data>/cameras} */
    public Recordings(Path root) {
        this.folders = new SessionFolders(root);
    }

    static boolean validName(String camera) {
        return NAME.matcher(camera).matches();
    }

    /** @throws BadInput when no camera can have that name */
    static void requireName(String camera) {
        if (!validName(camera)) {
            throw new BadInput(
                    BadInput.Kind.PARAMETER,
                    "a camera's name has 1 to 64 characters, only letters, digits, hyphen and underscore");
        }
    }

    SessionFolders folders() {
        return folders;
    }

    /** Begins a session; it counts as being written until it is closed. */
    SessionWriter begin(String camera, Instant begin, long nanos) throws IOException {
        lock.lock();
        try {
            SessionId id = folders.make(camera, SessionId.of(begin));
            SessionUse.Key key = new SessionUse.Key(camera, id);
            SessionWriter writer = SessionWriter.create(id, folders.folder(camera, id), nanos, () -> written(key));
            writing.put(key, writer);
            return writer;
        } finally {
            lock.unlock();
        }
    }

    private void written(SessionUse.Key key) {
        SessionWriter writer = writing.remove(key);
        complete.addAndGet(writer == null ? 0 : size(writer));
    }

    private static long size(SessionWriter writer) {
        return writer.bytes() + (long) writer.frames() * IndexRecord.BYTES;
    }

    /**
     * Some sessions of a camera, newest first: two files of each are opened, no frame is read.
     *
     * @param before only older ones; null for the newest
     * @throws BadInput when no camera can have that name
     * @throws StoreFailure when the disk cannot be read
     */
    SessionPage page(String camera, @Nullable SessionId before, int limit) {
        requireName(camera);
        List<SessionId> ids;
        try {
            ids = folders.newest(camera, before, limit + 1);
        } catch (IOException e) {
            throw broken("recordings could not be listed", e);
        }
        List<SessionFacts> page = new ArrayList<>(limit);
        for (SessionId id : ids.subList(0, Math.min(limit, ids.size()))) {
            try (SessionReader reader = open(camera, id)) {
                page.add(reader.facts());
            } catch (NotFound gone) {
                // Deleted since the names were listed.
            }
        }
        return new SessionPage(page, ids.size() > limit ? ids.get(limit - 1) : null);
    }

    /**
     * Opens a session; until it is closed it is not deleted.
     *
     * @throws NotFound when there is none
     * @throws StoreFailure when it cannot be read
     */
    SessionReader open(String camera, SessionId id) {
        requireName(camera);
        SessionUse.Key key = new SessionUse.Key(camera, id);
        if (!use.enter(key)) {
            throw new NotFound("the session " + id + " has been deleted");
        }
        try {
            boolean whole = !writing.containsKey(key);
            return SessionReader.open(id, folders.folder(camera, id), whole, () -> use.leave(key));
        } catch (RuntimeException failed) {
            use.leave(key);
            throw failed;
        }
    }

    /**
     * Deletes a session.
     *
     * @throws NotFound when there is none
     * @throws Conflict when it is being written, played or downloaded
     * @throws StoreFailure when the disk does not do it
     */
    void delete(String camera, SessionId id) {
        requireName(camera);
        SessionUse.Key key = new SessionUse.Key(camera, id);
        if (!use.claim(key)) {
            throw new Conflict("the session " + id + " is being played or downloaded: delete it later");
        }
        try {
            long bytes = folders.bytes(camera, id);
            folders.remove(disown(key));
            complete.addAndGet(-bytes);
        } catch (NoSuchFileException gone) {
            throw new NotFound("there is no session " + id + "; GET /cameras/" + camera + "/sessions lists them");
        } catch (IOException e) {
            throw broken("a recording could not be deleted", e);
        } finally {
            use.release(key);
        }
    }

    private Path disown(SessionUse.Key key) throws IOException {
        lock.lock();
        try {
            if (writing.containsKey(key)) {
                throw new Conflict(
                        "the session " + key.session() + " is being recorded: stop the recording, or delete it later");
            }
            return folders.disown(key.camera(), key.session());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Cuts off what a crash left at the end of the newest session of a camera that no record names; removes a session without a frame.
     *
     * @throws StoreFailure when the disk does not do it
     */
    void repairNewest(String camera) {
        try {
            List<SessionId> newest = folders.newest(camera, null, 1);
            if (!newest.isEmpty() && !isWritten(camera, newest.getFirst())) {
                repair(camera, newest.getFirst());
            }
        } catch (NotFound | Conflict changed) {
            return;
        } catch (IOException e) {
            throw broken("a recording could not be repaired", e);
        }
    }

    private void repair(String camera, SessionId id) throws IOException {
        SessionFacts facts;
        try (SessionReader reader = open(camera, id)) {
            facts = reader.facts();
        }
        if (facts.frames() == 0) {
            delete(camera, id);
        } else {
            Path folder = folders.folder(camera, id);
            cutOff(folder.resolve(SessionWriter.FRAMES), facts.bytes().bytes());
            cutOff(folder.resolve(SessionWriter.INDEX), (long) facts.frames() * IndexRecord.BYTES);
        }
    }

    private static void cutOff(Path file, long length) throws IOException {
        if (Files.size(file) > length) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(length);
            }
        }
    }

    private static StoreFailure broken(String what, IOException e) {
        return new StoreFailure(StoreFailure.Kind.BROKEN, what + ": the log says what the disk said", e);
    }

    /** Bytes of all sessions, as far as they were {@linkplain #counted counted}. */
    public DataSize total() {
        long now = writing.values().stream().mapToLong(Recordings::size).sum();
        return DataSize.ofBytes(Math.max(0, complete.get() + now));
    }

    /** How much the sessions that are complete come to, found out anew; what happened meanwhile is counted the next time. */
    void counted(long bytes) {
        complete.set(bytes);
    }

    boolean isWritten(String camera, SessionId id) {
        return writing.containsKey(new SessionUse.Key(camera, id));
    }
}
