package dev.sluice.image.rows.png;

import dev.sluice.units.PixelSize;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What stands before a picture's image data and matters for its pixels (ISO/IEC 15948 section 11.2 and 11.3.2). Odd transparency is
 * ignored where libpng ignores it. Holds less than 2 KiB. Immutable once read.
 */
final class PngStructure {

    /** The longest side that is read, as everywhere here. */
    static final int MAX_SIDE = 65_535;

    private static final long SIGNATURE = 0x8950_4E47_0D0A_1A0AL;

    private static final int IHDR = 0x4948_4452;
    private static final int PLTE = 0x504C_5445;
    private static final int TRNS = 0x7452_4E53;
    private static final int IDAT = 0x4944_4154;
    private static final int IEND = 0x4945_4E44;

    private static final int HEADER_BYTES = 13;
    private static final int MAX_PALETTE = 256;
    private static final int BYTES_PER_COLOUR = 3;

    /** A chunk whose type has this bit may be let be by who does not know it (section 5.4). */
    private static final int ANCILLARY = 0x2000_0000;

    private final FileWindow file;
    private final CRC32 checksum = new CRC32();
    private PixelSize size = new PixelSize(1, 1);
    private int depth;
    private ColourType colour = ColourType.GREY;
    private boolean interlaced;
    private long imageBytes;
    private byte @Nullable [] palette;
    private byte @Nullable [] transparency;

    /**
     * Reads to the contents of the first IDAT chunk.
     *
     * @param file at its begin
     * @throws dev.sluice.failure.BadInput DAMAGED_PICTURE when it is no PNG, or broken; UNSUPPORTED_PICTURE when it has a critical chunk
     *     that is not known, or a side that is too long
     */
    PngStructure(FileWindow file) {
        this.file = file;
        if (((long) file.i32() << 32 | (file.i32() & 0xffff_ffffL)) != SIGNATURE) {
            throw Damage.damaged("it does not begin as a PNG does");
        }
        if (file.i32() != HEADER_BYTES || file.i32() != IHDR) {
            throw Damage.damaged("its PNG header is missing");
        }
        header(contents(IHDR, HEADER_BYTES));
        chunks();
        if (colour == ColourType.PALETTE && palette == null) {
            throw Damage.damaged("it is a PNG of palette colours without a palette");
        }
    }

    PixelSize size() {
        return size;
    }

    /** Bits of a sample. */
    int depth() {
        return depth;
    }

    ColourType colour() {
        return colour;
    }

    boolean interlaced() {
        return interlaced;
    }

    /** Red, green and blue of each entry; null where none is needed. */
    byte @Nullable [] palette() {
        return palette;
    }

    /** The alpha of the first entries of the palette, or two bytes for each sample of the one transparent colour; or null. */
    byte @Nullable [] transparency() {
        return transparency;
    }

    /** Length of the first IDAT chunk. */
    long imageBytes() {
        return imageBytes;
    }

    private void header(byte[] contents) {
        long width = i32(contents, 0) & 0xffff_ffffL;
        long height = i32(contents, 4) & 0xffff_ffffL;
        depth = contents[8];
        colour = ColourType.of(contents[9]);
        int interlace = contents[12];
        if (width == 0 || height == 0 || !colour.allows(depth) || contents[10] != 0 || contents[11] != 0) {
            throw Damage.damaged("its PNG header makes no sense");
        }
        if (interlace < 0 || interlace > 1) {
            throw Damage.damaged("its PNG header names no kind of interlacing");
        }
        if (width > MAX_SIDE || height > MAX_SIDE) {
            throw Damage.unsupported("no side may be above " + MAX_SIDE + " pixels");
        }
        size = new PixelSize((int) width, (int) height);
        interlaced = interlace == 1;
    }

    private void chunks() {
        while (true) {
            long length = file.i32() & 0xffff_ffffL;
            int type = file.i32();
            if (length > Integer.MAX_VALUE || !isName(type)) {
                throw Damage.damaged("a chunk of it is longer than a PNG's may be, or has no name");
            }
            if (type == IDAT) {
                imageBytes = length;
                return;
            }
            if (type == IEND) {
                throw Damage.damaged("it is a PNG without pixels");
            }
            if (type == PLTE) {
                palette(length);
            } else if (type == TRNS) {
                transparency(length);
            } else if ((type & ANCILLARY) == 0) {
                throw Damage.unsupported("it is a PNG with a critical chunk that is not known");
            } else {
                file.skip(length + Integer.BYTES);
            }
        }
    }

    /** Section 11.2.2. A palette that colours only suggest is not read. */
    private void palette(long length) {
        if (colour != ColourType.PALETTE) {
            file.skip(length + Integer.BYTES);
            return;
        }
        if (palette != null
                || length == 0
                || length > BYTES_PER_COLOUR * MAX_PALETTE
                || length % BYTES_PER_COLOUR != 0) {
            throw Damage.damaged("its palette makes no sense");
        }
        palette = contents(PLTE, (int) length);
    }

    /** Section 11.3.1.1. */
    private void transparency(long length) {
        boolean fits = switch (colour) {
            case GREY, RGB -> length == 2L * colour.samples();
            case PALETTE -> palette != null && length > 0 && length <= entries(palette);
            case GREY_WITH_ALPHA, RGB_WITH_ALPHA -> false;
        };
        if (fits && transparency == null) {
            transparency = contents(TRNS, (int) length);
        } else {
            file.skip(length + Integer.BYTES);
        }
    }

    private long entries(byte[] colours) {
        return Math.min(colours.length / BYTES_PER_COLOUR, 1 << depth);
    }

    /** Whether all four bytes are letters (section 5.4). */
    private static boolean isName(int type) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            int lower = ((type >> shift) & 0xff) | 0x20;
            if (lower < 'a' || lower > 'z') {
                return false;
            }
        }
        return true;
    }

    private byte[] contents(int type, int length) {
        checksum.reset();
        for (int shift = 24; shift >= 0; shift -= Byte.SIZE) {
            checksum.update(type >> shift);
        }
        byte[] contents = new byte[length];
        for (int at = 0; at < length; at++) {
            contents[at] = (byte) file.u8();
        }
        checksum.update(contents, 0, length);
        if (file.i32() != (int) checksum.getValue()) {
            throw Damage.damaged("its PNG header or palette does not match its checksum");
        }
        return contents;
    }

    private static int i32(byte[] bytes, int at) {
        return bytes[at] << 24 | (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | (bytes[at + 3] & 0xff);
    }
}
