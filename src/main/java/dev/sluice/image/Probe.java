package dev.sluice.image;

import dev.sluice.units.DataSize;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;

/**
 * What the header of a picture says about it, read without decoding a pixel.
 *
 * @param type the kind of picture, by its content
 * @param size as stored, before any orientation is applied
 * @param channels of a decoded pixel, alpha included: 1, 2, 3, 4 or more; a palette counts as what it stands for
 * @param bitsPerChannel of a decoded channel: 8 for palettes and below
 * @param alpha whether some pixels may be transparent
 * @param frames pages or frames, at least 1
 * @param orientation EXIF orientation, 1 to 8; 1 where there is none or the decoder applies it by itself
 * @param profile whether a colour profile is embedded
 * @param metadata bytes of profiles, EXIF, XMP, comments and tables that a decoder keeps beside the pixels, inflated where they
 *     are stored deflated
 * @param fileSize bytes of the file
 * @param layout how the format stores its pixels
 */
public record Probe(
        MediaType type,
        PixelSize size,
        int channels,
        int bitsPerChannel,
        boolean alpha,
        int frames,
        int orientation,
        boolean profile,
        DataSize metadata,
        DataSize fileSize,
        Layout layout) {

    /** @throws IllegalArgumentException when a number is outside its range */
    public Probe {
        if (channels < 1 || bitsPerChannel < 1 || frames < 1 || orientation < 1 || orientation > 8) {
            throw new IllegalArgumentException("impossible probe: " + channels + " channels of " + bitsPerChannel
                    + " bits, " + frames + " frames, orientation " + orientation);
        }
    }

    /** Whether it moves, and can be made again so that it does. */
    public boolean animated() {
        return frames > 1 && moves(type);
    }

    /** Whether pictures of this kind may have several frames here, as a source and as a result. */
    public static boolean moves(MediaType type) {
        return type == MediaType.GIF || type == MediaType.WEBP;
    }

    /** The size as a person sees it, after the orientation is applied. */
    public PixelSize uprightSize() {
        return orientation >= 5 ? size.transposed() : size;
    }
}
