package dev.sluice.image.rows.bmp;

import dev.sluice.units.PixelSize;

/**
 * What stands before the pixels of a BMP: the header, the masks and the palette. Holds a palette of at most 1 KiB.
 */
final class BmpStructure {

    private static final int FILE_HEADER = 14;
    private static final int OS2_HEADER = 12;
    private static final int WINDOWS_HEADER = 40;
    private static final int HEADER_WITH_ALPHA_MASK = 56;
    private static final int HEADER_OF_OS2_2 = 64;
    private static final int VERSION_4_HEADER = 108;
    private static final int LONGEST_HEADER = 124;
    private static final int MOST_PIXELS_A_SIDE = 65_535;

    private static final int ALPHA_ON_TOP = 0xff00_0000;

    private final ByteWindow file;
    private final boolean icon;
    private final long start;
    private final long header;
    private final PixelSize size;
    private final boolean topDown;
    private final int bits;
    private final Compression compression;
    private final ChannelMask[] masks;
    private final int[] palette;
    private final long pixels;

    /** How pixels are written; those of Huffman codes and of whole JPEG and PNG files in it are none of them. */
    enum Compression {
        /** 0, {@code BI_RGB}. */
        NONE,
        /** 3 and 6, {@code BI_BITFIELDS} and {@code BI_ALPHABITFIELDS}. */
        MASKS,
        /** 1 and 2, {@code BI_RLE8} and {@code BI_RLE4}. */
        RUN_LENGTHS
    }

    /**
     * Reads it.
     *
     * @param start where the file header is; of an icon where the header behind it is, for there is none
     * @throws dev.sluice.failure.BadInput when it is none, or of a kind that is not known
     */
    BmpStructure(ByteWindow file, long start, boolean icon) {
        this.file = file;
        this.icon = icon;
        this.start = start;
        file.seek(start);
        long claimed = icon ? 0 : pixelsOfFile();
        long at = icon ? start : start + FILE_HEADER;
        file.seek(at);
        header = file.u32();
        boolean old = header == OS2_HEADER;
        if (!old && (header < WINDOWS_HEADER || header > LONGEST_HEADER)) {
            throw Damage.unsupported("its BMP header has " + header + " bytes");
        }
        long width = old ? file.u16() : file.i32();
        long height = old ? file.u16() : file.i32();
        topDown = height < 0;
        size = size(width, Math.abs(height));
        file.u16();
        bits = bits(file.u16());
        int number = old ? 0 : file.i32();
        compression = compression(number);
        file.seek(at + 32);
        long colours = old ? 0 : file.u32();
        masks = masks(at, number);
        long behind = at + header + masksBehind(number);
        palette = palette(behind, colours, claimed);
        pixels = icon ? behind + (bits <= 8 ? 4L * declared(colours) : 4 * colours) : claimed;
        if (pixels < behind) {
            throw Damage.damaged("its pixels begin within its header");
        }
    }

    private long pixelsOfFile() {
        if (file.u16() != ('B' | 'M' << 8)) {
            throw Damage.damaged("it is no BMP");
        }
        file.seek(start + 10);
        return start + file.u32();
    }

    /** An icon says twice its height: that of its mask is counted as well. */
    private PixelSize size(long width, long height) {
        long own = icon ? height / 2 : height;
        if (width <= 0 || own <= 0) {
            throw Damage.damaged("its header says " + width + "x" + height + " pixels");
        }
        if (width > MOST_PIXELS_A_SIDE || own > MOST_PIXELS_A_SIDE) {
            throw Damage.unsupported("it is " + width + "x" + own + " pixels");
        }
        return new PixelSize((int) width, (int) own);
    }

    private static int bits(int bits) {
        return switch (bits) {
            case 1, 2, 4, 8, 16, 24, 32 -> bits;
            default -> throw Damage.unsupported("its pixels have " + bits + " bits");
        };
    }

