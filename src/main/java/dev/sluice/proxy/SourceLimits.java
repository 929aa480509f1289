package dev.sluice.proxy;

import static dev.sluice.proxy.OptionArguments.only;

import dev.sluice.failure.BadInput;
import dev.sluice.image.Probe;

/**
 * What a URL itself demands of the source, in pixels and bytes; 0 for nothing. Pictures of several frames are made of their first one
 * here, so limits of animations are those of one frame.
 *
 * @param pixels of a picture
 * @param bytes of its file
 * @param framePixels of one of several frames, before {@code pixels}
 * @param longest side of the result, which is scaled down for it
 */
record SourceLimits(long pixels, long bytes, long framePixels, int longest) {

    static final SourceLimits NONE = new SourceLimits(0, 0, 0, 0);

    private static final double MEGAPIXEL = 1_000_000;

    /** Whether {@code name} is one of these options. */
    static boolean knows(String name) {
        return switch (name) {
            case "max_src_resolution",
                    "msr",
                    "max_src_file_size",
                    "msfs",
                    "max_animation_frames",
                    "maf",
                    "max_animation_frame_resolution",
                    "mafr",
                    "max_result_dimension",
                    "mrd" -> true;
            default -> false;
        };
    }

    /** With another option, one of those that are {@link #knows known}. */
    SourceLimits with(ImgproxyUrl.Option option) {
        OptionArguments given = only(option);
        String text = given.first();
        return switch (option.name()) {
            case "max_src_resolution", "msr" -> new SourceLimits(pixels(given, text), bytes, framePixels, longest);
            case "max_src_file_size", "msfs" ->
                new SourceLimits(pixels, Math.max(0, given.integer(text)), framePixels, longest);
            case "max_animation_frame_resolution", "mafr" ->
                new SourceLimits(pixels, bytes, pixels(given, text), longest);
            case "max_result_dimension", "mrd" ->
                new SourceLimits(pixels, bytes, framePixels, Math.max(0, given.integer(text)));
            default -> frames(given, text);
        };
    }

    private static long pixels(OptionArguments given, String text) {
        return (long) (given.amount(text) * MEGAPIXEL);
    }

    private SourceLimits frames(OptionArguments given, String text) {
        if (given.integer(text) < 1) {
            throw given.wrong(text, "whole number above 0");
        }
        return this;
    }

    /** Whether a source has to be looked at for them. */
    boolean any() {
        return pixels > 0 || bytes > 0 || framePixels > 0;
    }

    /** @throws BadInput when the picture is beyond them */
    void check(Probe probe) {
        long most = probe.frames() > 1 && framePixels > 0 ? framePixels : pixels;
        if (most > 0 && probe.size().pixels() > most) {
            throw new BadInput(
                    BadInput.Kind.UNSUPPORTED_PICTURE,
                    "the source has " + probe.size().pixels() + " pixels, and the URL allows " + most);
        }
        if (bytes > 0 && probe.fileSize().bytes() > bytes) {
            throw new BadInput(
                    BadInput.Kind.UNSUPPORTED_PICTURE,
                    "the source has " + probe.fileSize().bytes() + " bytes, and the URL allows " + bytes);
        }
    }
}
