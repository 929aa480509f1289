package dev.sluice.proxy;

import static dev.sluice.proxy.OptionArguments.only;

import dev.sluice.failure.BadInput;
import dev.sluice.image.Probe;

/**
 * What a URL itself demands of the source, in pixels and bytes; 0 for nothing.
 *
 * @param pixels of a picture, or of all frames together that are taken of an animation
 * @param bytes of its file
 * @param framePixels of one frame of an animation, in the place of {@code pixels}
 * @param frames of an animation that are taken at most
 * @param longest side of the result, which is scaled down for it
 */
record SourceLimits(long pixels, long bytes, long framePixels, int frames, int longest) {

    static final SourceLimits NONE = new SourceLimits(0, 0, 0, 0, 0);

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
            case "max_src_resolution", "msr" ->
                new SourceLimits(pixels(given, text), bytes, framePixels, frames, longest);
            case "max_src_file_size", "msfs" ->
                new SourceLimits(pixels, Math.max(0, given.integer(text)), framePixels, frames, longest);
            case "max_animation_frame_resolution", "mafr" ->
                new SourceLimits(pixels, bytes, pixels(given, text), frames, longest);
            case "max_result_dimension", "mrd" ->
                new SourceLimits(pixels, bytes, framePixels, frames, Math.max(0, given.integer(text)));
            default -> frames(given, text);
        };
    }

    private static long pixels(OptionArguments given, String text) {
        return (long) (given.amount(text) * MEGAPIXEL);
    }

    private SourceLimits frames(OptionArguments given, String text) {
        int asked = given.integer(text);
        if (asked < 1) {
            throw given.wrong(text, "whole number above 0");
        }
        return new SourceLimits(pixels, bytes, framePixels, asked, longest);
    }

    /** Whether a source has to be looked at for them. */
    boolean any() {
        return pixels > 0 || bytes > 0 || framePixels > 0;
    }

    /**
     * As imgproxy does it: a limit for frames replaces that for pictures.
     *
     * @param moving whether an animation is to stay one
     * @throws BadInput when the picture is beyond them
     */
    void check(Probe probe, boolean moving) {
        int taken = !moving || !probe.animated() ? 1 : frames > 0 ? Math.min(frames, probe.frames()) : probe.frames();
        boolean eachFrame = taken > 1 && framePixels > 0;
        long most = eachFrame ? framePixels : pixels;
        long there = probe.size().pixels() * (eachFrame ? 1 : taken);
        if (most > 0 && there > most) {
            throw new BadInput(
                    BadInput.Kind.UNSUPPORTED_PICTURE,
                    "the source has " + there + (eachFrame ? " pixels a frame" : " pixels") + ", and the URL allows "
                            + most);
        }
        if (bytes > 0 && probe.fileSize().bytes() > bytes) {
            throw new BadInput(
                    BadInput.Kind.UNSUPPORTED_PICTURE,
                    "the source has " + probe.fileSize().bytes() + " bytes, and the URL allows " + bytes);
        }
    }
}
