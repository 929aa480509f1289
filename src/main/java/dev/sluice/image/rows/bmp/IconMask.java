package dev.sluice.image.rows.bmp;

import org.jspecify.annotations.Nullable;

/**
 * What is transparent of an icon: what its pixels say, or, where none of them says that it can be seen at all, the mask behind them, a bit
 * for each pixel. For one thread.
 */
final class IconMask {

    private static final int OPAQUE = 0xff00_0000;

    private final int width;
    private final boolean ownAlpha;
    private final @Nullable PlainRows rows;

    private IconMask(int width, boolean ownAlpha, @Nullable PlainRows rows) {
        this.width = width;
        this.ownAlpha = ownAlpha;
        this.rows = rows;
    }

    /**
     * @param end of the icon in the file: a mask that is not before it is none
     * @param ownAlpha whether pixels tell their opacity
     */
    static IconMask of(ByteWindow file, BmpStructure bmp, long end, boolean ownAlpha) {
        int row = bmp.maskRowBytes();
        int height = bmp.size().height();
        boolean there = bmp.mask() + (long) row * height <= Math.min(end, file.size());
        PlainRows rows = there && !ownAlpha ? new PlainRows(file, bmp.mask(), height, bmp.topDown(), row, row) : null;
        return new IconMask(bmp.size().width(), ownAlpha, rows);
    }

    /** Gives the pixels of a row their opacity. */
    void apply(int row, int[] pixels) {
        if (ownAlpha) {
            return;
        }
        int from = rows == null ? 0 : rows.row(row);
        byte[] bits = rows == null ? new byte[0] : rows.bytes();
        for (int x = 0; x < width; x++) {
            boolean hidden = rows != null && (bits[from + x / 8] >> (7 - x % 8) & 1) != 0;
            pixels[x] = hidden ? pixels[x] & ~OPAQUE : pixels[x] | OPAQUE;
        }
    }
}
