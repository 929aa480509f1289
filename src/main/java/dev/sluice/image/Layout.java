package dev.sluice.image;

import dev.sluice.units.PixelSize;

/** How a format lays its pixels out in the file: what decides whether they can be read row by row, and so what they cost. */
public sealed interface Layout {

    /**
     * A JPEG file (ITU-T T.81).
     *
     * @param process which coding process its frame header names
     * @param subsampling of the colour channels
     * @param samples of all components at full size, padded to whole blocks: a progressive decoder holds 2 bytes for each
     * @param inverted whether an Adobe marker says that CMYK values are stored inverted
     */
    record Jpeg(CodingProcess process, ChromaSubsampling subsampling, long samples, boolean inverted)
            implements Layout {}

    /** The coding processes of JPEG, by their frame header. */
    enum CodingProcess {
        /** SOF0: scans of whole blocks, read in one pass. */
        BASELINE,
        /** SOF1: as baseline, with up to 12 bits and four tables. */
        EXTENDED,
        /** SOF2: every scan passes over the whole picture. */
        PROGRESSIVE,
        /** SOF3, SOF5-7, SOF9-15: lossless, hierarchical or arithmetic coding; and SOF0 or SOF1 with a scan for each component. */
        UNUSUAL
    }

    /**
     * A PNG file.
     *
     * @param interlaced whether Adam7 spreads it over seven passes
     * @param palette whether pixels are indices
     * @param animated whether it is an APNG
     */
    record Png(boolean interlaced, boolean palette, boolean animated) implements Layout {}

    /** A WebP file. */
    record Webp(boolean lossless, boolean animated) implements Layout {}

    /**
     * A GIF file.
     *
     * @param interlaced whether the rows of its first frame are spread over four passes
     * @param whole false when the file ends within a frame
     */
    record Gif(boolean interlaced, boolean whole) implements Layout {}

    /**
     * An AVIF or HEIC file.
     *
     * @param tile size of the largest coded picture, by its own header where that is known: smaller than the whole for a grid
     * @param av1 whether it is coded as AV1 (AVIF); HEVC otherwise
     */
    record Heif(PixelSize tile, boolean av1) implements Layout {}

    /**
     * A TIFF file.
     *
     * @param block size of one strip or tile
     * @param tiled whether blocks are tiles
     * @param planar whether each channel has blocks of its own, or a block has to be decoded whole for another reason (YCbCr)
     * @param compression the value of tag 259
     */
    record Tiff(PixelSize block, boolean tiled, boolean planar, int compression) implements Layout {}

    /**
     * A BMP file.
     *
     * @param topDown whether the first row in the file is the upper one
     * @param compression the header's number for it
     */
    record Bmp(boolean topDown, int compression) implements Layout {

        /** Whether rows are written as runs of pixels, {@code BI_RLE8} or {@code BI_RLE4}. */
        boolean runLengths() {
            return compression == 1 || compression == 2;
        }
    }

    /**
     * An ICO file.
     *
     * @param offset where its largest picture begins
     * @param length bytes of that
     * @param picture how that is stored: as {@link Png}, or as {@link Bmp} without a file header
     */
    record Ico(long offset, long length, Layout picture) implements Layout {}

    /** A format whose structure is the decoder's own affair and which is priced by its pixels alone. */
    record Whole() implements Layout {}
}
