package dev.sluice.image.header;

import dev.sluice.failure.BadInput;
import dev.sluice.units.DataSize;
import dev.sluice.units.PixelSize;
import org.jspecify.annotations.Nullable;

/** What a header claims, held against what can be. */
final class Claims {

    /** The longest side that is read: what JPEG, GIF and most displays can name at all. */
    static final int MAX_SIDE = 65_535;

    /** CMYK with alpha. */
    static final int MAX_CHANNELS = 5;

    /** Profiles, EXIF, XMP and comments together; depth maps in XMP take some MiB. */
    static final long MAX_METADATA = 16L << 20;

    /** A file cut off to one part in this many may still be asked for in part, so that it is no liar yet. */
    private static final int TRUNCATION_ALLOWANCE = 64;

    private Claims() {}

    static BadInput damaged(String what) {
        return new BadInput(BadInput.Kind.DAMAGED_PICTURE, "the picture is damaged: " + what);
    }

    static BadInput unknown() {
        return new BadInput(
                BadInput.Kind.UNKNOWN_PICTURE,
                "this is no picture of a kind known here: send JPEG, PNG, WebP, GIF, AVIF, HEIC, TIFF, BMP, ICO,"
                        + " JPEG XL, JPEG 2000 or SVG");
    }

    static BadInput unsupported(String what) {
        return new BadInput(BadInput.Kind.UNSUPPORTED_PICTURE, "the picture cannot be read here: " + what);
    }

    /**
     * The size, if it is one.
     *
     * @throws BadInput DAMAGED_PICTURE without pixels, UNSUPPORTED_PICTURE with a side above {@link #MAX_SIDE}
     */
    static PixelSize size(long width, long height) {
        if (width <= 0 || height <= 0) {
            throw damaged("its header says " + width + "x" + height + " pixels");
        }
        if (width > MAX_SIDE || height > MAX_SIDE) {
            throw unsupported("it is " + width + "x" + height + " pixels, and no side may be above " + MAX_SIDE);
        }
        return new PixelSize((int) width, (int) height);
    }

    /** The longer of both sides of two sizes; the one where there is no other. */
    static PixelSize larger(PixelSize one, @Nullable PixelSize other) {
        return other == null
                ? one
                : new PixelSize(Math.max(one.width(), other.width()), Math.max(one.height(), other.height()));
    }

    /**
     * The number of channels, if it is one.
     *
     * @throws BadInput DAMAGED_PICTURE when there is none, UNSUPPORTED_PICTURE above {@link #MAX_CHANNELS}
     */
    static int channels(int channels) {
        if (channels < 1) {
            throw damaged("its header says that a pixel has no channels");
        }
        if (channels > MAX_CHANNELS) {
            throw unsupported("it has " + channels + " channels, and no more than " + MAX_CHANNELS + " are read");
        }
        return channels;
    }

    /**
     * The size of the metadata, if it is bearable.
     *
     * @throws BadInput UNSUPPORTED_PICTURE above {@link #MAX_METADATA}
     */
    static DataSize metadata(long bytes) {
        if (bytes > MAX_METADATA) {
            throw unsupported("it carries more than "
                    + DataSize.ofBytes(MAX_METADATA).rounded() + " of profiles, EXIF, XMP and comments");
        }
        return DataSize.ofBytes(bytes);
    }

    /**
     * Refuses a picture that cannot be whole by far.
     *
     * @param size what it claims
     * @param least the fewest bytes that a picture of this size takes in its format
     * @param file the bytes that are there
     * @throws BadInput DAMAGED_PICTURE
     */
    static void plausible(PixelSize size, long least, long file) {
        if (least / TRUNCATION_ALLOWANCE > file) {
            throw damaged("its header says " + size + " pixels, which its " + file + " bytes cannot hold");
        }
    }
}
