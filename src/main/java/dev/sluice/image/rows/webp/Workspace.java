package dev.sluice.image.rows.webp;

import dev.sluice.units.PixelSize;

/**
 * What the images of one chunk share, for they are decoded one after the other: parameters of transforms, groups of prefix codes,
 * then the picture. Holds {@link #heap} bytes of heap.
 */
final class Workspace {

    /**
     * Pixels that a ring needs for any picture: no copy reaches further back than 1&nbsp;048&nbsp;456 pixels (RFC 9649 section 3.6.2.2: distance
     * symbol 39 with all of its 18 further bits set, less the 120 codes of near pixels).
     */
    private static final int LONGEST_RING = 1 << 20;

    /** A palette may have more colours than a small picture has pixels. */
    private static final int LEAST_PIXELS = 256;

    /** RFC 9649 section 3.6.2.3 */
    static final int MOST_CACHE_BITS = 11;

    final BitReader in;
    final CodeGroups codes;
    final int[] ring;
    final int[] cache = new int[1 << MOST_CACHE_BITS];

    /** A row of the image that is decoded. */
    final int[] row;

    Workspace(BitReader in, CodeGroups codes, PixelSize picture) {
        this.in = in;
        this.codes = codes;
        ring = new int[ring(picture)];
        row = new int[row(picture)];
    }

    static long heap(PixelSize picture) {
        return 4L * (ring(picture) + row(picture) + (1 << MOST_CACHE_BITS));
    }

    private static int row(PixelSize picture) {
        return Math.max(LEAST_PIXELS, picture.width());
    }

    /** A power of two, for places in the ring are found by a mask. */
    private static int ring(PixelSize picture) {
        int needed = Math.clamp(picture.pixels(), LEAST_PIXELS, LONGEST_RING);
        return Integer.highestOneBit(2 * needed - 1);
    }
}
