package dev.sluice.image;

import dev.sluice.image.Layout.CodingProcess;
import dev.sluice.image.rows.jpeg.ProgressiveJpeg;
import dev.sluice.units.DataSize;
import dev.sluice.units.PixelSize;

/**
 * Predicts what a plan takes, from the header alone: never less than a real run does, and not much more. GLib ends the process when
 * an allocation fails, so this is what stands between a picture and the end of the server.
 *
 * <p>It holds for what the engine sets up: libvips 8.18 with one thread (and a {@link #secondThread} where there is room), no operation cache, buffers of {@code LineBuffers} and
 * sequential reading. Where a number is not said to come from a specification or from a library's source, it is the largest
 * that {@code ./run bench calibrate} found over smooth and noisy pictures of 2 and 24 megapixels, rounded up; the table is in
 * {@code docs/benchmarks.md}. Immutable; safe for threads.
 */
public final class CostModel {

    /** A result of up to so many pixels may stand in memory; a larger one is expected to be written to a file. */
    public static final long MAX_PIXELS_IN_MEMORY = 1 << 20;

    /** A progressive decoder keeps each coefficient as a 16-bit number (libjpeg, {@code JCOEF}). */
    private static final int COEFFICIENT = 2;

    /** libwebp fills an RGBA frame, and libvips copies it into another. */
    private static final int WEBP_FRAMES = 8;

    /** A lossless WebP is decoded into 32-bit pixels of its full size before it is scaled (libwebp, {@code VP8LDecoder}). */
    private static final int WEBP_LOSSLESS = 4;

    /** The alpha of a lossy WebP is decoded whole, one byte a pixel, with its window. */
    private static final double WEBP_ALPHA = 1.2;

    /** libnsgif keeps the frame it draws on as RGBA; libvips copies rows of it. */
    private static final int GIF_FRAME = 4;

    /** libaom's frame, libheif's copy and the interleaved pixels together; 4:2:0 takes a fifth less than this. */
    private static final double AVIF = 19.6;

    private static final double AVIF_DEEP = 26;
    private static final double AVIF_ALPHA = 2.5;
    private static final long AVIF_FIXED = 1_000_000;

    /** What no reader here takes apart: RGBA as floating-point numbers, and a result beside it. */
    private static final int WHOLE = 24;

    /** libvips reads strips above this height line by line, unless they are planar ({@code tiff2vips.c}). */
    private static final int TIFF_WHOLE_STRIP = 128;

    /** A copy of the picture, which encoders that need all of it begin with. */
    private static final int FRAME = 4;

    /** libwebp at the effort of {@link Encoder}: the picture as RGB and YUV, and its result, long where little is thrown away. */
    private static final double WEBP_ENCODER = 6;

    private static final double WEBP_ENCODER_DENSE = 11.3;

    /** Alpha is encoded first, and without loss: noise takes a hash chain and several lists of all its pixels. */
    private static final double WEBP_ENCODER_ALPHA = 38;

    /** Alpha that is nothing but a ground, or 255. */
    private static final double WEBP_ENCODER_GROUND = 16;

    /** libaom at effort 0 to 2, at 3 and 4, and above: it keeps more frames and searches more widely. */
    private static final double AVIF_ENCODER = 22;

    private static final double AVIF_ENCODER_MEDIUM = 32;
    private static final double AVIF_ENCODER_SLOW = 40;
    private static final double AVIF_ENCODER_ALPHA = 17;

    /** At this quality and above libvips does not thin the colours ({@code heifsave.c}, subsample_mode auto). */
    private static final int AVIF_FULL_COLOUR_QUALITY = 90;

    private static final double AVIF_FULL_COLOUR = 1.75;
    private static final long AVIF_ENCODER_FIXED = 3_000_000;

    /** libimagequant and cgif: the picture twice, indices, and the colours found in it. */
    private static final double GIF_ENCODER = 14.8;

    private static final long GIF_ENCODER_FIXED = 1_000_000;

