package dev.sluice.image;

/**
 * How large a picture becomes, in the terms of imgproxy (its documentation, "Processing options"), rounded as imgproxy rounds. 0
 * stands for "not given".
 *
 * @param mode how picture and frame meet
 * @param width of the frame in pixels
 * @param height of the frame in pixels
 * @param minWidth to which the picture is enlarged, beyond the frame and without {@code enlarge} too
 * @param minHeight as {@code minWidth}
 * @param zoomAcross what the width is multiplied by after the frame was fitted
 * @param zoomDown what the height is multiplied by
 * @param density device pixels for each pixel of the frame, the padding and the offsets; less where it would enlarge
 * @param enlarge whether pictures smaller than the frame are enlarged
 * @param longest that the longer side of the result may be: everything is scaled down for it
 */
public record Sizing(
        Mode mode,
        int width,
        int height,
        int minWidth,
        int minHeight,
        double zoomAcross,
        double zoomDown,
        double density,
        boolean enlarge,
        int longest) {

    /** As it is. */
    public static final Sizing PLAIN = new Sizing(Mode.FIT, 0, 0, 0, 0, 1, 1, 1, false, 0);

    /** How picture and frame meet. */
    public enum Mode {
        /** As large as fits inside. */
        FIT,
        /** Fills the frame; what sticks out is cut. */
        FILL,
        /** As {@link #FILL}, and where the picture is too small, cut to the shape of the frame. */
        FILL_DOWN,
        /** Stretched to the frame. */
        FORCE,
        /** {@link #FILL} where both lie or both stand, {@link #FIT} otherwise. */
        AUTO
    }
}
