package dev.sluice.image;

import dev.sluice.units.PixelSize;
import org.jspecify.annotations.Nullable;

/** One step between decoding and encoding. The steps of a {@link Plan} are done in its order. */
public sealed interface Operation {

    /** Turns and mirrors as EXIF orientation {@code orientation} (2 to 8) asks. All but 2 need the whole picture in memory. */
    record Orient(int orientation) implements Operation {}

    /** Converts to 8-bit sRGB, or grey where the picture is grey, through the embedded profile where there is one. */
    record ToSrgb() implements Operation {}

    /** Converts to 8 bits, RGB or grey as the picture is, whose embedded profile stays; CMYK as {@link ToSrgb}. */
    record ToEightBits() implements Operation {}

    /** Resamples to exactly this size; alpha is premultiplied meanwhile. */
    record Resize(PixelSize size) implements Operation {}

    /** Cuts this size out at a compass point. */
    record Crop(PixelSize size, Gravity gravity) implements Operation {}

    /**
     * Cuts an area out.
     *
     * @param of the picture's size when the area was chosen; the decoder may have reduced it since, and the area with it
     */
    record Cut(Area area, PixelSize of) implements Operation {}

    /** Cuts this size out where it draws the eye. Needs the whole picture in memory. */
    record SmartCrop(PixelSize size) implements Operation {}

    /** Lays transparent pixels over a colour. */
    record Flatten(Colour background) implements Operation {}

    /** Puts the picture on a larger ground. */
    record Pad(PixelSize size, Gravity gravity, Colour background) implements Operation {}

    /**
     * Puts the picture on another ground, which may be smaller in one direction.
     *
     * @param left where the picture begins
     * @param top as {@code left}
     * @param background null for a transparent one
     */
    record Place(
            PixelSize size, int left, int top, @Nullable Colour background) implements Operation {}

    /** Blurs by a Gaussian; alpha is premultiplied meanwhile. Needs the whole picture in memory. */
    record Blur(double sigma) implements Operation {}

    /** Sharpens the lightness; alpha is premultiplied meanwhile. Needs the whole picture in memory. */
    record Sharpen(double sigma) implements Operation {}

    /** Makes squares of one colour, of {@code side} pixels. Needs the whole picture in memory. */
    record Pixelate(int side) implements Operation {}

    /** Computes the picture into memory: what asks for rows itself, instead of libvips, waits long for sharpened ones. */
    record Settle() implements Operation {}

    /**
     * Puts a watermark on the picture. Needs all of the watermark in memory, as it is put on.
     *
     * @param overlay which
     * @param way how it is decoded
     * @param size to which it is resampled
     * @param gap around each copy; none where it is not repeated
     * @param left where the watermark begins, which may be outside; 0 when it is repeated
     * @param top as {@code left}
     */
    record Watermark(Overlay overlay, Way way, PixelSize size, Gap gap, int left, int top) implements Operation {}

    /**
     * Transparent pixels around a copy of a watermark.
     *
     * @param across columns, of which the smaller half lies before it
     * @param down rows, of which the smaller half lies above it
     */
    record Gap(int across, int down) {
        static final Gap NONE = new Gap(0, 0);
    }
}
