package dev.sluice.image;

import dev.sluice.units.PixelSize;

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

    WorkingMemory(Probe probe, PixelSize decoded) {
        this.probe = probe;
        size = decoded;
        channels = probe.channels();
        bytes = bytes(probe);
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
            case Operation.ToSrgb _ -> toSrgb();
            case Operation.Resize(PixelSize target) -> resize(target);
            case Operation.Crop(PixelSize target, Gravity _) -> size = target;
            case Operation.SmartCrop(PixelSize target) -> {
                materialise();
                streaming += LOOKING_LINES * row() * (probe.alpha() ? FLOAT : 1);
                size = target;
            }
            case Operation.Flatten _ -> channels = COLOURS;
            case Operation.Pad(PixelSize target, Gravity _, Colour _) -> {
                size = target;
                channels = Math.max(channels, COLOURS);
                streaming += LINES * row();
            }
        }
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

    private void toSrgb() {
        boolean cmyk = probe.channels() - (probe.alpha() ? 1 : 0) == 4;
        streaming += cmyk ? CMYK_PROFILE : probe.profile() ? PROFILE : 0;
        channels = Math.min(channels, 4);
        bytes = 1;
    }

    private void resize(PixelSize target) {
        long stored = bytes;
        streaming -= LINES * row();
        bytes = probe.alpha() ? FLOAT : bytes;
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
