package dev.sluice.governor;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.units.DataSize;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few files without a name whose bytes are in memory, as {@code memfd_create(2)} makes them. They are used again and again, so that
 * a small body costs a copy of its bytes, and neither a file nor fresh pages. Nothing is left of them when the process ends, however
 * it ends. Holds {@value #LARGEST} bytes for each, until {@link #trim}. Safe for threads.
 */
public final class MemoryFiles implements AutoCloseable {

    /** The most that may be written to one. */
    public static final int LARGEST = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(MemoryFiles.class);
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int CLOSE_ON_EXEC = 1;

    private final int most;
    private final Deque<Path> free = new ArrayDeque<>();
    private int made;
    private boolean unusable;
    private boolean closed;
    private @Nullable Calls calls;

    /** @param room what all of them together may hold */
    public MemoryFiles(DataSize room) {
        most = Math.toIntExact(room.bytes() / LARGEST);
    }

    private record Calls(MethodHandle create, MethodHandle close) {}

    /**
     * The path of a file that nobody else uses until it is {@linkplain #giveBack given back}; it may hold bytes of an earlier use. Empty
     * when all are in use, or the system makes none.
     */
    public synchronized Optional<Path> take() {
        Path used = free.poll();
        if (used == null && made < most && !unusable && !closed) {
            used = make();
        }
        return Optional.ofNullable(used);
    }

    /**
     * @param untouched whether nobody reads it any more. Otherwise its place is given up: what somebody still has open or mapped lives
     *     until they let go of it
     */
    public synchronized void giveBack(Path file, boolean untouched) {
        if (untouched && !closed) {
            free.push(file);
        } else {
            remove(file);
        }
    }

    /** Gives the memory of those that are not in use back to the system. */
    public synchronized void trim() {
        free.forEach(this::remove);
        free.clear();
    }

    /** Those in use are closed when they are given back. */
    @Override
    public synchronized void close() {
        closed = true;
        trim();
    }

    private @Nullable Path make() {
        try (Arena arena = Arena.ofConfined()) {
            int descriptor = (int) calls().create().invokeExact(arena.allocateFrom("sluice-body"), CLOSE_ON_EXEC);
            Path file = DESCRIPTORS.resolve(Integer.toString(descriptor));
            if (descriptor >= 0) {
                made++;
                if (Files.isWritable(file)) {
                    return file;
                }
                remove(file);
            }
            LOG.info("no files in memory here, small bodies go to the disk like large ones");
        } catch (Throwable broken) {
            LOG.warn("files in memory cannot be made, small bodies go to the disk like large ones", broken);
        }
        unusable = true;
        return null;
    }

    private void remove(Path file) {
        made--;
        try {
            int _ = (int) calls().close()
                    .invokeExact(Integer.parseInt(file.getFileName().toString()));
        } catch (Throwable broken) {
            throw new IllegalStateException("close(2) is bound wrongly", broken);
        }
    }

    /** Bound when first needed: a server that is never sent a small body does without. */
    private Calls calls() {
        Calls bound = calls;
        if (bound == null) {
            Linker linker = Linker.nativeLinker();
            SymbolLookup libc = linker.defaultLookup();
            bound = new Calls(
                    linker.downcallHandle(
                            libc.findOrThrow("memfd_create"), FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT)),
                    linker.downcallHandle(libc.findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT)));
            calls = bound;
        }
        return bound;
    }
}
