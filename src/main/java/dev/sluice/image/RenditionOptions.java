package dev.sluice.image;

import dev.sluice.units.MediaType;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants made of a picture, before anything is known of the picture.
 *
 * @param width of the frame in pixels, 1 to 65535; null leaves it to the height
 * @param height of the frame in pixels, 1 to 65535; null leaves it to the width
 * @param fit how picture and frame meet
 * @param gravity what stays when cut, where it stands when padded
 * @param enlarge whether a picture smaller than the frame is enlarged ({@link Fit#FILL} always does)
 * @param format of the result; null keeps the source's where it can be written, else PNG with alpha and JPEG without
 * @param quality 1 to 100 for JPEG, WebP, AVIF, 0 to 9 (zlib level) for PNG; null takes the format's default
 * @param dither for formats of few colours
 * @param background behind transparent pixels when the result has no alpha, and around padded pictures
 * @param keepCopyright whether the copyright and artist fields of the source's metadata stay
 * @param composition how the picture is composed as imgproxy does it, in the place of {@code width} to {@code enlarge}, which then do not
 *     count; null for those
 * @param effects on the picture, however it is framed or composed
 * @param saving how it is written
 */
public record RenditionOptions(
        @Nullable Integer width,
        @Nullable Integer height,
        Fit fit,
        Gravity gravity,
        boolean enlarge,
        @Nullable MediaType format,
        @Nullable Integer quality,
        Dither dither,
        Colour background,
        boolean keepCopyright,
        @Nullable Composition composition,
        Effects effects,
        Saving saving) {

    /** No frame, no change: the source's format, upright, in sRGB, without metadata. */
    public static final RenditionOptions PLAIN = new RenditionOptions(
            null, null, Fit.INSIDE, Gravity.CENTRE, false, null, null, Dither.ORDERED, Colour.WHITE, false);

    /** Without a composition and effects, written as usual. */
    public RenditionOptions(
            @Nullable Integer width,
            @Nullable Integer height,
            Fit fit,
            Gravity gravity,
            boolean enlarge,
            @Nullable MediaType format,
            @Nullable Integer quality,
            Dither dither,
            Colour background,
            boolean keepCopyright) {
        this(
                width,
                height,
                fit,
                gravity,
                enlarge,
                format,
                quality,
                dither,
                background,
                keepCopyright,
                null,
                Effects.NONE,
                Saving.PLAIN);
    }

    /** A picture that is composed as imgproxy does it. */
    public static RenditionOptions composed(
            Composition composition,
            Effects effects,
            @Nullable MediaType format,
            Colour background,
            boolean keepCopyright,
            Saving saving) {
        return new RenditionOptions(
                null,
                null,
                Fit.INSIDE,
                Gravity.CENTRE,
                false,
                format,
                null,
                Dither.ORDERED,
                background,
                keepCopyright,
                composition,
                effects,
                saving);
    }

    /** The same with this composition. */
    public RenditionOptions with(Composition other) {
        return composed(other, effects, format, background, keepCopyright, saving);
    }

    /** The same with these effects, written so. */
    public RenditionOptions with(Effects otherEffects, Saving otherSaving) {
        return changed(width, height, format, otherEffects, otherSaving);
    }

    /** The same in another format. */
    public RenditionOptions in(MediaType type) {
        return changed(width, height, type, effects, saving);
    }

    /** The same for a screen with so many times the pixels; a side that is not given stays so. */
    public RenditionOptions times(double density) {
        return changed(times(width, density), times(height, density), format, effects, saving);
    }

    private RenditionOptions changed(
            @Nullable Integer otherWidth,
            @Nullable Integer otherHeight,
            @Nullable MediaType otherFormat,
            Effects otherEffects,
            Saving otherSaving) {
        return new RenditionOptions(
                otherWidth,
                otherHeight,
                fit,
                gravity,
                enlarge,
                otherFormat,
                quality,
                dither,
                background,
                keepCopyright,
                composition,
                otherEffects,
                otherSaving);
    }

    Kept kept() {
        return new Kept(keepCopyright, saving.metadata(), saving.profile());
    }

    private static @Nullable Integer times(@Nullable Integer side, double density) {
        return side == null ? null : (int) Math.min(Integer.MAX_VALUE, Math.max(1, Math.round(side * density)));
    }
}
