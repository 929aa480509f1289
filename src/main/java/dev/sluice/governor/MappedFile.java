package dev.sluice.governor;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A file's bytes as memory that can only be read. They are clean page cache, which the kernel takes back when it needs it, and so are
 * not in the budget. Whoever cuts the file shorter meanwhile makes reading fail. Safe for threads.
 */
public final class MappedFile implements AutoCloseable {

    private final Arena arena;
    private final ByteBuffer bytes;

    private MappedFile(Arena arena, ByteBuffer bytes) {
        this.arena = arena;
        this.bytes = bytes;
    }

    /**
     * @param file at most 2 GiB
     * @throws IOException when it cannot be read, or is larger
     */
    public static MappedFile open(Path file) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            if (size > Integer.MAX_VALUE) {
                throw new IOException("too large to be mapped: " + size + " bytes");
            }
            return new MappedFile(
                    arena,
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena).asByteBuffer());
        } catch (IOException | RuntimeException unusable) {
            arena.close();
            throw unusable;
        }
    }

    /** All of them, with a position of their own; valid until this is closed. */
    public ByteBuffer bytes() {
        return bytes.duplicate();
    }

    /**
     * Lets go of them.
     *
     * @throws IllegalStateException when they are being written to a connection at this moment
     */
    @Override
    public void close() {
        arena.close();
    }
}
