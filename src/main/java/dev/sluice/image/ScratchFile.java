package dev.sluice.image;

import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/**
 * A temporary file of one run of the engine, for one thread at a time.
 *
 * @param path where it is
 * @param content what is written to it goes to its end; says itself when the disk is full. Closed with the file
 * @param removal closes and removes it; may be called more than once
 */
public record ScratchFile(Path path, WritableByteChannel content, Runnable removal) implements AutoCloseable {

    /** Removes the file. What somebody still has open or mapped of it lives until they let go of it. */
    @Override
    public void close() {
        removal.run();
    }
}
