package dev.sluice.image;

/** Which part of a picture stays when it is cut, or where it stands when it is padded. */
public enum Gravity {
    CENTRE,
    NORTH,
    NORTH_EAST,
    EAST,
    SOUTH_EAST,
    SOUTH,
    SOUTH_WEST,
    WEST,
    NORTH_WEST,
    /** The part that draws the eye (libvips: attention). When padding it means centre. */
    SMART
}
