package dev.sluice.image;

/**
 * What stays of what a file says beside its pixels.
 *
 * @param copyright the fields of copyright and artist
 * @param metadata EXIF, XMP and IPTC data and comments
 * @param profile the colour profile of an RGB or grey picture, whose colours are then not converted to sRGB
 */
public record Kept(boolean copyright, boolean metadata, boolean profile) {

    /** Nothing. */
    public static final Kept NOTHING = new Kept(false, false, false);

    /** Nothing, or who made it. */
    public static Kept copyright(boolean kept) {
        return new Kept(kept, false, false);
    }
}
