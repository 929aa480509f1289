package dev.sluice.image.vips;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Native memory for the pixels of one picture, to be filled by somebody else than libvips. Its bytes are the caller's to have been granted.
 * Used and closed by one thread, after all images of it.
 */
public final class PixelMemory implements AutoCloseable {

    /** What the widest vector instructions want. */
    private static final int ALIGNMENT = 64;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment pixels;

    public PixelMemory(long bytes) {
        pixels = arena.allocate(bytes, ALIGNMENT);
    }

    /** All of it, zeroed at first. */
    public MemorySegment pixels() {
        return pixels;
    }

    @Override
    public void close() {
        arena.close();
    }
}
