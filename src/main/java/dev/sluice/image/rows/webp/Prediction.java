package dev.sluice.image.rows.webp;

import dev.sluice.units.PixelSize;

/**
 * Adds to each pixel what its neighbours to the left and above foretell of it, in one of fourteen ways for each tile (RFC 9649
 * section 3.5.1). Holds a row; asks for the byte that it holds for each tile.
 */
final class Prediction implements Transform {

    private static final int MODES = 0x0f;

    private final int width;
    private final int bits;
    private final int across;
    private final byte[] modes;

    /** The row above, and behind it what stands above and to the right of its end: the first pixel of the row below. */
    private final int[] above;

    private Prediction(int width, int bits, PixelSize tiles) {
        this.width = width;
        this.bits = bits;
        across = tiles.width();
        modes = new byte[(int) tiles.pixels()];
        above = new int[width + 1];
    }

    static long heap(int width) {
        return 4L * (width + 1);
    }

    static Prediction read(SubImages subImages, PixelSize image, Headroom headroom) {
        int bits = subImages.tileBits();
        PixelSize tiles = SubImages.tiles(image, bits);
        headroom.take(tiles.pixels());
        Prediction made = new Prediction(image.width(), bits, tiles);
        subImages.read(tiles, made::take);
        return made;
    }

    private void take(int[] argb, int y) {
        int at = y * across;
        for (int x = 0; x < across; x++) {
            modes[at + x] = (byte) ((argb[x] >> 8) & MODES);
        }
    }

    @Override
    public void undo(int[] argb, int y) {
        if (y == 0) {
            argb[0] = Predictors.sum(argb[0], Predictors.BLACK);
            Predictors.undo(Predictors.LEFT, argb, above, 1, width);
        } else {
            argb[0] = Predictors.sum(argb[0], above[0]);
            above[width] = argb[0];
            tiles(argb, (y >> bits) * across);
        }
        System.arraycopy(argb, 0, above, 0, width);
    }

    private void tiles(int[] argb, int firstTile) {
        int tile = firstTile;
        int side = 1 << bits;
        int x = 1;
        for (int end = side; x < width; end += side) {
            int to = Math.min(end, width);
            Predictors.undo(modes[tile++], argb, above, x, to);
            x = to;
        }
    }
}
