package dev.sluice.image.rows.webp;

import dev.sluice.units.PixelSize;

/**
 * Adds to red what green foretells of it, and to blue what green and red do (RFC 9649 section 3.5.2). Asks for the heap it holds:
 * {@value #BYTES_OF_TILE} bytes a tile.
 */
final class ColourTransform implements Transform {

    /** The three factors. */
    static final int BYTES_OF_TILE = 3;

    private static final int FRACTION_BITS = 5;
    private static final int ALPHA_GREEN = 0xff00ff00;

    private final int width;
    private final int bits;
    private final int across;
    private final byte[] factors;

    private ColourTransform(int width, int bits, PixelSize tiles) {
        this.width = width;
        this.bits = bits;
        across = tiles.width();
        factors = new byte[Math.toIntExact(BYTES_OF_TILE * tiles.pixels())];
    }

    static ColourTransform read(SubImages subImages, PixelSize image, Headroom headroom) {
        int bits = subImages.tileBits();
        PixelSize tiles = SubImages.tiles(image, bits);
        headroom.take(BYTES_OF_TILE * tiles.pixels());
        ColourTransform made = new ColourTransform(image.width(), bits, tiles);
        subImages.read(tiles, made::take);
        return made;
    }

    private void take(int[] argb, int y) {
        int at = y * across * BYTES_OF_TILE;
        for (int x = 0; x < across; x++) {
            factors[at++] = (byte) argb[x];
            factors[at++] = (byte) (argb[x] >> 8);
            factors[at++] = (byte) (argb[x] >> 16);
        }
    }

    @Override
    public void undo(int[] argb, int y) {
        int tile = (y >> bits) * across * BYTES_OF_TILE;
        int side = 1 << bits;
        for (int x = 0; x < width; x += side) {
            add(argb, x, Math.min(width, x + side), factors[tile], factors[tile + 1], factors[tile + 2]);
            tile += BYTES_OF_TILE;
        }
    }

    private static void add(int[] argb, int from, int to, int greenToRed, int greenToBlue, int redToBlue) {
        for (int x = from; x < to; x++) {
            int pixel = argb[x];
            int green = (byte) (pixel >> 8);
            int red = (pixel >> 16) + ((greenToRed * green) >> FRACTION_BITS);
            int blue = pixel + ((greenToBlue * green) >> FRACTION_BITS) + ((redToBlue * (byte) red) >> FRACTION_BITS);
            argb[x] = (pixel & ALPHA_GREEN) | ((red & 0xff) << 16) | (blue & 0xff);
        }
    }
}
