package dev.sluice.image.rows.webp;

import dev.sluice.failure.BadInput;
import dev.sluice.units.PixelSize;

/** Reads the small images that come before the picture and hold parameters of transforms and groups of prefix codes. */
final class SubImages {

    private static final int ROWS_BETWEEN_LOOKS = 64;

    private final Workspace workspace;
    private final Runnable look;

    SubImages(Workspace workspace, Runnable look) {
        this.workspace = workspace;
        this.look = look;
    }

    /** Takes the rows of a small image. */
    @FunctionalInterface
    interface Taker {
        /** @param argb the row from 0 on, used again */
        void row(int[] argb, int y);
    }

    /** The side of tiles, as a power of two (RFC 9649 sections 3.5.1, 3.5.2 and 3.7.2.2). */
    int tileBits() {
        return 2 + workspace.in.read(3);
    }

    /** How many tiles of a side of 2 to the power of {@code bits} cover an image. */
    static PixelSize tiles(PixelSize image, int bits) {
        int side = 1 << bits;
        return new PixelSize(Math.ceilDiv(image.width(), side), Math.ceilDiv(image.height(), side));
    }

    /**
     * Reads an entropy-coded image without transforms and without an image of groups of its own.
     *
     * @throws BadInput DAMAGED_PICTURE when it makes no sense
     */
    void read(PixelSize size, Taker taker) {
        int cacheBits = cacheBits();
        GroupTiles tiles = GroupTiles.one();
        workspace.codes.read(tiles.directory, cacheBits, look);
        EntropyDecoder decoder = new EntropyDecoder(workspace, size, cacheBits, tiles);
        for (int y = 0; y < size.height(); y++) {
            decoder.row();
            taker.row(workspace.row, y);
            if (y % ROWS_BETWEEN_LOOKS == 0) {
                look.run();
            }
        }
    }

    /**
     * Reads what every entropy-coded image begins with.
     *
     * @return bits of the number of a colour in the cache; 0 when there is no cache
     * @throws BadInput DAMAGED_PICTURE when they are not 1 to 11
     */
    int cacheBits() {
        if (!workspace.in.flag()) {
            return 0;
        }
        int bits = workspace.in.read(4);
        if (bits < 1 || bits > Workspace.MOST_CACHE_BITS) {
            throw Defect.damaged("its WebP colour cache has an impossible size");
        }
        return bits;
    }
}
