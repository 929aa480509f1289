package dev.sluice.image.vips;

import static dev.sluice.image.vips.NativeFunction.integer;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/**
 * Makes threads that compute batch threads of the kernel ({@code sched(7)}, {@code SCHED_BATCH}). The threads of a pipeline wake each
 * other for every few lines; a batch thread that is woken waits for its turn instead of taking the processor from the one that woke
 * it, and threads that serve requests come first. Threads that a batch thread makes, as libvips does, are batch threads too. Safe for
 * threads.
 */
public final class BatchThread {

    private static final int BATCH = 3;

    private final @Nullable NativeFunction setScheduler;

    public BatchThread() {
        Symbols libc = Symbols.ofLibc();
        setScheduler = libc.has("sched_setscheduler") ? libc.function("sched_setscheduler", 3) : null;
    }

    /**
     * Makes the calling thread one.
     *
     * @return whether it is; where the kernel or a sandbox forbids it, everything works as well, and a little slower
     */
    public boolean enter() {
        if (setScheduler == null) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            return integer(setScheduler.call(0, BATCH, arena.allocate(JAVA_INT).address())) == 0;
        }
    }
}
