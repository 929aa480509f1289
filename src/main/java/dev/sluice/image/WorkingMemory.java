package dev.sluice.image;

import dev.sluice.units.PixelSize;
import org.jspecify.annotations.Nullable;

/**
 * Follows a picture through the steps of a plan and adds up what they hold: lines while it streams, all of it where a step needs
 * all of it. Used for one plan.
 *
 * <p>A step that needs the whole picture runs everything before it to its end; the lines are gone then, and what follows begins
 * anew with the copy.
 */
final class WorkingMemory {

    /** Stacks, codec tables, the recipes of the steps. */
    private static final long FIXED = 1_100_000;

    /** One part in so many for what allocators lose between blocks, and for machines other than the one that was measured. */
    private static final int MARGIN = 25;

    /** A second thread has lines of its own between all steps, and shares those of the reader and the writer. */
    private static final double SECOND_THREAD = 0.6;

    /** Lines of a pipeline without resampling: the reader's cache, two buffers of the writer, and what is between. */
    private static final int LINES = 250;

    /** Lines of a pipeline that enlarges, as long as the longer ones. */
    private static final int ENLARGING_LINES = 310;

    /** Lines that display formats fetch, and what lies between them on the C library's heap. */
    private static final int FETCHED_LINES = 300;

    private static final long FETCHING = 300_000;

    /** A strip as it is and as it was deflated, and what lies between on the C library's heap. */
    private static final int DEFLATED_LINES = 210;

    /** Lines of the small copy in which smart cropping looks for what draws the eye; with alpha in floating-point numbers. */
    private static final int LOOKING_LINES = 400;

    /** Lines of a pipeline that reduces heights, and more for each input line that the kernel spans for a line of output. */
    private static final int REDUCING_LINES = 370;

    private static final int REDUCING_LINES_EACH = 130;

    /** The same above 8 bits: the buffers that are wider than the pixels weigh less. */
    private static final int DEEP_REDUCING_LINES = 290;

    private static final int DEEP_REDUCING_LINES_EACH = 110;

    /** What a grey picture becomes where a colour is laid under or beside it. */
    private static final int COLOURS = 3;

    /** Alpha is multiplied in, in 32-bit floating-point numbers. */
    private static final int FLOAT = 4;

    /** libvips averages blocks of lines until the kernel has 2 to 4 of them for a line ({@code reducev.cpp}, gap). */
    private static final double GAP = 2;

    /** A Gaussian is cut off where it falls below a fifth of its height: so many sigmas on either side ({@code gaussmat.c}). */
    private static final double BLURRED_SIGMAS = 1.8;

    /**
     * Lines that a filter computes at a time, before those that its mask spans. This and the other numbers of filters, borders and
     * watermarks are generous, half as much again as was measured: what stands beside them in memory mostly weighs more.
     */
    private static final int FILTERED_LINES = 80;

    /** Sharpening goes through CIE Lab in floating-point numbers, for three channels and as many on the way. */
    private static final int SHARPENED_PIXEL = 36;

    /** Blending is done in floating-point RGBA, for both pictures and the result. */
    private static final int BLENDED_PIXEL = 48;

    private static final int BLENDED_LINES = 60;

    /** Differences from a colour in floating-point numbers, and a median before them. */
    private static final int TRIMMED_PIXEL = 24;

    private static final int TRIMMED_LINES = 60;

    private static final int RGBA = 4;

    /** Tables of Little CMS, the profiles, and lines in its own format; more for four channels. */
    private static final long PROFILE = 1_000_000;

    private static final long CMYK_PROFILE = 5_000_000;

    private final Probe probe;
    private PixelSize size;
    private int channels;
    private long bytes;
    private long kept;
    private long streaming;
    private long mostStreaming;
    private long peak;
    private boolean alpha;
    private boolean resized;
    private boolean held;

    WorkingMemory(Probe probe, PixelSize decoded) {
        this.probe = probe;
        size = decoded;
        channels = probe.channels();
        bytes = bytes(probe);
        alpha = probe.alpha();
        kept = FIXED;
        streaming = LINES * row();
    }

    /** Bytes of one decoded channel. */
    static long bytes(Probe probe) {
        return (probe.bitsPerChannel() + 7L) / 8;
    }

    PixelSize size() {
        return size;
    }

    /** Bytes of the picture as it is now. */
    private long picture() {
        return size.pixels() * channels * bytes;
    }

    /** Counts what is held until the end. */
    void keep(long held) {
        kept += held;
    }

    /**
     * Counts an encoder that takes a copy of the whole picture, and does its work when the lines are gone.
     *
     * @param frame bytes of the copy
     * @param encoder bytes of the encoder at its worst, the copy among them
     */
    void encode(long frame, long encoder) {
        peak = Math.max(peak, kept + streaming + frame);
        streaming = encoder;
    }

    /** Counts what a TIFF encoder adds to the lines. */
    void deflateStrips() {
        streaming += DEFLATED_LINES * row();
    }

    /** Counts the lines that a display format fetches. */
    void fetchRows() {
        streaming += FETCHING + FETCHED_LINES * row();
    }

    /** The most that was held at once, with a margin. */
    long peak() {
        long most = Math.max(peak, kept + streaming);
        return most + most / MARGIN;
    }

    /** What a second thread that computes pixels holds beyond the peak. Asked before an encoder is counted. */
    long secondThread() {
        return (long) (SECOND_THREAD * Math.max(mostStreaming, streaming));
    }

