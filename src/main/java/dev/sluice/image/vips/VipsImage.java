package dev.sluice.image.vips;

import static dev.sluice.image.vips.NativeFunction.integer;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One reference to an image of libvips: a recipe more often than pixels. Closed by whoever got it. All methods but {@link #kill} are
 * for one thread at a time.
 */
public final class VipsImage implements AutoCloseable {

    /** {@code VIPS_FORMAT_UCHAR}: 8 bits a band. */
    public static final int FORMAT_8_BIT = 0;

    /** {@code VIPS_FORMAT_USHORT}: 16 bits a band. */
    public static final int FORMAT_16_BIT = 2;

    /** What is said of the picture as a whole: {@code vips/header.h}. */
    private static final Set<String> DESCRIPTIONS = Set.of("icc-profile-data", "xmp-data", "delay", "loop");

    private final VipsLibrary library;
    private final long pointer;

    VipsImage(VipsLibrary library, long pointer) {
        this.library = library;
        this.pointer = pointer;
    }

    long pointer() {
        return pointer;
    }

    public int width() {
        return integer(library.images.width.call(pointer));
    }

    public int height() {
        return integer(library.images.height.call(pointer));
    }

    /** Values of one pixel, alpha included. */
    public int bands() {
        return integer(library.images.bands.call(pointer));
    }

    /** {@code VipsBandFormat}. */
    public int format() {
        return integer(library.images.format.call(pointer));
    }

    /** {@code VipsInterpretation}, guessed where the file says something impossible. */
    public int interpretation() {
        return integer(library.images.interpretation.call(pointer));
    }

    public boolean hasAlpha() {
        return integer(library.images.hasAlpha.call(pointer)) != 0;
    }

    /** Whether a metadata field is there. */
    public boolean has(String field) {
        return library.images.fieldType.call(pointer, library.name(field)) != 0;
    }

    /** Frames or pages of the file that this came from, at least 1. */
    public int pages() {
        return integer(library.images.pages.call(pointer));
    }

    /** Says that this image is so many frames one below the other. It must not be in use elsewhere. {@code vips/header.h}. */
    public void dividedInto(int frames, int height) {
        library.images.setInt.call(pointer, library.name("page-height"), height);
        library.images.setInt.call(pointer, library.name("n-pages"), frames);
    }

    /** Takes over the colour profile, EXIF and XMP data and the timing of another image. This one must not be in use elsewhere. */
    void describeAs(VipsImage other) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(GlibFunctions.VALUE_BYTES, 8);
            for (String field : other.fields()) {
                if (DESCRIPTIONS.contains(field) || field.startsWith("exif-")) {
                    long name = arena.allocateFrom(field).address();
                    if (integer(library.images.get.call(other.pointer, name, value.address())) == 0) {
                        library.images.set.call(pointer, name, value.address());
                        library.glib.valueUnset.call(value.address());
                        value.fill((byte) 0);
                    }
                }
            }
        }
    }

    /** The names of all metadata fields. */
    private List<String> fields() {
        List<String> names = new ArrayList<>();
        long fields = library.images.fields.call(pointer);
        MemorySegment list = MemorySegment.ofAddress(fields).reinterpret(Long.MAX_VALUE);
        for (long at = 0; list.get(JAVA_LONG, at) != 0; at += Long.BYTES) {
            long field = list.get(JAVA_LONG, at);
            names.add(MemorySegment.ofAddress(field).reinterpret(Long.MAX_VALUE).getString(0));
            library.glib.free.call(field);
        }
        library.glib.free.call(fields);
        return names;
    }

    /**
     * Removes all metadata fields whose name starts with {@code prefix}, but for two. The image must not be in use elsewhere: take a
     * copy first.
     */
    public void removeFields(String prefix, String kept, String alsoKept) {
        try (Arena arena = Arena.ofConfined()) {
            for (String name : fields()) {
                if (name.startsWith(prefix) && !name.equals(kept) && !name.equals(alsoKept)) {
                    library.images.remove.call(pointer, arena.allocateFrom(name).address());
                }
            }
        }
    }

    /**
     * How many threads compute the pixels of this image, and of all that are derived from it later; otherwise one. The image must not
     * be in use elsewhere. {@code VIPS_META_CONCURRENCY} of {@code vips/header.h}.
     */
    public void computeWith(int threads) {
        library.images.setInt.call(pointer, library.name("concurrency"), threads);
    }

    /** Makes this image, and all that are derived from it later, look at {@link #kill} while their pixels are computed. */
    public void watchForKill() {
        library.images.setProgress.call(pointer, 1);
    }

    /**
     * Stops the computation of pixels of an image that {@link #watchForKill watches}, and of all derived from it. A computation that
     * begins clears an earlier kill, and what happens inside a codec is not reached. Callable from any thread while this is open.
     */
    public void kill() {
        library.images.setKill.call(pointer, 1);
    }

    /**
     * Computes all pixels into memory of libvips.
     *
     * @return an image that the caller closes
     * @throws VipsException when a pixel cannot be computed
     */
    public VipsImage inMemory() {
        long copy = library.images.copyMemory.call(pointer);
        if (copy == 0) {
            throw library.failure();
        }
        return new VipsImage(library, copy);
    }

    /** Computes 8-bit pixels row by row from the top, on the calling thread. */
    public Rows rows() {
        return new Rows(library, this);
    }

    /** A reader of rows, each taken once and in order. Holds one band of rows. */
    public static final class Rows implements AutoCloseable {

        private final VipsLibrary library;
        private final VipsImage image;
        private final long region;

        private Rows(VipsLibrary library, VipsImage image) {
            this.library = library;
            this.image = image;
            region = library.images.regionNew.call(image.pointer);
        }

        /**
         * Hands on rows {@code top} to {@code top + count - 1}, packed.
         *
         * @param taker may use them during the call
         * @throws VipsException when a pixel cannot be computed
         */
        public void fetch(int top, int count, Consumer<MemorySegment> taker) {
            try (Arena arena = Arena.ofConfined()) {
                taker.accept(fetch(top, count, arena));
            }
        }

        private MemorySegment fetch(int top, int count, Arena arena) {
            int width = image.width();
            long rows = library.images.regionFetch.call(region, 0, top, width, count, 0);
            if (rows == 0) {
                throw library.failure();
            }
            return MemorySegment.ofAddress(rows)
                    .reinterpret(
                            (long) width * count * image.bands(),
                            arena,
                            freed -> library.glib.free.call(freed.address()));
        }

        @Override
        public void close() {
            library.glib.unref.call(region);
        }
    }

    @Override
    public void close() {
        library.glib.unref.call(pointer);
    }
}
