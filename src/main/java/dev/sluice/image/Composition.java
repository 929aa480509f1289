package dev.sluice.image;

import org.jspecify.annotations.Nullable;

/**
 * All that imgproxy can do to the pixels of a picture, in its order: trim, cut, resize, turn, cut to the frame, filter
 * ({@link Effects}), extend, pad, lay a ground under it, put a watermark on it. What is not asked for adds no step.
 *
 * @param trim null for none
 * @param cut before resizing
 * @param sizing how large it becomes
 * @param turn how it is turned; sizes and anchors are those of the turned picture
 * @param anchor what stays when it is cut to the frame, and in {@code cut} where that has no anchor
 * @param frame around it
 * @param flat whether a ground of the background colour is laid under it even where the format has transparency
 * @param overlay null for none
 */
public record Composition(
        @Nullable Trim trim,
        Cut cut,
        Sizing sizing,
        Turn turn,
        Anchor anchor,
        Frame frame,
        boolean flat,
        @Nullable Overlay overlay) {

    /** Nothing but turned upright. */
    public static final Composition PLAIN =
            new Composition(null, Cut.NONE, Sizing.PLAIN, Turn.UPRIGHT, Anchor.Compass.CENTRE, Frame.NONE, false, null);

    /** Of this size. */
    public Composition with(Sizing other) {
        return new Composition(trim, cut, other, turn, anchor, frame, flat, overlay);
    }

    /** With this watermark. */
    public Composition with(@Nullable Overlay watermark) {
        return new Composition(trim, cut, sizing, turn, anchor, frame, flat, watermark);
    }

    /**
     * What is cut out before anything is resized.
     *
     * @param width pixels from 1 on, below a share of the picture; 0 for all of it
     * @param height as {@code width}
     * @param anchor null for that of the frame
     */
    public record Cut(double width, double height, @Nullable Anchor anchor) {
        public static final Cut NONE = new Cut(0, 0, null);
    }

    /**
     * What stands around the picture; transparent where the format can, else of the background colour.
     *
     * @param extend where the picture stands in the frame when that is filled up; null when it is not
     * @param shape where it stands when it is filled up to the shape of the frame only; null when it is not
     * @param top rows above, before the density is applied
     * @param right columns after
     * @param bottom rows below
     * @param left columns before
     */
    public record Frame(@Nullable Anchor extend, @Nullable Anchor shape, int top, int right, int bottom, int left) {

        public static final Frame NONE = new Frame(null, null, 0, 0, 0, 0);

        boolean padded() {
            return (top | right | bottom | left) != 0;
        }
    }
}