    private Compression compression(int number) {
        boolean runs = (number == 1 && bits == 8) || (number == 2 && bits == 4);
        boolean masked = (number == 3 || number == 6) && (bits == 16 || bits == 32) && header != HEADER_OF_OS2_2;
        if (number == 0) {
            return Compression.NONE;
        }
        if (masked) {
            return Compression.MASKS;
        }
        if (!runs || topDown || icon) {
            throw Damage.unsupported("its pixels of " + bits + " bits are compressed by method " + number);
        }
        return Compression.RUN_LENGTHS;
    }

    /** Bytes of masks that stand behind a header that has no place for them. */
    private int masksBehind(int number) {
        boolean behind = compression == Compression.MASKS && header == WINDOWS_HEADER;
        return behind ? number == 6 ? 16 : 12 : 0;
    }

    /** Red, green, blue, alpha; of pixels with a palette there are none. */
    private ChannelMask[] masks(long at, int number) {
        if (bits != 16 && bits != 32) {
            return new ChannelMask[0];
        }
        int[] own = bits == 16 ? new int[] {0x7c00, 0x3e0, 0x1f, 0} : new int[] {0xff_0000, 0xff00, 0xff, 0};
        file.seek(at + WINDOWS_HEADER);
        if (compression == Compression.MASKS) {
            own = new int[] {file.i32(), file.i32(), file.i32(), 0};
            own[3] = number == 6 || header >= HEADER_WITH_ALPHA_MASK ? file.i32() : 0;
        } else if (bits == 32 && icon) {
            own[3] = ALPHA_ON_TOP;
        } else if (bits == 32 && header >= VERSION_4_HEADER) {
            file.seek(at + 52);
            own[3] = file.i32() == ALPHA_ON_TOP ? ALPHA_ON_TOP : 0;
        }
        return new ChannelMask[] {
            ChannelMask.of(own[0]), ChannelMask.of(own[1]), ChannelMask.of(own[2]), ChannelMask.of(own[3])
        };
    }

    /** Entries that the header says there are; 0 stands for all that there can be. */
    private int declared(long colours) {
        return (int) (colours == 0 ? 1L << bits : Math.min(colours, 1 << 16));
    }

    /** As many entries as are declared, as a pixel can name, and as stand before the pixels. */
    private int[] palette(long at, long colours, long claimed) {
        if (bits > 8) {
            return new int[0];
        }
        int entry = header == OS2_HEADER ? 3 : 4;
        long room = icon ? Long.MAX_VALUE : (claimed - at) / entry;
        int count = (int) Math.min(room, Math.min(declared(colours), 1 << bits));
        if (count <= 0) {
            throw Damage.damaged("it has a palette without colours");
        }
        file.seek(at);
        int[] entries = new int[count];
        for (int i = 0; i < count; i++) {
            entries[i] = ALPHA_ON_TOP | file.u8() | file.u8() << 8 | file.u8() << 16;
            if (entry == 4) {
                file.u8();
            }
        }
        return entries;
    }

    PixelSize size() {
        return size;
    }

    boolean topDown() {
        return topDown;
    }

    /** 1, 2, 4 and 8 name colours of the palette. */
    int bits() {
        return bits;
    }

    Compression compression() {
        return compression;
    }

    /** Red, green, blue and alpha of pixels of 16 and 32 bits. */
    ChannelMask mask(int channel) {
        return masks[channel];
    }

    /** Opaque colours, alpha in the highest byte and blue in the lowest. */
    int[] palette() {
        return palette;
    }

    /** Whether pixels may be transparent. */
    boolean alpha() {
        return icon || (masks.length > 0 && masks[3].bits() > 0);
    }

    /** Where the pixels begin. */
    long pixels() {
        return pixels;
    }

    /** Bytes of a row that is not compressed: whole groups of four. */
    int rowBytes() {
        return rowBytes(bits);
    }

    private int rowBytes(int bitsOfPixel) {
        return (int) (((long) size.width() * bitsOfPixel + 31) / 32 * 4);
    }

    /** Bytes of a row that matter. */
    int usedBytes() {
        return (int) (((long) size.width() * bits + 7) / 8);
    }

    /** Bytes of a row of an icon's mask. */
    int maskRowBytes() {
        return rowBytes(1);
    }

    /** Where the mask of an icon begins. */
    long mask() {
        return pixels + (long) rowBytes() * size.height();
    }
}
