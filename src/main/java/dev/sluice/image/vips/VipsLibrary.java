package dev.sluice.image.vips;

import static dev.sluice.image.vips.NativeFunction.integer;

import dev.sluice.failure.EngineFailure;
import dev.sluice.units.PixelSize;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * libvips, loaded and set up for a server: one thread for each pipeline, no operation cache, loaders that are not meant for
 * untrusted files blocked, warnings logged. Made once; it stays loaded until the process ends. Safe for threads.
 */
public final class VipsLibrary {

    private static final String OLDEST = "8.18.3";
    private static final int OLDEST_NUMBER = number(8, 18, 3);
    /** The first whose savers take {@code keep} instead of {@code strip}. */
    private static final int KEEP_NUMBER = number(8, 15, 0);

    /** One strip: {@code VIPS__FATSTRIP_HEIGHT}, the least that libvips works with. */
    private static final int BUFFERED_LINES = 16;

    private static final int FLAG_BLOCKED = 32;

    /** Of {@code VipsInterpretation}: grey and sRGB, with 8 bits a band and with 16. */
    private static final int BLACK_AND_WHITE = 1;

    private static final int SRGB = 22;
    private static final int RGB16 = 25;
    private static final int GREY16 = 26;

    private final int version;
    private final Map<String, MemorySegment> names = new ConcurrentHashMap<>();
    private final Object errors = new Object();
    private final NativeFunction errorBuffer;
    private final NativeFunction errorClear;
    private final NativeFunction typeFind;
    private final NativeFunction operationFlags;
    private final NativeFunction threadShutdown;
    private final NativeFunction trackedMemory;
    private final NativeFunction trackedAllocations;

    final GlibFunctions glib;
    final ImageFunctions images;
    final NativeFunction operationNew;
    final NativeFunction operationBuild;
    final NativeFunction unrefOutputs;
    final NativeFunction valueSetArray;
    final NativeFunction targetToMemory;
    final NativeFunction targetToFile;
    final NativeFunction blobBytes;
    final NativeFunction areaUnref;
    final long imageType;
    final long targetType;
    final long arrayType;
    final long blobType;

    /**
     * Loads and sets up the library.
     *
     * @param locator where it is looked for
     * @param allowOld whether a version with known security holes is taken
     * @throws EngineFailure when it is missing, too old, or not libvips; says what to do
     */
    public VipsLibrary(VipsLocator locator, boolean allowOld) {
        Symbols symbols = new Symbols(locator.load());
        NativeFunction versionPart = symbols.function("vips_version", 1);
        version = number(integer(versionPart.call(0)), integer(versionPart.call(1)), integer(versionPart.call(2)));
        if (version < OLDEST_NUMBER && !allowOld) {
            throw new EngineFailure("libvips " + version() + " has known security holes: use " + OLDEST
                    + " or newer (npm install brings one), or set image.allow-old-libvips to true");
        }
        glib = new GlibFunctions(symbols);
        images = new ImageFunctions(symbols);
        errorBuffer = symbols.function("vips_error_buffer", 0);
        errorClear = symbols.function("vips_error_clear", 0);
        typeFind = symbols.function("vips_type_find", 2);
        operationFlags = symbols.function("vips_operation_get_flags", 1);
        threadShutdown = symbols.function("vips_thread_shutdown", 0);
        trackedMemory = symbols.function("vips_tracked_get_mem", 0);
        trackedAllocations = symbols.function("vips_tracked_get_allocs", 0);
        operationNew = symbols.function("vips_operation_new", 1);
        operationBuild = symbols.function("vips_cache_operation_buildp", 1);
        unrefOutputs = symbols.function("vips_object_unref_outputs", 1);
        valueSetArray = symbols.function("vips_value_set_array_double", 3);
        targetToMemory = symbols.function("vips_target_new_to_memory", 0);
        targetToFile = symbols.function("vips_target_new_to_file", 1);
        blobBytes = symbols.function("vips_blob_get", 2);
        areaUnref = symbols.function("vips_area_unref", 1);
        VipsLog.install(symbols);
        start(symbols);
        imageType = symbols.function("vips_image_get_type", 0).call();
        targetType = symbols.function("vips_target_get_type", 0).call();
        arrayType = symbols.function("vips_array_double_get_type", 0).call();
        blobType = symbols.function("vips_blob_get_type", 0).call();
    }

