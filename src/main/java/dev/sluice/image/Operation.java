package dev.sluice.image;

import dev.sluice.units.PixelSize;

/** One step between decoding and encoding. The steps of a {@link Plan} are done in its order. */
public sealed interface Operation {

    /** Turns and mirrors as EXIF orientation {@code orientation} (2 to 8) asks. All but 2 need the whole picture in memory. */
    record Orient(int orientation) implements Operation {}

    /** Converts to 8-bit sRGB, or grey where the picture is grey, through the embedded profile where there is one. */
    record ToSrgb() implements Operation {}

    /** Resamples to exactly this size; alpha is premultiplied meanwhile. */
    record Resize(PixelSize size) implements Operation {}

    /** Cuts this size out at a compass point. */
    record Crop(PixelSize size, Gravity gravity) implements Operation {}

    /** Cuts this size out where it draws the eye. Needs the whole picture in memory. */
    record SmartCrop(PixelSize size) implements Operation {}

    /** Lays transparent pixels over a colour. */
    record Flatten(Colour background) implements Operation {}

    /** Puts the picture on a larger ground. */
    record Pad(PixelSize size, Gravity gravity, Colour background) implements Operation {}
}
