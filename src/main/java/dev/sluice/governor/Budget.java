package dev.sluice.governor;

import dev.sluice.failure.InvalidSettings;
import dev.sluice.units.DataSize;
import java.util.ArrayList;
import java.util.List;

/**
 * How the byte budget is divided: everything fixed at its worst, named, and what is left as the pool of native memory for work.
 * It counts what the kernel cannot take back: anonymous memory, socket buffers, dirty pages. Clean page cache is free.
 *
 * @param limit the budget and where it comes from
 * @param lines all of it: the fixed consumers, then the pool; they add up to the limit
 * @param connections how many HTTP connections the budget carries, at most as many as were wanted
 * @param smallFiles what {@link MemoryFiles} may hold
 * @param capacity what the gate may hand out
 */
public record Budget(MemoryLimit limit, List<Line> lines, int connections, DataSize smallFiles, Capacity capacity) {

    /** What must be left for work on pictures, however little memory there is. */
    public static final DataSize LEAST_POOL = DataSize.ofMebibytes(16);

    private static final int LEAST_CONNECTIONS = 8;
    private static final int THREADS = 20;
    private static final int THREADS_PER_CORE = 3;

    /** Measured: 85 KiB of each stack are touched when idle; the kernel keeps 16 KiB for each thread. */
    private static final DataSize STACK = DataSize.ofKibibytes(160);

    /** Measured: 11 MiB of the class archive become private by relocation, 6 MiB are symbols, tables and compiled-code data. */
    private static final DataSize JVM = DataSize.ofMebibytes(18);

    /** Measured: type tables of GLib and libvips, relocations of the library. */
    private static final DataSize LIBVIPS = DataSize.ofMebibytes(4);

    public Budget {
        lines = List.copyOf(lines);
    }

    /**
     * One consumer.
     *
     * @param name what it is
     * @param size its worst, in bytes
     */
    public record Line(String name, DataSize size) {}

    /**
     * What HTTP would like.
     *
     * @param wanted how many connections at most, at least 1
     * @param each bytes that the kernel holds for one of them at worst: socket buffers both ways
     */
    public record Connections(int wanted, DataSize each) {}

    /**
     * Divides the budget.
     *
     * <p>Connections get a 24th of it, or what they want if that is less, and never fewer than 8. Spooled files
     * get a 32nd, from 2 to 32 MiB: half for dirty pages, half for small ones that are kept in memory. The headroom, for what an allocator keeps between two pieces of work, is a 24th, from 4 to
     * 128 MiB. A quarter of the heap is for work; the rest is the server's own and what the collector needs to breathe.
     *
     * @param limit the smallest of {@link MemoryLimit#all}
     * @param caps of the running JVM
     * @param workers threads that compute, at least 1
     * @throws InvalidSettings with the table, when less than 16 MiB are left for work
     */
    public static Budget of(MemoryLimit limit, RuntimeCaps caps, Connections http, int workers) {
        DataSize whole = limit.size();
        int connections = Math.clamp(
                whole.bytes() / 24 / Math.max(1, http.each().bytes()),
                Math.min(LEAST_CONNECTIONS, http.wanted()),
                http.wanted());
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("Java heap", caps.heap()));
        lines.add(new Line("metaspace", caps.metaspace()));
        lines.add(new Line("code cache", caps.codeCache()));
        lines.add(new Line("direct buffers", caps.direct()));
        lines.add(new Line("JVM: class archive, symbols, collector, compiler", JVM.plus(caps.optimiser())));
        int threads = THREADS + THREADS_PER_CORE * workers;
        lines.add(new Line("stacks of " + threads + " threads", STACK.times(threads)));
        lines.add(new Line("libvips, idle", LIBVIPS));
        lines.add(new Line(connections + " HTTP connections", http.each().times(connections)));
        DataSize spool = share(whole, 32, 2, 32);
        lines.add(new Line("spooled files: dirty pages, and small ones in memory", spool));
        lines.add(new Line("headroom", share(whole, 24, 4, 128)));
        long fixed = lines.stream().mapToLong(line -> line.size().bytes()).sum();
        if (fixed + LEAST_POOL.bytes() > whole.bytes()) {
            throw refuse(limit, lines, DataSize.ofBytes(fixed));
        }
        DataSize pool = DataSize.ofBytes(whole.bytes() - fixed);
        lines.add(new Line("work on pictures", pool));
        return new Budget(
                limit,
                lines,
                connections,
                spool.scaled(1, 2),
                new Capacity(pool, caps.heap().scaled(1, 4), workers));
    }

    /** Heap that the cache may take for what it knows of its entries: a 16th of all, out of what is the server's own. */
    public DataSize cacheIndex() {
        return capacity.heap().scaled(1, 4);
    }

    private static DataSize share(DataSize whole, int part, long least, long most) {
        return DataSize.ofBytes(Math.clamp(whole.bytes() / part, least << 20, most << 20));
    }

    private static InvalidSettings refuse(MemoryLimit limit, List<Line> lines, DataSize fixed) {
        return new InvalidSettings(
                List.of("memory: the budget of " + limit.size().rounded() + " (" + limit.source()
                        + ") is too small: " + fixed.rounded() + " are fixed and at least " + LEAST_POOL.rounded()
                        + " must be left for work. Raise the limit; bin/sluice fits the JVM to it.\n"
                        + table(lines)));
    }

    /** The lines as aligned text, one consumer a line. */
    public String table() {
        return table(lines);
    }

    private static String table(List<Line> lines) {
        StringBuilder text = new StringBuilder();
        for (Line line : lines) {
            String size = line.size().rounded();
            text.repeat(' ', Math.max(0, 12 - size.length()))
                    .append(size)
                    .append("  ")
                    .append(line.name())
                    .append('\n');
        }
        return text.toString();
    }
}
