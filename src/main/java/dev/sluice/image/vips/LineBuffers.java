package dev.sluice.image.vips;

import static dev.sluice.image.vips.NativeFunction.integer;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.failure.EngineFailure;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * How many lines the buffers inside a pipeline hold. libvips sizes them for many threads: each step of a sequential pipeline keeps
 * four times the height of a tile. One thread needs no more than a strip; the results are the same, byte for byte, and the memory
 * a third.
 */
final class LineBuffers {

    private static final String OPTION = "--vips-tile-height=";

    private LineBuffers() {}

    /**
     * Sets the height of a tile through the options that libvips offers to command lines: there is no other way in.
     *
     * @throws EngineFailure when libvips does not know the option
     */
    static void set(Symbols symbols, int lines) {
        try (Arena arena = Arena.ofConfined()) {
            long name = arena.allocateFrom("vips").address();
            long context = symbols.function("g_option_context_new", 1).call(0);
            long group = symbols.function("g_option_group_new", 6).call(name, name, name, 0, 0, 0);
            symbols.function("vips_add_option_entries", 1).call(group);
            symbols.function("g_option_context_set_main_group", 2).call(context, group);
            MemorySegment arguments = arena.allocate(3 * JAVA_LONG.byteSize(), JAVA_LONG.byteAlignment());
            arguments.setAtIndex(JAVA_LONG, 0, name);
            arguments.setAtIndex(
                    JAVA_LONG, 1, arena.allocateFrom(OPTION + lines).address());
            MemorySegment count = arena.allocateFrom(JAVA_INT, 2);
            MemorySegment list = arena.allocateFrom(JAVA_LONG, arguments.address());
            boolean understood = integer(symbols.function("g_option_context_parse", 4)
                            .call(context, count.address(), list.address(), 0))
                    != 0;
            symbols.function("g_option_context_free", 1).call(context);
            if (!understood) {
                throw new EngineFailure(
                        "the libvips in use does not take " + OPTION + lines + ": use the one that npm install brings");
            }
        }
    }
}
