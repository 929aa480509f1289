package dev.sluice.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which picture was kept for a key: {@code digests/<2 digits>/<key>} holds its identifier. Only a hint, since a crash may leave an
 * entry that is empty or without a picture: the picture decides. The caller serialises what it does with one key.
 */
final class DigestIndex {

    private final DataFolder folder;

    DigestIndex(DataFolder folder) {
        this.folder = folder;
    }

    Optional<PictureId> find(String key) throws IOException {
        try (InputStream in = Files.newInputStream(entry(key))) {
            return PictureId.parse(new String(in.readNBytes(PictureId.LENGTH + 1), StandardCharsets.US_ASCII));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    void put(String key, PictureId id) throws IOException {
        Path entry = entry(key);
        Files.createDirectories(entry.resolveSibling(""));
        try {
            Files.writeString(entry, id.text(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            Files.deleteIfExists(entry);
            throw e;
        }
    }

    /** Removes the entry if it still names that picture. */
    void remove(String key, PictureId id) throws IOException {
        if (find(key).filter(id::equals).isPresent()) {
            Files.deleteIfExists(entry(key));
        }
    }

    private Path entry(String key) {
        return folder.digests().resolve(key.substring(0, 2)).resolve(key);
    }
}