    void apply(Operation operation) {
        switch (operation) {
            case Operation.Orient(int orientation) -> orient(orientation);
            case Operation.ToSrgb _, Operation.ToEightBits _ -> toSrgb();
            case Operation.Resize(PixelSize target) -> resize(target);
            case Operation.Crop(PixelSize target, Gravity _) -> size = target;
            case Operation.Cut(Area area, PixelSize of) -> size = share(area.size(), of);
            case Operation.SmartCrop(PixelSize target) -> {
                materialise();
                streaming += LOOKING_LINES * row() * (alpha ? FLOAT : 1);
                size = target;
            }
            case Operation.Flatten _ -> {
                channels = COLOURS;
                alpha = false;
            }
            case Operation.Pad(PixelSize target, Gravity _, Colour _) -> {
                size = target;
                channels = Math.max(channels, COLOURS);
                streaming += LINES * row();
            }
            case Operation.Place(PixelSize target, int _, int _, @Nullable Colour background) ->
                place(target, background);
            case Operation.Blur(double sigma) -> blur(sigma);
            case Operation.Sharpen(double sigma) -> {
                hold();
                streaming += (FILTERED_LINES + spanned(sigma)) * size.width() * SHARPENED_PIXEL;
            }
            case Operation.Pixelate(int side) -> {
                hold();
                streaming += (FILTERED_LINES + 4L * side) * (row() + (long) side * channels) * FLOAT;
            }
            case Operation.Settle _ -> materialise();
            case Operation.Watermark watermark -> watermark(watermark);
        }
    }

    /** Counts what looking for borders of one colour takes, after the colours were converted. */
    void lookForBorders() {
        streaming += (long) TRIMMED_LINES * size.width() * TRIMMED_PIXEL;
    }

    /** Values of a pixel, alpha included. */
    int channels() {
        return channels;
    }

    /** Whether some pixels may be transparent. */
    boolean alpha() {
        return alpha;
    }

    /** What an area of a picture of size {@code of} has become, rounded up. */
    private PixelSize share(PixelSize area, PixelSize of) {
        double across = (double) size.width() / of.width();
        double down = (double) size.height() / of.height();
        return new PixelSize(
                Math.min(size.width(), (int) Math.ceil(area.width() * across)),
                Math.min(size.height(), (int) Math.ceil(area.height() * down)));
    }

    private void place(PixelSize target, @Nullable Colour background) {
        size = target;
        channels = Math.max(channels, background == null || alpha ? RGBA : COLOURS);
        alpha |= background == null;
        streaming += LINES * row();
    }

    /** Rows that a mask spans, and once more for what lies between the passes across and down. */
    private static long spanned(double sigma) {
        return (long) (4 * BLURRED_SIGMAS * sigma);
    }

    private void blur(double sigma) {
        hold();
        streaming += (FILTERED_LINES + 2 * spanned(sigma)) * (row() + channels * spanned(sigma)) * (alpha ? FLOAT : 1);
    }

    /** Filters stand side by side in one copy: it is taken for the first, which computes all that comes before. */
    private void hold() {
        if (!held) {
            materialise();
            held = true;
        }
    }

    /** The watermark as it is decoded, then its copy, and lines in which both meet as floating-point numbers. */
    private void watermark(Operation.Watermark watermark) {
        Probe picture = watermark.overlay().picture();
        WorkingMemory inner = new WorkingMemory(picture, CostModel.decodedSize(picture, watermark.way()));
        inner.keep(CostModel.decoder(picture, inner.size));
        inner.keep(picture.metadata().bytes() * CostModel.METADATA_COPIES);
        inner.apply(new Operation.ToSrgb());
        PixelSize shown = watermark.size();
        inner.resize(picture.orientation() >= 5 ? shown.transposed() : shown);
        inner.materialise();
        long copy = (long) RGBA
                * (shown.width() + watermark.gap().across())
                * (shown.height() + watermark.gap().down());
        peak = Math.max(peak, kept + streaming + Math.max(inner.peak, inner.kept + inner.streaming) + copy);
        kept += copy + CostModel.decoder(picture, CostModel.decodedSize(picture, watermark.way()));
        channels = alpha ? RGBA : COLOURS;
        streaming += (long) BLENDED_LINES * size.width() * BLENDED_PIXEL;
    }

    private long row() {
        return size.width() * (channels * bytes);
    }

    private void orient(int orientation) {
        if (orientation > 2) {
            materialise();
        }
        size = orientation >= 5 ? size.transposed() : size;
    }

    private void materialise() {
        long copy = picture();
        peak = Math.max(peak, kept + streaming + copy);
        mostStreaming = Math.max(mostStreaming, streaming);
        kept += copy;
        streaming = LINES * row();
    }

    /** Counts frames that are made one after the other, each by itself, and then stand in memory together. */
    void join(int frames) {
        long frame = picture();
        kept += frames * frame;
        materialise();
        kept -= frame;
    }

    private void toSrgb() {
        boolean cmyk = probe.channels() - (probe.alpha() ? 1 : 0) == 4;
        streaming += cmyk ? CMYK_PROFILE : probe.profile() ? PROFILE : 0;
        channels = Math.min(channels, 4);
        bytes = 1;
    }

    private void resize(PixelSize target) {
        long stored = bytes;
        streaming -= resized ? 0 : LINES * row();
        resized = true;
        bytes = alpha ? FLOAT : bytes;
        long before = row();
        double down = (double) size.height() / target.height();
        size = target;
        streaming += down > 1 ? (long) (reducingLines(down) * before) : 0;
        streaming += down <= 1 || row() > before ? ENLARGING_LINES * Math.max(before, row()) : 0;
        bytes = stored;
    }

    private double reducingLines(double down) {
        double span = down / Math.max(1, Math.floor(down / GAP));
        return bytes == 1
                ? REDUCING_LINES + REDUCING_LINES_EACH * span
                : DEEP_REDUCING_LINES + DEEP_REDUCING_LINES_EACH * span;
    }
}
