package dev.sluice.image.vips;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Where a saver writes to. Closed by whoever made it; used by one thread. */
public final class VipsTarget implements AutoCloseable {

    private final VipsLibrary library;
    private final long pointer;

    VipsTarget(VipsLibrary library, long pointer) {
        this.library = library;
        this.pointer = pointer;
    }

    long pointer() {
        return pointer;
    }

    /**
     * Takes what was written, from a target in memory that a saver has finished with. Once.
     *
     * @param owner frees it; may be closed on any thread
     */
    public MemorySegment take(Arena owner) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(GlibFunctions.VALUE_BYTES, 8);
            MemorySegment length = arena.allocate(JAVA_LONG);
            library.glib.valueInit.call(value.address(), library.blobType);
            library.glib.readProperty.call(pointer, library.name("blob"), value.address());
            long blob = library.glib.valueCopyBoxed.call(value.address());
            library.glib.valueUnset.call(value.address());
            long bytes = library.blobBytes.call(blob, length.address());
            return MemorySegment.ofAddress(bytes)
                    .reinterpret(length.get(JAVA_LONG, 0), owner, taken -> library.areaUnref.call(blob));
        }
    }

    @Override
    public void close() {
        library.glib.unref.call(pointer);
    }
}
