package dev.sluice.image;

/** How colours that a display does not have are approached. */
public enum Dither {
    /** The nearest colour of the display. */
    NONE,
    /** A fixed 8x8 pattern (Bayer): stable from picture to picture. */
    ORDERED,
    /** Error diffusion (Floyd and Steinberg): the finest look. */
    DIFFUSION
}