    /** Frames before the one that is written, which is compared with them, and tables of colours found in several. */
    private static final double GIF_FRAMES_COMPARED = 16;

    private static final long GIF_MOVING_FIXED = 1_500_000;

    /** libwebp's canvases of the frame, of the one before and of what is left of that, and a frame encoded in two ways. */
    private static final double WEBP_CANVASES = 20;

    /** What is written of an animation stands in memory until its last frame: in chunks, put together, and for whoever takes it. */
    private static final int WEBP_WRITTEN = 2;

    private static final int WEBP_WRITTEN_DENSE = 7;

    /** Of an animated WebP: the canvas, a frame on its way there, and alpha or all of it decoded without loss. */
    private static final int WEBP_CANVAS = 32;

    private static final int WEBP_CANVAS_ALPHA = 42;

    /** Blocks that the allocator keeps between the filters of one frame and those of the next. */
    private static final long FILTERED_FRAMES = 3_000_000;

    private static final double DENSE_RESULT = 3;
    private static final double USUAL_RESULT = 1.5;
    private static final int DENSE_QUALITY = 80;

    /** Each profile, comment or EXIF blob is kept by the decoder, copied into the picture's fields, and taken apart there. */
    static final int METADATA_COPIES = 3;

    /**
     * What a plan takes when its result, if it has more than {@link #MAX_PIXELS_IN_MEMORY} pixels and is no display format, is
     * written to a file.
     */
    public Cost cost(Probe probe, Plan plan) {
        WorkingMemory memory = pipeline(probe, plan);
        memory.keep(result(plan, Math.max(memory.channels(), probe.channels())));
        long encoder = encoder(probe.alpha() || memory.alpha(), webpAlpha(probe, plan), plan);
        if (encoder > 0) {
            memory.encode(plan.size().pixels() * FRAME, encoder);
        } else if (DisplayFormat.writes(plan.output())) {
            memory.fetchRows();
        } else if (plan.output() instanceof Output.Tiff) {
            memory.deflateStrips();
        }
        DataSize heap = DataSize.ofBytes(Math.max(rows(plan), reader(probe, plan)));
        return new Cost(DataSize.ofBytes(memory.peak()), heap, disk(probe, plan), Durations.of(probe, plan));
    }

    private static WorkingMemory pipeline(Probe probe, Plan plan) {
        WorkingMemory memory = new WorkingMemory(probe, decodedSize(probe, plan));
        memory.keep(
                switch (plan.way()) {
                    case Way.Engine _ -> decoder(probe, memory.size());
                    case Way.Frames _ -> decoder(probe, memory.size()) + canvas(probe);
                    case Way.Baseline _ -> 0;
                    case Way.Rows(int shrink) -> RowReaders.picture(probe, shrink);
                    case Way.RowsOnDisk _ -> PixelFile.MOST_UNWRITTEN;
                });
        memory.keep(probe.metadata().bytes() * METADATA_COPIES);
        for (Operation operation : plan.operations()) {
            memory.apply(operation);
        }
        if (plan.way() instanceof Way.Frames(int frames)) {
            memory.join(frames);
            memory.keep(plan.operations().stream().anyMatch(CostModel::filters) ? FILTERED_FRAMES : 0);
        }
        return memory;
    }

    private static boolean filters(Operation operation) {
        return operation instanceof Operation.Blur
                || operation instanceof Operation.Sharpen
                || operation instanceof Operation.Pixelate;
    }

    /** What it takes to find the borders of a picture, before it is planned. */
    public Cost trimming(Probe probe) {
        Way way = new Way.Engine(1, 0);
        WorkingMemory memory = new WorkingMemory(probe, probe.size());
        memory.keep(decoder(probe, probe.size()));
        memory.keep(probe.metadata().bytes() * METADATA_COPIES);
        memory.apply(new Operation.ToSrgb());
        memory.lookForBorders();
        return new Cost(DataSize.ofBytes(memory.peak()), DataSize.ZERO, DataSize.ZERO, Durations.trimming(probe, way));
    }

