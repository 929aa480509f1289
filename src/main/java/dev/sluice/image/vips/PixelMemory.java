package dev.sluice.image.vips;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;

/**
 * The pixels of one picture, filled by somebody else than libvips. Used and closed by one thread, after all images of it.
 */
public final class PixelMemory implements AutoCloseable {

    /** What the widest vector instructions want. */
    private static final int ALIGNMENT = 64;

    private final Arena arena;
    private final MemorySegment pixels;

    private PixelMemory(Arena arena, MemorySegment pixels) {
        this.arena = arena;
        this.pixels = pixels;
    }

    /** Native memory, zeroed. Its bytes are the caller's to have been granted. */
    public static PixelMemory allocate(long bytes) {
        Arena arena = Arena.ofConfined();
        try {
            return new PixelMemory(arena, arena.allocate(bytes, ALIGNMENT));
        } catch (Throwable failed) {
            arena.close();
            throw failed;
        }
    }

    /**
     * The beginning of a file, to be read only. The kernel reads it when it is looked at and takes its pages back when it likes, so it
     * counts as no memory. Nobody may shorten the file meanwhile; a disk that fails to give it back ends the process (mmap(2), SIGBUS).
     *
     * @param file may be closed and removed afterwards
     * @throws IOException when it cannot be mapped
     */
    public static PixelMemory map(FileChannel file, long bytes) throws IOException {
        Arena arena = Arena.ofConfined();
        try {
            return new PixelMemory(arena, file.map(FileChannel.MapMode.READ_ONLY, 0, bytes, arena));
        } catch (Throwable failed) {
            arena.close();
            throw failed;
        }
    }

    /** All of it. */
    public MemorySegment pixels() {
        return pixels;
    }

    @Override
    public void close() {
        arena.close();
    }
}
