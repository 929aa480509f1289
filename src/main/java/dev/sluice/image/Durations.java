package dev.sluice.image;

import dev.sluice.image.Layout.CodingProcess;
import dev.sluice.units.PixelSize;
import java.time.Duration;

/**
 * How long work takes on a slow machine: nanoseconds for a pixel as measured on the machine of {@code docs/benchmarks.md}, times
 * {@link #SLOWER}. Good enough to tell seconds from minutes, which is what it is asked for: an encoder cannot be interrupted.
 */
final class Durations {

    /** A Raspberry Pi against a server core. */
    private static final int SLOWER = 4;

    private static final int RESAMPLING_WITH_ALPHA = 45;

    /** Coefficients read and written again, then decoded. */
    private static final int REWRITING = 20;

    private static final int READING_ROWS = 25;

    /** Nanoseconds for a byte of pixels that goes to the disk and comes back: a card of 30 MB/s, when it is {@link #SLOWER}. */
    private static final int ON_DISK = 8;
    /** Differences from a colour, in floating-point numbers. */
    private static final int TRIMMING = 60;

    /** For each pixel, times the square of the sigma: each strip of the result computes anew all rows that the mask spans. */
    private static final double BLURRING = 0.1;

    private static final int SHARPENING = 150;

    /** For each pixel of a picture that was mirrored until it has whole squares. */
    private static final int PIXELATING = 5;

    private static final int BLENDING = 120;

    /** Setting up and taking down what makes one frame. */
    private static final int FRAME = 300_000;

    private Durations() {}

    static Duration trimming(Probe probe, Way way) {
        return Duration.ofNanos(SLOWER * probe.size().pixels() * (decoding(probe, way) + TRIMMING));
    }

    static Duration of(Probe probe, Plan plan) {
        long source = probe.size().pixels();
        long nanos = source * decoding(probe, plan.way()) + plan.size().pixels() * encoding(plan.output());
        if (plan.way() instanceof Way.RowsOnDisk(int shrink)) {
            nanos += RowReaders.picture(probe, shrink) * ON_DISK;
        }
        if (probe.alpha()) {
            nanos += CostModel.decodedSize(probe, plan).pixels() * RESAMPLING_WITH_ALPHA;
        }
        for (Operation operation : plan.operations()) {
            nanos += filtering(operation, plan.size());
        }
        return Duration.ofNanos(SLOWER * (plan.frames() > 1 ? plan.frames() * (nanos + FRAME) : nanos));
    }

    private static long filtering(Operation operation, PixelSize size) {
        long pixels = size.pixels();
        return switch (operation) {
            case Operation.Blur(double sigma) -> (long) (pixels * (sigma * sigma * BLURRING + sigma));
            case Operation.Sharpen _ -> pixels * SHARPENING;
            case Operation.Watermark _ -> pixels * BLENDING;
            case Operation.Pixelate(int side) ->
                PIXELATING
                        * ((size.width() + (long) side) / side * side)
                        * ((size.height() + (long) side) / side * side);
            case Operation.Orient _,
                    Operation.ToSrgb _,
                    Operation.ToEightBits _,
                    Operation.Resize _,
                    Operation.Crop _,
                    Operation.Cut _,
                    Operation.SmartCrop _,
                    Operation.Flatten _,
                    Operation.Pad _,
                    Operation.Place _,
                    Operation.Settle _ -> 0;
        };
    }

    private static long decoding(Probe probe, Way way) {
        return switch (way) {
            case Way.Engine _, Way.Frames _ -> decoding(probe);
            case Way.Baseline _ -> REWRITING;
            case Way.Rows _, Way.RowsOnDisk _ -> READING_ROWS;
        };
    }

    private static long decoding(Probe probe) {
        return switch (probe.layout()) {
            case Layout.Jpeg(CodingProcess process, var _, long _, boolean _) ->
                switch (process) {
                    case BASELINE, EXTENDED -> 10;
                    case PROGRESSIVE, UNUSUAL -> 40;
                };
            case Layout.Png(boolean interlaced, boolean _, boolean _) -> interlaced ? 35 : 25;
            case Layout.Webp _ -> 50;
            case Layout.Gif _ -> 30;
            case Layout.Heif _ -> 90;
            case Layout.Tiff _ -> 25;
            case Layout.Bmp _, Layout.Ico _ -> READING_ROWS;
            case Layout.Whole _ -> 200;
        };
    }

    private static long encoding(Output output) {
        return switch (output) {
            case Output.Jpeg _ -> 20;
            case Output.Png(int compression) -> compression > 6 ? 500 : 200;
            case Output.Webp _ -> 200;
            case Output.Avif(int _, int effort) -> effort <= 2 ? 900 : effort <= 4 ? 3_000 : 15_000;
            case Output.Gif _ -> 1_100;
            case Output.Tiff _ -> 200;
            case Output.Bmp _, Output.Rgb565 _, Output.Grey _ -> 40;
        };
    }
}