    /** What the plan takes beyond its cost in native memory when two threads compute its pixels. */
    public DataSize secondThread(Probe probe, Plan plan) {
        return DataSize.ofBytes(pipeline(probe, plan).secondThread());
    }

    /** Native memory at the worst moment: that of {@link #cost}. */
    public DataSize peak(Probe probe, Plan plan) {
        return cost(probe, plan).memory();
    }

    /** What the decoder delivers, rounded up. */
    static PixelSize decodedSize(Probe probe, Plan plan) {
        return decodedSize(probe, plan.way());
    }

    static PixelSize decodedSize(Probe probe, Way way) {
        int shrink = way.shrink();
        PixelSize size = probe.size();
        return new PixelSize(Math.ceilDiv(size.width(), shrink), Math.ceilDiv(size.height(), shrink));
    }

    /** What the decoder holds beyond lines, until the end. */
    static long decoder(Probe probe, PixelSize decoded) {
        long source = probe.size().pixels();
        long bytes = WorkingMemory.bytes(probe);
        return switch (probe.layout()) {
            case Layout.Jpeg(CodingProcess process, var _, long samples, boolean _) ->
                switch (process) {
                    case BASELINE, EXTENDED -> 0;
                    case PROGRESSIVE, UNUSUAL -> COEFFICIENT * samples;
                };
            case Layout.Png(boolean interlaced, boolean _, boolean _) ->
                interlaced ? source * probe.channels() * bytes : 0;
            case Layout.Webp(boolean lossless, boolean _) -> webp(probe, decoded, lossless);
            case Layout.Gif _ -> source * GIF_FRAME;
            case Layout.Heif(PixelSize tile, boolean _) -> heif(probe, tile);
            case Layout.Tiff tiff -> tiff(probe, tiff);
            case Layout.Bmp _, Layout.Ico _, Layout.Whole _ -> source * WHOLE;
        };
    }

    private static long webp(Probe probe, PixelSize decoded, boolean lossless) {
        long source = probe.size().pixels();
        double frame = lossless ? WEBP_LOSSLESS : probe.alpha() ? WEBP_ALPHA : 0;
        return (long) (decoded.pixels() * WEBP_FRAMES + source * frame);
    }

    /** What a decoder holds of an animation beyond what the first frame takes. */
    private static long canvas(Probe probe) {
        return probe.layout() instanceof Layout.Webp(boolean lossless, boolean _)
                ? probe.size().pixels() * (lossless || probe.alpha() ? WEBP_CANVAS_ALPHA : WEBP_CANVAS)
                : 0;
    }

    private static long heif(Probe probe, PixelSize tile) {
        double each = (probe.bitsPerChannel() > 8 ? AVIF_DEEP : AVIF) + (probe.alpha() ? AVIF_ALPHA : 0);
        return (long) (Math.max(probe.size().pixels(), tile.pixels()) * each)
                + probe.fileSize().bytes()
                + AVIF_FIXED;
    }

    /** Two rows of tiles or two strips in the cache of libvips, one as it is decoded, and one as it was in the file. */
    private static long tiff(Probe probe, Layout.Tiff tiff) {
        long pixel = (long) probe.channels() * WorkingMemory.bytes(probe);
        long block = tiff.block().pixels() * pixel;
        long raw = Math.min(block, probe.fileSize().bytes());
        if (tiff.tiled()) {
            return 2 * block * (1 + probe.size().width() / tiff.block().width()) + block + raw;
        }
        boolean lineByLine = tiff.block().height() > TIFF_WHOLE_STRIP && !tiff.planar();
        return lineByLine ? raw : 3 * block + raw;
    }

