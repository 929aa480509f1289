package dev.sluice.image;

import dev.sluice.units.PixelSize;

/**
 * A rectangle of a picture.
 *
 * @param left columns before it, at least 0
 * @param top rows above it, at least 0
 * @param size of it
 */
public record Area(int left, int top, PixelSize size) {

    /** @throws IllegalArgumentException when it begins outside the picture */
    public Area {
        if (left < 0 || top < 0) {
            throw new IllegalArgumentException("an area begins inside its picture, not at " + left + "," + top);
        }
    }

    /** All of a picture. */
    public static Area of(PixelSize size) {
        return new Area(0, 0, size);
    }

    /** Where it lies in the picture that this one's own area was taken from. */
    Area within(Area outer) {
        return new Area(left + outer.left, top + outer.top, size);
    }
}
