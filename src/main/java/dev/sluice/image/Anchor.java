package dev.sluice.image;

import dev.sluice.units.PixelSize;

/** Which point a smaller rectangle is held at in a larger one: for cutting, padding and watermarks, as imgproxy places them. */
public sealed interface Anchor {

    /**
     * At a side, a corner or the middle, and from there inwards; from the middle to the right and down.
     *
     * @param gravity {@link Gravity#SMART} looks for what draws the eye where something is cut, and is the middle elsewhere
     * @param x pixels where it is 1 or more either way, else the share of the outer width
     * @param y as {@code x}, of the outer height
     */
    record Compass(Gravity gravity, double x, double y) implements Anchor {

        /** In the middle. */
        public static final Compass CENTRE = new Compass(Gravity.CENTRE, 0, 0);
    }

    /**
     * Around a point, as far as the edges allow.
     *
     * @param x 0 (left) to 1 (right)
     * @param y 0 (top) to 1 (bottom)
     */
    record Focus(double x, double y) implements Anchor {}

    /** Whether what draws the eye is looked for. */
    default boolean smart() {
        return this instanceof Compass(Gravity gravity, double _, double _) && gravity == Gravity.SMART;
    }

    /**
     * Columns before the inner rectangle.
     *
     * @param density what pixels are multiplied by
     * @param beyond whether it may stick out, by all but one column
     */
    default int left(PixelSize outer, PixelSize inner, double density, boolean beyond) {
        return switch (this) {
            case Compass(Gravity gravity, double x, double _) ->
                along(outer.width(), inner.width(), gravity.east(), x, density, beyond);
            case Focus(double x, double _) -> around(outer.width(), inner.width(), x);
        };
    }

    /** Rows above the inner rectangle; see {@link #left}. */
    default int top(PixelSize outer, PixelSize inner, double density, boolean beyond) {
        return switch (this) {
            case Compass(Gravity gravity, double _, double y) ->
                along(outer.height(), inner.height(), gravity.south(), y, density, beyond);
            case Focus(double _, double y) -> around(outer.height(), inner.height(), y);
        };
    }

    private static int along(int outer, int inner, int side, double offset, double density, boolean beyond) {
        double spare = (double) outer - inner;
        double inwards = offset(outer, offset, density);
        double at = side == 0 ? Math.rint((spare + 1) / 2) + inwards : side < 0 ? inwards : spare - inwards;
        return beyond ? clamp(at, 1.0 - inner, outer - 1.0) : clamp(at, 0, spare);
    }

    private static int around(int outer, int inner, double share) {
        int half = inner / 2;
        return clamp(Math.rint(outer * share) - half, 0, (double) outer - inner);
    }

    /** Pixels that an offset stands for. */
    static double offset(int outer, double offset, double density) {
        return Math.rint(Math.abs(offset) >= 1 ? offset * density : outer * offset);
    }

    /** The least goes before the most, where an inner rectangle is larger than the outer. */
    private static int clamp(double at, double least, double most) {
        return (int) Math.max(least, Math.min(at, most));
    }
}
