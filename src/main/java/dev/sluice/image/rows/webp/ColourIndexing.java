package dev.sluice.image.rows.webp;

import dev.sluice.units.PixelSize;

/** Replaces numbers of colours, up to eight in the green of a pixel, by the colours (RFC 9649 section 3.5.4). Holds 1 KiB. */
final class ColourIndexing implements Transform {

    static final long HEAP = 4L * 256;

    /** Numbers beyond the palette are transparent black. */
    private final int[] palette = new int[256];

    private final int width;

    /** A pixel holds 2 to the power of this many numbers. */
    private final int packing;

    private ColourIndexing(int width, int colours) {
        this.width = width;
        packing = colours > 16 ? 0 : colours > 4 ? 1 : colours > 2 ? 2 : 3;
    }

    static ColourIndexing read(BitReader in, SubImages subImages, int width) {
        int colours = 1 + in.read(8);
        ColourIndexing made = new ColourIndexing(width, colours);
        subImages.read(new PixelSize(colours, 1), (argb, y) -> {
            int colour = 0;
            for (int i = 0; i < colours; i++) {
                colour = Predictors.sum(colour, argb[i]);
                made.palette[i] = colour;
            }
        });
        return made;
    }

    /** Width of the rows of numbers. */
    int packedWidth() {
        return Math.ceilDiv(width, 1 << packing);
    }

    @Override
    public void undo(int[] argb, int y) {
        int packing = this.packing;
        int bits = 8 >> packing;
        int mask = (1 << bits) - 1;
        int within = (1 << packing) - 1;
        // From the right: no number is overwritten before its pixels are done.
        for (int x = width - 1; x >= 0; x--) {
            argb[x] = palette[(argb[x >> packing] >> (8 + (x & within) * bits)) & mask];
        }
    }
}
