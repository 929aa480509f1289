package dev.sluice.image.vips;

import static dev.sluice.image.vips.NativeFunction.integer;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.failure.EngineFailure;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One call of an operation of libvips, by its name and the names of its arguments, as the documentation of libvips gives them. Enums
 * are given by number. Used by one thread and once: {@link #run} and {@link #image} end it, and one of them must be called.
 */
public final class VipsOperation {

    /** Numbers of GLib's fundamental types, part of its ABI: {@code G_TYPE_MAKE_FUNDAMENTAL}. */
    private static final long TYPE_INT = 6 << 2;

    private static final long TYPE_DOUBLE = 15 << 2;
    private static final long TYPE_STRING = 16 << 2;

    private final VipsLibrary library;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment value;
    private final MemorySegment instance;

    /** @throws EngineFailure when the library has no such operation */
    VipsOperation(VipsLibrary library, String nickname) {
        this.library = library;
        long operation = library.operationNew.call(library.name(nickname));
        if (operation == 0) {
            arena.close();
            throw new EngineFailure(library.failure().text());
        }
        value = arena.allocate(GlibFunctions.VALUE_BYTES, 8);
        instance = arena.allocateFrom(JAVA_LONG, operation);
    }

    /** Sets a number, a flag (0 or 1) or an enum. */
    public VipsOperation set(String name, int number) {
        library.glib.valueInit.call(value.address(), TYPE_INT);
        library.glib.valueSetInt.call(value.address(), number);
        return store(name);
    }

    public VipsOperation set(String name, double number) {
        library.glib.valueInit.call(value.address(), TYPE_DOUBLE);
        try {
            library.glib.valueSetDouble.invokeExact(value.address(), number);
        } catch (Throwable broken) {
            throw NativeFunction.broken(broken);
        }
        return store(name);
    }

    public VipsOperation set(String name, String text) {
        library.glib.valueInit.call(value.address(), TYPE_STRING);
        library.glib.valueSetString.call(
                value.address(), arena.allocateFrom(text).address());
        return store(name);
    }

    public VipsOperation set(String name, double... numbers) {
        library.glib.valueInit.call(value.address(), library.arrayType);
        library.valueSetArray.call(
                value.address(), arena.allocateFrom(JAVA_DOUBLE, numbers).address(), numbers.length);
        return store(name);
    }

    /** Sets an image; the operation keeps a reference of its own. */
    public VipsOperation set(String name, VipsImage image) {
        library.glib.valueInit.call(value.address(), library.imageType);
        library.glib.valueSetObject.call(value.address(), image.pointer());
        return store(name);
    }

    /** Sets where a saver writes to; the operation keeps a reference of its own. */
    public VipsOperation set(String name, VipsTarget target) {
        library.glib.valueInit.call(value.address(), library.targetType);
        library.glib.valueSetObject.call(value.address(), target.pointer());
        return store(name);
    }

    private VipsOperation store(String name) {
        library.glib.setProperty.call(pointer(), library.name(name), value.address());
        library.glib.valueUnset.call(value.address());
        return this;
    }

    /**
     * Runs it for its effect: a saver computes all pixels here.
     *
     * @throws VipsException when it fails
     */
    public void run() {
        try {
            build();
        } finally {
            release();
        }
    }

    /**
     * Runs it for its result, the argument {@code out}, whose pixels are mostly not computed yet.
     *
     * @return an image that the caller closes
     * @throws VipsException when it fails
     */
    public VipsImage image() {
        try {
            build();
            library.glib.valueInit.call(value.address(), library.imageType);
            library.glib.readProperty.call(pointer(), library.name("out"), value.address());
            long image = library.glib.ref.call(library.glib.valueGetObject.call(value.address()));
            library.glib.valueUnset.call(value.address());
            return new VipsImage(library, image);
        } finally {
            release();
        }
    }

    /**
     * Runs it for whole numbers that it finds.
     *
     * @param names of the results
     * @return the results, in the order of their names
     * @throws VipsException when it fails
     */
    public int[] numbers(String... names) {
        try {
            build();
            int[] numbers = new int[names.length];
            for (int at = 0; at < names.length; at++) {
                library.glib.valueInit.call(value.address(), TYPE_INT);
                library.glib.readProperty.call(pointer(), library.name(names[at]), value.address());
                numbers[at] = integer(library.glib.valueGetInt.call(value.address()));
                library.glib.valueUnset.call(value.address());
            }
            return numbers;
        } finally {
            release();
        }
    }

    private void build() {
        if (integer(library.operationBuild.call(instance.address())) != 0) {
            throw library.failure();
        }
    }

    private void release() {
        library.unrefOutputs.call(pointer());
        library.glib.unref.call(pointer());
        arena.close();
    }

    private long pointer() {
        return instance.get(JAVA_LONG, 0);
    }
}
