package dev.sluice.governor;

import dev.sluice.units.DataSize;
import java.util.List;

/**
 * The limits that the JVM runs under.
 *
 * @param heap {@code -Xmx}
 * @param metaspace {@code -XX:MaxMetaspaceSize}: classes that are not in the class archive
 * @param codeCache {@code -XX:ReservedCodeCacheSize}
 * @param direct {@code -XX:MaxDirectMemorySize}: buffers of the JDK and of Jetty; the native memory of leases is not among them
 * @param optimiser what C2 holds while it compiles and keeps after; nothing where {@code -XX:TieredStopAtLevel} leaves it out
 */
public record RuntimeCaps(DataSize heap, DataSize metaspace, DataSize codeCache, DataSize direct, DataSize optimiser) {

    /** Measured under load with one malloc arena: 22 MiB more anonymous memory than with C1 alone, code cache included. */
    private static final DataSize OPTIMISER = DataSize.ofMebibytes(24);

    private static final long ROOM_FOR_OPTIMISER = 1_024;

    /**
     * The limits to start a JVM with, in whole mebibytes, from the byte budget in whole mebibytes {@code L}, with integer
     * division. {@code bin/sluice} computes the same:
     *
     * <pre>
     *   heap       = clamp(L / 16 + 16, 24, 256)     128: 24   256: 32   512: 48   1024: 80   4096: 256
     *   metaspace  = clamp(L / 32 + 12, 16,  64)          16        20        28         44          64
     *   code cache = clamp(L / 16 +  4, 12,  24)          12        20        24
     *                48 from 1024 on, with C2                                            48          48
     *   direct     = clamp(L / 64 +  2,  4,  80)           4         6        10         18          66
     * </pre>
     *
     * Without an ahead-of-time cache of this very JVM the launcher gives 12 MiB more metaspace.
     * Below 1024 the JVM stops at C1, which is half as fast where nothing but HTTP is done (bench cached).
     * Measured idle with Jetty and libvips under C1: 10 MiB of metaspace without an archive of our classes and less with one,
     * 6 to 10 MiB of code, 6 to 10 MiB of heap.
     */
    public static RuntimeCaps proposed(DataSize budget) {
        long limit = budget.bytes() >> 20;
        boolean optimises = limit >= ROOM_FOR_OPTIMISER;
        return new RuntimeCaps(
                mebibytes(limit / 16 + 16, 24, 256),
                mebibytes(limit / 32 + 12, 16, 64),
                optimises ? DataSize.ofMebibytes(48) : mebibytes(limit / 16 + 4, 12, 24),
                mebibytes(limit / 64 + 2, 4, 80),
                optimises ? OPTIMISER : DataSize.ZERO);
    }

    private static DataSize mebibytes(long wanted, long least, long most) {
        return DataSize.ofMebibytes(Math.clamp(wanted, least, most));
    }

    /**
     * The limits of the running JVM, from the flags on its command line. A flag that is not there counts as what
     * the JVM does without it: 48 MiB of code and both compilers, direct memory like the heap, and for metaspace, which has no bound
     * then, as much as is proposed at most.
     *
     * @param maxHeap the heap when no flag says: {@link Runtime#maxMemory()}, which leaves out a part of it
     */
    public static RuntimeCaps running(SystemFiles files, long maxHeap) {
        List<String> arguments =
                List.of(files.text("/proc/self/cmdline").orElse("").split("\0"));
        DataSize heap = flag(arguments, "-Xmx", DataSize.ofBytes(maxHeap));
        return new RuntimeCaps(
                heap,
                flag(arguments, "-XX:MaxMetaspaceSize=", DataSize.ofMebibytes(64)),
                flag(arguments, "-XX:ReservedCodeCacheSize=", DataSize.ofMebibytes(48)),
                flag(arguments, "-XX:MaxDirectMemorySize=", heap),
                optimises(arguments) ? OPTIMISER : DataSize.ZERO);
    }

    private static boolean optimises(List<String> arguments) {
        return flag(arguments, "-XX:TieredStopAtLevel=", DataSize.ofBytes(4)).bytes() == 4;
    }

    /** The last one counts, as for the JVM. */
    private static DataSize flag(List<String> arguments, String name, DataSize otherwise) {
        DataSize size = otherwise;
        for (String argument : arguments) {
            if (argument.startsWith(name)) {
                size = parse(argument.substring(name.length()), size);
            }
        }
        return size;
    }

    /** A number with the JVM's units k, m, g or none. */
    private static DataSize parse(String text, DataSize otherwise) {
        int unit = text.isEmpty() ? -1 : "kmg".indexOf(Character.toLowerCase(text.charAt(text.length() - 1)));
        try {
            long number = Long.parseLong(unit < 0 ? text : text.substring(0, text.length() - 1));
            return DataSize.ofBytes(Math.multiplyExact(number, 1L << (10 * (unit + 1))));
        } catch (IllegalArgumentException | ArithmeticException unknown) {
            return otherwise;
        }
    }
}