    private void start(Symbols symbols) {
        if (integer(symbols.function("vips_init", 1).call(name("sluice"))) != 0) {
            throw new EngineFailure("libvips does not start: " + failure().text());
        }
        LineBuffers.set(symbols, BUFFERED_LINES);
        symbols.function("vips_concurrency_set", 1).call(1);
        symbols.function("vips_cache_set_max", 1).call(0);
        symbols.function("vips_cache_set_max_mem", 1).call(0);
        symbols.function("vips_block_untrusted_set", 1).call(1);
    }

    private static int number(int major, int minor, int micro) {
        return major << 20 | minor << 10 | micro;
    }

    /** Such as {@code 8.18.7}. */
    public String version() {
        return (version >> 20) + "." + (version >> 10 & 0x3ff) + "." + (version & 0x3ff);
    }

    /** Whether it has an operation of this name that is not blocked. */
    public boolean offers(String operation) {
        if (typeFind.call(name("VipsOperation"), name(operation)) == 0) {
            return false;
        }
        long instance = operationNew.call(name(operation));
        boolean blocked = (operationFlags.call(instance) & FLAG_BLOCKED) != 0;
        glib.unref.call(instance);
        return !blocked;
    }

    /** A call of the operation of this name, to be given its arguments. */
    public VipsOperation operation(String nickname) {
        return new VipsOperation(this, nickname);
    }

    /**
     * A call of a saver that drops all metadata but what is named.
     *
     * @param kept flags of {@code VipsForeignKeep}; libvips before 8.15 keeps all or nothing
     */
    public VipsOperation saver(String nickname, VipsImage image, int kept) {
        VipsOperation saver = operation(nickname).set("in", image);
        return version >= KEEP_NUMBER ? saver.set("keep", kept) : saver.set("strip", kept == 0 ? 1 : 0);
    }

    /**
     * An image of pixels in memory, which must stay there, unchanged, until the image and all that are derived from it are closed.
     *
     * @param format {@code VipsBandFormat}
     * @param like tells the meaning of the numbers, the colour profile, EXIF and XMP data and the timing; null for sRGB, or grey, without either
     * @return to be closed by the caller
     * @throws VipsException when the sizes do not agree
     */
    public VipsImage image(MemorySegment pixels, PixelSize size, int bands, int format, @Nullable VipsImage like) {
        long image =
                images.fromMemory.call(pixels.address(), pixels.byteSize(), size.width(), size.height(), bands, format);
        if (image == 0) {
            throw failure();
        }
        try (VipsImage plain = new VipsImage(this, image)) {
            VipsImage described = operation("copy")
                    .set("in", plain)
                    .set("interpretation", like == null ? interpretation(bands, format) : like.interpretation())
                    .image();
            if (like != null) {
                described.describeAs(like);
            }
            return described;
        }
    }

    private static int interpretation(int bands, int format) {
        boolean wide = format == VipsImage.FORMAT_16_BIT;
        boolean grey = bands < 3;
        return wide ? grey ? GREY16 : RGB16 : grey ? BLACK_AND_WHITE : SRGB;
    }

    /** A place in memory for a saver to write to. */
    public VipsTarget memoryTarget() {
        return new VipsTarget(this, targetToMemory.call());
    }

    /**
     * A file for a saver to write to; truncated if it exists.
     *
     * @throws VipsException when it cannot be opened
     */
    public VipsTarget fileTarget(String path) {
        try (Arena arena = Arena.ofConfined()) {
            long target = targetToFile.call(arena.allocateFrom(path).address());
            if (target == 0) {
                throw failure();
            }
            return new VipsTarget(this, target);
        }
    }

    /** Frees what libvips keeps for the calling thread: the buffers of the pipelines it ran. Cheap; called after each. */
    public void endThread() {
        threadShutdown.call();
    }

    /** Bytes of pixel buffers and memory images that libvips holds now; what codecs hold is not among them. */
    public long trackedBytes() {
        return trackedMemory.call();
    }

    /** Number of the blocks counted by {@link #trackedBytes()}. */
    public int trackedBlocks() {
        return integer(trackedAllocations.call());
    }

    /**
     * What libvips says about the last failure. There is one text for the process: with several threads it may be, or hold, another
     * thread's.
     */
    VipsException failure() {
        synchronized (errors) {
            String text = MemorySegment.ofAddress(errorBuffer.call())
                    .reinterpret(Long.MAX_VALUE)
                    .getString(0);
            errorClear.call();
            return new VipsException(text);
        }
    }

    /** A name as C knows it. Kept for ever: only for names that stand in the code. */
    long name(String text) {
        MemorySegment name = names.get(text);
        return (name != null ? name : names.computeIfAbsent(text, Arena.global()::allocateFrom)).address();
    }
}
