package dev.sluice.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The folder of pictures as an index in the order of time: {@code <first 6 digits>/<identifier>.<ending>} is a picture,
 * {@code <identifier>.json} beside it says that it exists and holds its facts. A listing holds as many names as it returns, however
 * many files there are.
 */
final class ImageIndex {

    private static final String SIDECAR = ".json";
    private static final int FOLDERS_AT_ONCE = 64;

    private final Path images;

    ImageIndex(Path images) {
        this.images = images;
    }

    Path folder(String name) {
        return images.resolve(name);
    }

    Path sidecar(PictureId id) {
        return folder(id.folder()).resolve(id + SIDECAR);
    }

    Path image(Picture picture) {
        PictureId id = picture.id();
        return folder(id.folder()).resolve(id + "." + picture.facts().type().extension());
    }

    static boolean isSidecar(String name) {
        return name.endsWith(SIDECAR) && name.length() == PictureId.LENGTH + SIDECAR.length();
    }

    /** The identifier that a file is named after, if it is one of ours. */
    static @Nullable PictureId idOf(String name) {
        boolean ours = name.length() > PictureId.LENGTH && name.charAt(PictureId.LENGTH) == '.';
        return ours ? PictureId.parse(name.substring(0, PictureId.LENGTH)).orElse(null) : null;
    }

    /** Up to {@code count} pictures before {@code from} in time, the newest first; from the newest on when {@code from} is null. */
    List<PictureId> newest(@Nullable PictureId from, int count) throws IOException {
        return pictures(from, count, Comparator.reverseOrder());
    }

    /** Up to {@code count} of the oldest pictures, the oldest first. */
    List<PictureId> oldest(int count) throws IOException {
        return pictures(null, count, Comparator.naturalOrder());
    }

    /** Up to {@code count} names of folders after one, the oldest first. */
    List<String> foldersAfter(String name, int count) throws IOException {
        return first(images, found -> isFolder(found) && found.compareTo(name) > 0, Comparator.naturalOrder(), count);
    }

    private List<PictureId> pictures(@Nullable PictureId from, int count, Comparator<String> order) throws IOException {
        List<PictureId> found = new ArrayList<>();
        List<String> folders = from == null ? foldersFrom(null, order) : List.of(from.folder());
        while (!folders.isEmpty()) {
            for (String folder : folders) {
                addPictures(found, folder, from, count, order);
                if (found.size() == count) {
                    return found;
                }
            }
            folders = foldersFrom(folders.getLast(), order);
        }
        return found;
    }

    private List<String> foldersFrom(@Nullable String edge, Comparator<String> order) throws IOException {
        return first(
                images,
                name -> isFolder(name) && (edge == null || order.compare(edge, name) < 0),
                order,
                FOLDERS_AT_ONCE);
    }

    private void addPictures(
            List<PictureId> found, String folder, @Nullable PictureId from, int count, Comparator<String> order)
            throws IOException {
        Predicate<String> wanted = name -> {
            PictureId id = isSidecar(name) ? idOf(name) : null;
            return id != null && (from == null || order.compare(from.text(), id.text()) < 0);
        };
        for (String name : first(folder(folder), wanted, order, count - found.size())) {
            found.add(new PictureId(name.substring(0, PictureId.LENGTH)));
        }
    }

    private static boolean isFolder(String name) {
        return name.length() == PictureId.FOLDER_DIGITS && name.chars().allMatch(PictureId::isDigit);
    }

    private static List<String> first(Path folder, Predicate<String> wanted, Comparator<String> order, int count)
            throws IOException {
        PriorityQueue<String> kept = new PriorityQueue<>(order.reversed());
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                boolean full = kept.size() == count;
                if ((full && order.compare(name, kept.element()) > 0) || !wanted.test(name)) {
                    continue;
                }
                kept.add(name);
                if (full) {
                    kept.remove();
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        List<String> names = new ArrayList<>(kept);
        names.sort(order);
        return names;
    }
}
