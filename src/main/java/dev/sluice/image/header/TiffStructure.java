package dev.sluice.image.header;

import java.io.IOException;
import java.nio.ByteOrder;

/**
 * The skeleton of a TIFF file, or of the EXIF data that are built the same way: a chain of directories of entries. Reads TIFF 6.0
 * and BigTIFF, both byte orders.
 */
final class TiffStructure {

    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int LONG8 = 16;

    private final HeaderReader in;
    private final long base;
    private final ByteOrder order;
    private final boolean big;

    /** @param base where the structure begins: all its offsets count from there */
    TiffStructure(HeaderReader in, long base) throws IOException {
        this.in = in;
        this.base = base;
        order = in.has(base, "MM") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        big = in.u16(base + 2, order) == 43;
    }

    static boolean isTiff(HeaderReader in, long base) throws IOException {
        return in.has(base, "II*\0") || in.has(base, "MM\0*") || in.has(base, "II+\0") || in.has(base, "MM\0+");
    }

    /** Where the first directory is. */
    long first() throws IOException {
        return place(big ? in.u64(base + 8, order) : in.u32(base + 4, order));
    }

    /** Where the directory after this one is; {@link #none} behind the last. */
    long next(long directory) throws IOException {
        long at = entry(directory, entries(directory));
        return place(big ? in.u64(at, order) : in.u32(at, order));
    }

    /** Whether this is no place of a directory, but the end of the chain. */
    boolean none(long directory) {
        return directory == base;
    }

    /** How many entries a directory says it has; may be any number that is not negative. */
    long entries(long directory) throws IOException {
        long entries = big ? in.u64(directory, order) : in.u16(directory, order);
        if (entries < 0 || entries > 0xffff) {
            throw Claims.damaged("a TIFF directory claims " + Long.toUnsignedString(entries) + " entries");
        }
        return entries;
    }

    /** Where an entry of a directory is. */
    long entry(long directory, long index) {
        return big ? directory + 8 + 20 * index : directory + 2 + 12 * index;
    }

    int tag(long entry) throws IOException {
        return in.u16(entry, order);
    }

    /** The bytes an entry's values take outside the directory; 0 when they are inside. */
    long outside(long entry) throws IOException {
        long width = switch (in.u16(entry + 2, order)) {
            case SHORT, 8 -> 2;
            case LONG, 9, 11, 13 -> 4;
            case 5, 10, 12, LONG8, 17, 18 -> 8;
            default -> 1;
        };
        long count = count(entry);
        if (count < 0 || count > in.size()) {
            throw Claims.damaged("a TIFF entry claims more values than the file has bytes");
        }
        long bytes = width * count;
        return bytes <= (big ? 8 : 4) ? 0 : bytes;
    }

    long count(long entry) throws IOException {
        return big ? in.u64(entry + 4, order) : in.u32(entry + 4, order);
    }

    /** The first value of an entry, as an unsigned whole number. */
    long value(long entry) throws IOException {
        long at = entry + (big ? 12 : 8);
        if (outside(entry) > 0) {
            at = place(big ? in.u64(at, order) : in.u32(at, order));
        }
        return switch (in.u16(entry + 2, order)) {
            case SHORT -> in.u16(at, order);
            case LONG -> in.u32(at, order);
            case LONG8 -> in.u64(at, order);
            default -> in.u8(at);
        };
    }

    private long place(long offset) {
        if (offset < 0 || offset > in.size()) {
            throw Claims.damaged("a TIFF offset points beyond the end");
        }
        return base + offset;
    }
}
