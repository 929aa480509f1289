package dev.sluice.image.rows.webp;

import dev.sluice.units.PixelSize;
import java.util.Arrays;

/**
 * Which group of prefix codes each tile of an image uses: the entropy image (RFC 9649 section 3.7.2.2). Asks for the heap it
 * holds: two bytes a tile and four a group.
 */
final class GroupTiles {

    /** The side of a tile that is larger than any picture. */
    private static final int WHOLE = 15;

    /** Sides of tiles are 2 to the power of this, up to 7 more. */
    static final int LEAST_BITS = 2;

    final int bits;
    final int across;
    final char[] groups;

    /** For each group what {@link CodeGroups#read} says of it. */
    final int[] directory;

    private GroupTiles(int bits, int across, char[] groups, int[] directory) {
        this.bits = bits;
        this.across = across;
        this.groups = groups;
        this.directory = directory;
    }

    /** One group for all. */
    static GroupTiles one() {
        return new GroupTiles(WHOLE, 0, new char[1], new int[1]);
    }

    /** Reads the entropy image of an image. */
    static GroupTiles read(SubImages subImages, PixelSize image, Headroom headroom) {
        int bits = subImages.tileBits();
        PixelSize tiles = SubImages.tiles(image, bits);
        headroom.take(2 * tiles.pixels());
        char[] groups = new char[(int) tiles.pixels()];
        subImages.read(tiles, (argb, y) -> {
            int at = y * tiles.width();
            for (int x = 0; x < tiles.width(); x++) {
                groups[at + x] = (char) (argb[x] >> 8);
            }
        });
        int highest = 0;
        for (char group : groups) {
            highest = Math.max(highest, group);
        }
        headroom.take(4L * (highest + 1));
        int[] directory = new int[highest + 1];
        Arrays.fill(directory, CodeGroups.UNUSED);
        for (char group : groups) {
            directory[group] = 0;
        }
        return new GroupTiles(bits, tiles.width(), groups, directory);
    }
}