    /** What an encoder holds that begins when the pipeline has ended; 0 for those that write while it runs. */
    private static long encoder(boolean alpha, double webpAlpha, Plan plan) {
        long pixels = plan.size().pixels();
        boolean moves = plan.frames() > 1;
        return switch (plan.output()) {
            case Output.Webp(int quality) -> {
                double colours = dense(quality) ? WEBP_ENCODER_DENSE : WEBP_ENCODER;
                long written = moves ? plan.pixels() * (dense(quality) ? WEBP_WRITTEN_DENSE : WEBP_WRITTEN) : 0;
                yield written
                        + (long) (pixels
                                * ((alpha ? Math.max(colours, webpAlpha) : colours) + (moves ? WEBP_CANVASES : 0)));
            }
            case Output.Avif(int quality, int effort) ->
                AVIF_ENCODER_FIXED
                        + (long) (pixels * (avifEncoder(quality, effort) + (alpha ? AVIF_ENCODER_ALPHA : 0)));
            case Output.Gif _ ->
                GIF_ENCODER_FIXED
                        + (moves ? GIF_MOVING_FIXED : 0)
                        + (long) (pixels * (GIF_ENCODER + (moves ? GIF_FRAMES_COMPARED : 0)));
            case Output.Jpeg _, Output.Png _, Output.Tiff _, Output.Bmp _, Output.Rgb565 _, Output.Grey _ -> 0;
        };
    }

    private static double webpAlpha(Probe probe, Plan plan) {
        boolean drawn = plan.operations().stream().anyMatch(Operation.Watermark.class::isInstance);
        return probe.alpha() || drawn ? WEBP_ENCODER_ALPHA : WEBP_ENCODER_GROUND;
    }

    private static double avifEncoder(int quality, int effort) {
        double each = effort <= 2 ? AVIF_ENCODER : effort <= 4 ? AVIF_ENCODER_MEDIUM : AVIF_ENCODER_SLOW;
        return quality >= AVIF_FULL_COLOUR_QUALITY ? each * AVIF_FULL_COLOUR : each;
    }

    /** The result itself where it stands in memory: display formats always, others while they are small. */
    private static long result(Plan plan, int channels) {
        long pixels = plan.pixels();
        long few = pixels <= MAX_PIXELS_IN_MEMORY ? pixels : 0;
        return switch (plan.output()) {
            case Output.Bmp _ -> pixels * 3 + 4L * plan.size().height();
            case Output.Rgb565 _ -> pixels * 2;
            case Output.Grey(int bits, Dither _) ->
                pixels * bits / 8 + plan.size().height();
            case Output.Png _, Output.Tiff _ -> few * Math.min(4, channels);
            case Output.Gif _ -> (long) (few * USUAL_RESULT);
            case Output.Jpeg(int quality) -> (long) (few * density(quality));
            case Output.Webp(int quality) -> (long) (few * density(quality));
            case Output.Avif(int quality, int _) -> (long) (few * density(quality));
        };
    }

    private static boolean dense(int quality) {
        return quality > DENSE_QUALITY;
    }

    private static double density(int quality) {
        return dense(quality) ? DENSE_RESULT : USUAL_RESULT;
    }

    /** Rows of {@link DisplayFormat}: one in, one out, and the errors of two rows. */
    private static long rows(Plan plan) {
        return DisplayFormat.writes(plan.output()) ? plan.size().width() * DisplayFormat.HEAP_PER_COLUMN : 0;
    }

    /** What a reader of our own holds, before libvips begins. */
    private static long reader(Probe probe, Plan plan) {
        return switch (plan.way()) {
            case Way.Engine _, Way.Frames _ -> 0;
            case Way.Baseline _ ->
                probe.layout() instanceof Layout.Jpeg jpeg
                        ? ProgressiveJpeg.heap(probe.size(), probe.channels(), jpeg.subsampling())
                        : 0;
            case Way.Rows _, Way.RowsOnDisk _ ->
                RowReaders.heap(probe, plan.way().shrink());
        };
    }

    private static DataSize disk(Probe probe, Plan plan) {
        return switch (plan.way()) {
            case Way.Engine _, Way.Frames _, Way.Baseline _, Way.Rows _ -> DataSize.ZERO;
            case Way.RowsOnDisk(int shrink) -> DataSize.ofBytes(RowReaders.picture(probe, shrink));
        };
    }
}
