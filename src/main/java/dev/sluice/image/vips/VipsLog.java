package dev.sluice.image.vips;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Receives what GLib and libvips log. Called from any thread, also from ones that C made. */
final class VipsLog {

    private static final Logger log = LoggerFactory.getLogger(VipsLog.class);

    /** {@code G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL}. */
    private static final int ERROR_OR_CRITICAL = 1 << 2 | 1 << 3;

    /** The above, {@code G_LOG_LEVEL_WARNING}, and the flags of fatal and of recursive messages. */
    private static final int HANDLED = ERROR_OR_CRITICAL | 1 << 4 | 1 | 1 << 1;

    /** Comes for every few rows that follow a failure, which is told by itself. */
    private static final String REPEATED = "error in tile ";

    private static final long MOST_BYTES = 4096;

    private VipsLog() {}

    /** From now on warnings and errors of these libraries are logged here instead of being printed. */
    static void install(Symbols symbols) {
        long handler = symbols.logHandler(handle()).address();
        NativeFunction setHandler = symbols.function("g_log_set_handler", 4);
        for (String domain : List.of("VIPS", "GLib", "GLib-GObject")) {
            setHandler.call(Arena.global().allocateFrom(domain).address(), HANDLED, handler, 0);
        }
    }

    private static MethodHandle handle() {
        MethodType type = MethodType.methodType(
                void.class, MemorySegment.class, int.class, MemorySegment.class, MemorySegment.class);
        try {
            return MethodHandles.lookup().findStatic(VipsLog.class, "receive", type);
        } catch (ReflectiveOperationException impossible) {
            throw NativeFunction.broken(impossible);
        }
    }

    /** {@code GLogFunc}. An exception that leaves an upcall ends the JVM, so none does, not even an error. */
    @SuppressWarnings({"UnusedMethod", "UnusedVariable"})
    private static void receive(MemorySegment domain, int level, MemorySegment message, MemorySegment data) {
        try {
            String text = VipsException.clean(message.reinterpret(MOST_BYTES).getString(0));
            if ((level & ERROR_OR_CRITICAL) != 0) {
                log.error("libvips error text=\"{}\"", text);
            } else if (!text.startsWith(REPEATED)) {
                log.warn("libvips warning text=\"{}\"", text);
            }
        } catch (Throwable kept) {
            // There is nobody to tell: the log is what failed.
        }
    }
}
