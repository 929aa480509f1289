package dev.sluice.image;

import dev.sluice.failure.StoreFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Temporary files in a folder, for tools that end with their work.
 *
 * @param folder exists
 */
public record ScratchFolder(Path folder) implements Scratch {

    @Override
    public ScratchFile create() {
        try {
            Path path = Files.createTempFile(folder, "sluice-", ".scratch");
            FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
            return new ScratchFile(path, channel, () -> remove(path, channel));
        } catch (IOException e) {
            throw new StoreFailure(
                    StoreFailure.Kind.BROKEN,
                    "a temporary file cannot be made in " + folder + ": " + e.getMessage(),
                    e);
        }
    }

    private static void remove(Path path, FileChannel channel) {
        try (channel) {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new StoreFailure(
                    StoreFailure.Kind.BROKEN,
                    "the temporary file " + path + " cannot be removed: " + e.getMessage(),
                    e);
        }
    }
}
