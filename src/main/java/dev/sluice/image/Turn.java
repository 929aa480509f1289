package dev.sluice.image;

import dev.sluice.units.PixelSize;

/**
 * How a picture is turned and mirrored, in this order.
 *
 * @param upright whether first as its EXIF orientation asks
 * @param quarters clockwise, 0 to 3
 * @param mirrored whether left and right then change places
 * @param flipped whether top and bottom then do
 */
public record Turn(boolean upright, int quarters, boolean mirrored, boolean flipped) {

    /** As its EXIF orientation asks. */
    public static final Turn UPRIGHT = new Turn(true, 0, false, false);

    /** EXIF orientations by clockwise quarters, and then by those that are mirrored afterwards. */
    private static final int[] TURNED = {1, 6, 3, 8};

    private static final int[] TURNED_AND_MIRRORED = {2, 5, 4, 7};

    /** @throws IllegalArgumentException when it is no number of quarters below a whole turn */
    public Turn {
        if (quarters < 0 || quarters > 3) {
            throw new IllegalArgumentException(quarters + " quarters");
        }
    }

    /** The EXIF orientation (1 to 8) that asks for all of it at once, for a picture stored with {@code stored}. */
    int orientation(int stored) {
        int exif = upright ? stored : 1;
        boolean mirror = exif == 2 || exif == 4 || exif == 5 || exif == 7;
        int turned = 0;
        for (int quarter = 0; quarter < 4; quarter++) {
            if (TURNED[quarter] == exif || TURNED_AND_MIRRORED[quarter] == exif) {
                turned = quarter;
            }
        }
        // To turn what is mirrored is to mirror what is turned the other way; top and bottom change places by half a
        // turn and a mirror.
        int all = turned + (mirror ? 4 - quarters : quarters) + (flipped ? 2 : 0);
        boolean mirroredInAll = mirror ^ mirrored ^ flipped;
        return (mirroredInAll ? TURNED_AND_MIRRORED : TURNED)[all % 4];
    }

    /**
     * Where an area of the turned picture lies in the picture as stored.
     *
     * @param shown size of the turned picture
     * @param orientation by which it was turned, 1 to 8
     */
    static Area stored(Area area, PixelSize shown, int orientation) {
        PixelSize size = area.size();
        int left = area.left();
        int top = area.top();
        int right = shown.width() - left - size.width();
        int bottom = shown.height() - top - size.height();
        return switch (orientation) {
            case 2 -> new Area(right, top, size);
            case 3 -> new Area(right, bottom, size);
            case 4 -> new Area(left, bottom, size);
            case 5 -> new Area(top, left, size.transposed());
            case 6 -> new Area(top, right, size.transposed());
            case 7 -> new Area(bottom, right, size.transposed());
            case 8 -> new Area(bottom, left, size.transposed());
            default -> area;
        };
    }
}
