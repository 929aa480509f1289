package dev.sluice.image;

/** How a picture of one shape meets a frame of another. */
public enum Fit {
    /** As large as fits inside the frame; nothing is cut, the frame is not filled. */
    INSIDE,
    /** Fills the frame; what sticks out is cut by gravity. */
    COVER,
    /** As {@link #INSIDE}, then padded to the frame with the background. */
    CONTAIN,
    /** Stretched to the frame; the shape is lost. */
    FILL
}
