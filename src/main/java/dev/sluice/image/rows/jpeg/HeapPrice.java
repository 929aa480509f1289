package dev.sluice.image.rows.jpeg;

import dev.sluice.image.ChromaSubsampling;
import dev.sluice.units.PixelSize;

/** The heap that a picture takes, in bytes: one row of MCUs, a window for each scan, and tables. */
final class HeapPrice {

    /** Scans in the price of every picture. Encoders make 10 to 12 of them, the most eager ones some 20. */
    static final int ORDINARY_SCANS = 24;

    /** Huffman tables in the price of every picture: one for each scan but those that refine means, and some for colour. */
    static final int ORDINARY_TABLES = 32;

    private static final long ARRAY = 16;

    /** What a few small objects come to. */
    private static final long OBJECTS = 512;

    /** A scan: the window of its cursor and what points to it. */
    static final long SCAN = FileWindow.SIZE + OBJECTS;

    /** A Huffman table ready for decoding. */
    static final long TABLE = 2L * (1 << HuffmanTable.LOOK_AHEAD)
            + HuffmanTable.MAX_SYMBOLS
            + 2 * 4 * (HuffmanTable.MAX_LENGTH + 1)
            + 5 * ARRAY;

    private static final long COEFFICIENTS = 64;

    /** A block: its coefficients, and the mask of those that are not zero. */
    private static final long BLOCK = Short.BYTES * COEFFICIENTS + Long.BYTES;

    /** Raw Huffman and quantisation tables, the window of the index, the buffer of the result. */
    private static final long FIXED = 8L * (HuffmanTable.MAX_SYMBOLS + HuffmanTable.MAX_LENGTH + 2 * ARRAY)
            + 8 * (Character.BYTES * COEFFICIENTS + ARRAY)
            + (long) Frame.MAX_COMPONENTS * (Integer.BYTES * COEFFICIENTS + ARRAY)
            + 2L * (FileWindow.SIZE + ARRAY)
            + TargetBuffer.SIZE
            + MarkerWalk.MAX_KEPT * 48L
            + 16 * OBJECTS;

    private HeapPrice() {}

    /** A picture of which only this is known, with an ordinary number of scans and tables. */
    static long ordinary(PixelSize size, int components, ChromaSubsampling subsampling) {
        return FIXED
                + ORDINARY_SCANS * SCAN
                + ORDINARY_TABLES * TABLE
                + 4L * components * ARRAY
                + BLOCK * ordinaryBlocks(size, components, subsampling);
    }

    /** What the rows of a picture take beyond its ordinary price. */
    static long beyondOrdinary(Frame frame) {
        int count = frame.components().size();
        return Math.max(0, BLOCK * (frame.blocksPerRow() - ordinaryBlocks(frame.size(), count, frame.subsampling())));
    }

    /** Blocks in a row of MCUs with the usual factors for a subsampling; for an unusual one, as many as can be. */
    private static long ordinaryBlocks(PixelSize size, int components, ChromaSubsampling subsampling) {
        return switch (subsampling) {
            case GREY -> blocks(size, 1, 1);
            case YUV444 -> blocks(size, 1, components);
            case YUV422 -> blocks(size, 2, thinned(2, components));
            case YUV420 -> blocks(size, 2, thinned(4, components));
            case YUV440 -> blocks(size, 1, thinned(2, components));
            case YUV411 -> blocks(size, 4, thinned(4, components));
            case OTHER -> blocks(size, 1, Frame.MAX_BLOCKS_PER_UNIT);
        };
    }

    /** Blocks of an MCU whose first component, and fourth if there is one, have this many, the others one each. */
    private static int thinned(int full, int components) {
        return full + 2 + (components == Frame.MAX_COMPONENTS ? full : 0);
    }

    private static long blocks(PixelSize size, int across, int blocksPerUnit) {
        return (long) Math.ceilDiv(size.width(), Frame.BLOCK * across) * blocksPerUnit;
    }
}
