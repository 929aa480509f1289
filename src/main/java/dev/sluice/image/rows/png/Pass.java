package dev.sluice.image.rows.png;

import dev.sluice.units.PixelSize;
import java.util.List;

/**
 * The pixels of a picture that are stored together as a picture of their own: every {@code columnStep}th of every {@code rowStep}th row.
 *
 * @param firstColumn from 0
 * @param firstRow from 0
 */
record Pass(int firstColumn, int firstRow, int columnStep, int rowStep) {

    /** ISO/IEC 15948 section 8.2, in the order of the file. */
    static final List<Pass> ADAM7 = List.of(
            new Pass(0, 0, 8, 8),
            new Pass(4, 0, 8, 8),
            new Pass(0, 4, 4, 8),
            new Pass(2, 0, 4, 4),
            new Pass(0, 2, 2, 4),
            new Pass(1, 0, 2, 2),
            new Pass(0, 1, 1, 2));

    /** A picture that is not interlaced. */
    static final List<Pass> WHOLE = List.of(new Pass(0, 0, 1, 1));

    /** Pixels in a row of it; 0 when the picture is too narrow for it. */
    int width(PixelSize size) {
        return Math.ceilDiv(size.width() - firstColumn, columnStep);
    }

    /** Rows of it; 0 when the picture is too low for it. */
    int height(PixelSize size) {
        return Math.ceilDiv(size.height() - firstRow, rowStep);
    }

    /** Bytes of a row, without the number of its filter. */
    int rowBytes(PixelSize size, int bitsPerPixel) {
        return (int) Math.ceilDiv((long) width(size) * bitsPerPixel, (long) Byte.SIZE);
    }

    /** Bytes that it inflates to; 0 when it has no pixels, for then it has no filters either. */
    long bytes(PixelSize size, int bitsPerPixel) {
        return width(size) <= 0 || height(size) <= 0 ? 0 : (1L + rowBytes(size, bitsPerPixel)) * height(size);
    }

    /** Whether it has pixels in that row of the picture. */
    boolean crosses(int row) {
        return row % rowStep == firstRow;
    }
}
