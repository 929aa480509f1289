package dev.sluice.camera.record;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The folders of sessions: {@code camera/date/time}. A listing holds as many names as were asked for, however many there are. Names that are
 * none of a session are left alone, but what a deletion left behind. Immutable.
 */
final class SessionFolders {

    /** Comes after the name of a session that is being deleted. */
    private static final String DELETED = ".deleted";

    /** A folder is deleted when it is empty, maybe in the moment in which something is to be put into it. */
    private static final int TRIES = 5;

    private final Path root;

    SessionFolders(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    Path folder(String camera, SessionId id) {
        return id.in(root.resolve(camera));
    }

    /** Makes the folder of a session that begins then, under the next name that is free. */
    SessionId make(String camera, SessionId wanted) throws IOException {
        SessionId id = wanted;
        for (int tries = 0; tries < TRIES; ) {
            Path folder = folder(camera, id);
            try {
                Files.createDirectories(folder.resolveSibling(""));
                Files.createDirectory(folder);
                return id;
            } catch (FileAlreadyExistsException taken) {
                id = id.next().orElseThrow(() -> taken);
            } catch (NoSuchFileException removed) {
                tries++;
            }
        }
        throw new NoSuchFileException("the folder of a day vanishes while it is made");
    }

    /** Cameras of which there is a folder, at most so many. */
    List<String> cameras(int most) throws IOException {
        return names(root, most, Comparator.naturalOrder(), Recordings::validName);
    }

    /** Sessions of a camera, from the newest on, older than the one given if one is given. */
    List<SessionId> newest(String camera, @Nullable SessionId before, int most) throws IOException {
        return sessions(camera, most, Comparator.reverseOrder(), id -> before == null || id.compareTo(before) < 0);
    }

    /** Sessions of a camera, from the oldest on, newer than the one given if one is given. */
    List<SessionId> oldest(String camera, @Nullable SessionId after, int most) throws IOException {
        return sessions(camera, most, Comparator.naturalOrder(), id -> after == null || id.compareTo(after) > 0);
    }

    private List<SessionId> sessions(String camera, int most, Comparator<String> order, Predicate<SessionId> wanted)
            throws IOException {
        List<SessionId> found = new ArrayList<>();
        Path folder = root.resolve(camera);
        // As many days as anybody keeps: a name is 100 bytes.
        for (String day : names(folder, 10_000, order, SessionFolders::isDay)) {
            if (found.size() < most) {
                names(
                                folder.resolve(day),
                                most - found.size(),
                                order,
                                time -> id(day, time).filter(wanted).isPresent())
                        .forEach(time -> found.add(new SessionId(day, time)));
            }
        }
        return found;
    }

    private static boolean isDay(String name) {
        return SessionId.parse(name + "T00-00-00.000").isPresent();
    }

    private static Optional<SessionId> id(String day, String time) {
        return SessionId.parse(day + "T" + time);
    }

    private static List<String> names(Path folder, int most, Comparator<String> order, Predicate<String> wanted)
            throws IOException {
        TreeSet<String> first = new TreeSet<>(order);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (wanted.test(name)) {
                    first.add(name);
                    if (first.size() > most) {
                        first.removeLast();
                    }
                }
            }
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return List.copyOf(first);
    }

    /** Bytes of the files of a session; 0 when it is gone. */
    long bytes(String camera, SessionId id) throws IOException {
        long bytes = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder(camera, id))) {
            for (Path file : files) {
                bytes += Files.size(file);
            }
            return bytes;
        } catch (NoSuchFileException gone) {
            return 0;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /**
     * Gives the folder of a session a name that is none of a session: from then on there is none, whatever happens.
     *
     * @return what is to be {@linkplain #remove removed}
     */
    Path disown(String camera, SessionId id) throws IOException {
        Path folder = folder(camera, id);
        return Files.move(folder, folder.resolveSibling(id.time() + DELETED), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes the files of a session, and the folders that are empty then. */
    void remove(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Files.deleteIfExists(folder);
        removeIfEmpty(folder.resolveSibling(""));
        removeIfEmpty(folder.resolveSibling("").resolveSibling(""));
    }

    private static void removeIfEmpty(Path folder) throws IOException {
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException used) {
            // Other sessions are in it.
        }
    }

    /** Removes what deletions left behind that a crash ended. */
    void removeLeftovers(String camera) throws IOException {
        Path folder = root.resolve(camera);
        for (String day : names(folder, 10_000, Comparator.naturalOrder(), SessionFolders::isDay)) {
            Predicate<String> leftover = name -> name.endsWith(DELETED)
                    && id(day, name.substring(0, name.length() - DELETED.length()))
                            .isPresent();
            for (String name : names(folder.resolve(day), 1_000, Comparator.naturalOrder(), leftover)) {
                remove(folder.resolve(day).resolve(name));
            }
        }
    }
}
