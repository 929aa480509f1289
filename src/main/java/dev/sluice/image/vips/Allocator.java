package dev.sluice.image.vips;

import static dev.sluice.image.vips.NativeFunction.integer;

import org.jspecify.annotations.Nullable;

/** The C library's memory allocator. Without effect where it is not glibc's. Safe for threads. */
public final class Allocator {

    private static final int ARENA_MAX = -8;
    private static final int MMAP_THRESHOLD = -3;

    private final @Nullable NativeFunction trim;
    private final @Nullable NativeFunction option;

    public Allocator() {
        Symbols libc = Symbols.ofLibc();
        trim = libc.has("malloc_trim") ? libc.function("malloc_trim", 1) : null;
        option = libc.has("mallopt") ? libc.function("mallopt", 2) : null;
    }

    /** Gives free memory back to the kernel. Takes milliseconds. Returns whether there was any. */
    public boolean trim() {
        return trim != null && integer(trim.call(0)) == 1;
    }

    /**
     * Bounds the number of separate heaps: threads that exceed it share. Only heaps made later are affected.
     *
     * @return whether the allocator took it
     */
    public boolean limitArenas(int most) {
        return option != null && integer(option.call(ARENA_MAX, most)) == 1;
    }

    /**
     * Blocks of at least this many bytes are mapped by themselves, so that freeing one gives it back at once.
     *
     * @return whether the allocator took it
     */
    public boolean mapFrom(int bytes) {
        return option != null && integer(option.call(MMAP_THRESHOLD, bytes)) == 1;
    }
}
