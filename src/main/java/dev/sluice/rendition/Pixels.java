package dev.sluice.rendition;

import dev.sluice.units.PixelSize;
import java.nio.ByteBuffer;

/**
 * The pixels of a picture, for the program itself to look at: blue, green and red of 8 bits each. Stands in the memory of a lease that
 * {@link Renditions#look} holds, and may be used until that returns. Safe for threads.
 */
public final class Pixels {

    private static final int CHANNELS = 3;
    private static final int HEADER = 54;

    private final PixelSize source;
    private final PixelSize size;
    private final ByteBuffer bitmap;
    private final int rowBytes;

    /** @param bitmap as {@link dev.sluice.image.Output.Bmp} is written: rows from the bottom, each of a multiple of four bytes */
    Pixels(PixelSize source, PixelSize size, ByteBuffer bitmap) {
        this.source = source;
        this.size = size;
        this.bitmap = bitmap;
        rowBytes = (size.width() * CHANNELS + 3) / 4 * 4;
    }

    /** Of the picture that this was made of, upright. */
    public PixelSize source() {
        return source;
    }

    public PixelSize size() {
        return size;
    }

    /**
     * Copies one row.
     *
     * @param row from the top, from 0
     * @param into gets three bytes for each pixel: blue, green, red
     */
    public void row(int row, byte[] into) {
        bitmap.get(HEADER + (size.height() - 1 - row) * rowBytes, into, 0, size.width() * CHANNELS);
    }
}
