package dev.sluice.image.vips;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.failure.EngineFailure;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds foreign functions by name and binds them. Used by one thread, while the library is being opened. */
final class Symbols {

    private static final int MOST_PARAMETERS = 6;

    private final Linker linker = Linker.nativeLinker();
    private final SymbolLookup lookup;
    private final @Nullable MethodHandle[] handles = new @Nullable MethodHandle[MOST_PARAMETERS + 1];

    Symbols(SymbolLookup lookup) {
        this.lookup = lookup;
    }

    /** The symbols of the C library of this process. */
    static Symbols ofLibc() {
        return new Symbols(Linker.nativeLinker().defaultLookup());
    }

    boolean has(String name) {
        return lookup.find(name).isPresent();
    }

    /**
     * A function of so many integer or pointer parameters.
     *
     * @throws EngineFailure when the library has no function of this name
     */
    NativeFunction function(String name, int parameters) {
        MethodHandle handle = handles[parameters];
        if (handle == null) {
            MemoryLayout[] layouts = new MemoryLayout[parameters];
            Arrays.fill(layouts, JAVA_LONG);
            handle = linker.downcallHandle(FunctionDescriptor.of(JAVA_LONG, layouts));
            handles[parameters] = handle;
        }
        return new NativeFunction(address(name), handle);
    }

    /** {@code void name(pointer, double)}. */
    MethodHandle doubleSetter(String name) {
        return linker.downcallHandle(address(name), FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_DOUBLE));
    }

    /** {@code void (pointer domain, int level, pointer message, pointer data)}, as a pointer that C can call, for ever. */
    MemorySegment logHandler(MethodHandle target) {
        return linker.upcallStub(
                target, FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, ADDRESS, ADDRESS), Arena.global());
    }

    private MemorySegment address(String name) {
        return lookup.find(name)
                .orElseThrow(() -> new EngineFailure("the libvips in use has no function " + name
                        + ": use the one that npm install brings, or a newer one"));
    }
}
