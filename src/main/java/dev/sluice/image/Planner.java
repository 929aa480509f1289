package dev.sluice.image;

import dev.sluice.failure.BadInput;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides how a rendition is made, from what the header of a picture says and what is wanted. Does nothing itself. Immutable, safe
 * for threads.
 *
 * <p>The steps of a plan keep memory small: resampling comes first, colours are converted where there are fewer pixels, and what
 * must stand in memory to be turned is cut before. All but the padding happens in the picture as stored, so gravity is turned with
 * it; where an odd number of columns or rows is spare, the centre of a mirrored picture may lie one pixel beside that of an upright
 * one.
 */
public final class Planner {

    /** The largest side of a result and of a frame, in pixels. */
    public static final int MOST_PIXELS_A_SIDE = 65_535;

    /** From here on a progressive JPEG is rewritten rather than held by its decoder: 8 MiB of coefficients. */
    private static final long MOST_SAMPLES_HELD = 4 << 20;

    /** A reader of our own averages down to no less, for its outermost squares stand for less than the others. */
    private static final int LEAST_REDUCED_SIDE = 64;

    /**
     * What is left of a picture may stand in a file from here on, in bytes: less is little beside the lines that any pipeline holds, and
     * half of what the smallest budget leaves for work.
     */
    private static final long LEAST_ON_DISK = 8 << 20;

    static final int MOST_WORKING_PIXELS_A_SIDE = 10_000_000;
    private static final int JPEG_QUALITY = 80;
    private static final int WEBP_QUALITY = 75;
    private static final int AVIF_QUALITY = 50;
    private static final int AVIF_EFFORT = 1;
    private static final int PNG_COMPRESSION = 6;

    private final Formats formats;

    /** @param formats what the engine can read and write */
    public Planner(Formats formats) {
        this.formats = formats;
    }

    /**
     * The ways to make a rendition: the best first, then ones that need less memory for a result of the same size. They decode
     * fewer pixels and enlarge them again, cut at the centre instead of where the eye is drawn, or rewrite a progressive JPEG
     * first.
     *
     * @return at least one
     * @throws BadInput when the options contradict each other, the format or its limits, or the picture cannot be read
     */
    public List<Plan> plans(Probe probe, RenditionOptions options) {
        return plans(probe, options, Area.of(probe.size()));
    }

    /**
     * As {@link #plans(Probe, RenditionOptions)}, of a part of the picture.
     *
     * @param part of the picture as stored; only a composition looks at it
     */
    public List<Plan> plans(Probe probe, RenditionOptions options, Area part) {
        if (!formats.readable().contains(probe.type())) {
            throw new BadInput(
                    BadInput.Kind.UNSUPPORTED_PICTURE,
                    name(probe.type()) + " pictures cannot be read by the libvips in use");
        }
        Composition composition = options.composition();
        if (composition != null) {
            return new Composer(this, probe, options, composition, part).plans();
        }
        checkSide("w", options.width());
        checkSide("h", options.height());
        Output output = output(probe, options);
        Geometry geometry = Geometry.of(probe.uprightSize(), options);
        checkLimits(output.type(), geometry.framed(), geometry.scaled());
        int frames = frames(probe, options, output.type());
        checkStrip(frames, geometry.framed());
        boolean smart = frames == 1
                && options.gravity() == Gravity.SMART
                && !geometry.cut().equals(geometry.scaled());
        boolean centred = smart || options.gravity() == Gravity.SMART;
        List<Plan> plans = new ArrayList<>();
        for (Way way : ways(probe, stored(geometry.scaled(), probe), frames)) {
            if (smart) {
                plans.add(plan(probe, options, geometry, output, way, Gravity.SMART));
            }
            plans.add(plan(probe, options, geometry, output, way, centred ? Gravity.CENTRE : options.gravity()));
        }
        return plans;
    }

    /** The best first; of two that are as good the faster, which is libvips for small pictures: they take little memory. */
    static List<Way> ways(Probe probe, PixelSize scaled, int frames) {
        if (frames > 1) {
            return List.of(new Way.Frames(frames));
        }
        if (RowReaders.alone(probe)) {
            return rows(probe, scaled);
        }
        List<Way> ways = new ArrayList<>();
        for (int shrink : shrinks(probe, scaled)) {
            Way engine = new Way.Engine(shrink, 0);
            if (!(probe.layout() instanceof Layout.Jpeg jpeg) || jpeg.process() != Layout.CodingProcess.PROGRESSIVE) {
                ways.add(engine);
            } else {
                Way baseline = new Way.Baseline(shrink);
                ways.addAll(jpeg.samples() > MOST_SAMPLES_HELD ? List.of(baseline, engine) : List.of(engine, baseline));
            }
        }
        if (RowReaders.read(probe)) {
            boolean large = probe.size().pixels() * probe.channels() > MOST_SAMPLES_HELD;
            ways.addAll(large ? 0 : 1, rows(probe, scaled));
        }
        return ways;
    }

    /** Averaged down to at least twice what is wanted, as libvips does itself before it filters; then to less. */
    private static List<Way> rows(Probe probe, PixelSize scaled) {
        PixelSize source = probe.size();
        int enough = Math.min(source.width(), source.height()) / LEAST_REDUCED_SIDE;
        int most = Math.min(source.width() / scaled.width(), source.height() / scaled.height());
        most = Math.max(1, Math.min(most, enough));
        int best = Math.max(1, most / 2);
        List<Way> rows = new ArrayList<>();
        rows.add(new Way.Rows(best));
        if (RowReaders.picture(probe, best) >= LEAST_ON_DISK) {
            rows.add(new Way.RowsOnDisk(best));
        }
        if (best < most) {
            rows.add(new Way.Rows(most));
        }
        return rows;
    }

    private static Plan plan(
            Probe probe, RenditionOptions options, Geometry geometry, Output output, Way way, Gravity gravity) {
        int shrink = way.shrink();
        List<Operation> operations = new ArrayList<>();
        PixelSize scaled = stored(geometry.scaled(), probe);
        Operation toSrgb = new Operation.ToSrgb();
        if (scaled.equals(probe.size())) {
            operations.add(toSrgb);
        } else {
            Operation resize = new Operation.Resize(scaled);
            boolean fewerAfterwards = scaled.pixels() <= probe.size().pixels() / ((long) shrink * shrink);
            operations.addAll(fewerAfterwards ? List.of(resize, toSrgb) : List.of(toSrgb, resize));
        }
        if (probe.type() != MediaType.JPEG && !keepsAlpha(output)) {
            operations.add(new Operation.Flatten(options.background()));
        }
        PixelSize cut = stored(geometry.cut(), probe);
        if (!cut.equals(scaled)) {
            operations.add(
                    gravity == Gravity.SMART
                            ? new Operation.SmartCrop(cut)
                            : new Operation.Crop(cut, gravity.stored(probe.orientation())));
        }
        if (probe.orientation() != 1) {
            operations.add(new Operation.Orient(probe.orientation()));
        }
        operations.addAll(options.effects().operations(geometry.cut(), output));
        if (!geometry.framed().equals(geometry.cut())) {
            operations.add(new Operation.Pad(geometry.framed(), options.gravity(), options.background()));
        }
        return new Plan(way, operations, geometry.framed(), output, options.kept());
    }

    /** An upright size in the picture as stored. */
    private static PixelSize stored(PixelSize upright, Probe probe) {
        return probe.orientation() >= 5 ? upright.transposed() : upright;
    }

    /** What the decoder divides the sides by: as much as leaves enough pixels, then once more as much. */
    static List<Integer> shrinks(Probe probe, PixelSize scaled) {
        PixelSize source = probe.size();
        int most = Math.min(source.width() / scaled.width(), source.height() / scaled.height());
        boolean smaller = scaled.pixels() < source.pixels();
        return switch (probe.layout()) {
            case Layout.Jpeg jpeg
            when smaller && jpeg.process() != Layout.CodingProcess.UNUSUAL -> {
                int best = Integer.highestOneBit(Math.clamp(most, 1, 8));
                yield best < 8 ? List.of(best, 2 * best) : List.of(best);
            }
            case Layout.Webp webp
            when smaller && !webp.animated() -> {
                int best = Math.max(1, most);
                boolean further = 2L * best <= Math.min(source.width(), source.height());
                yield further ? List.of(best, 2 * best) : List.of(best);
            }
            case Layout.Jpeg _,
                    Layout.Webp _,
                    Layout.Png _,
                    Layout.Gif _,
                    Layout.Heif _,
                    Layout.Tiff _,
                    Layout.Bmp _,
                    Layout.Ico _,
                    Layout.Whole _ -> List.of(1);
        };
    }

    /**
     * How many frames are made of a picture.
     *
     * @param type of the result
     * @return 1 for a still picture, of the first frame
     * @throws BadInput UNSUPPORTED_PICTURE when there are more than the engine takes and no fewer are asked for
     */
    int frames(Probe probe, RenditionOptions options, MediaType type) {
        int asked = options.saving().frames();
        if (!probe.animated() || !Probe.moves(type) || asked == 1 || formats.frames() == 1) {
            return 1;
        }
        int frames = asked == 0 ? probe.frames() : Math.min(asked, probe.frames());
        if (frames > formats.frames()) {
            throw new BadInput(
                    BadInput.Kind.UNSUPPORTED_PICTURE,
                    "this animation has " + probe.frames() + " frames, and image.max-frames allows " + formats.frames()
                            + ": ask for a format that does not move, such as jpeg, or raise image.max-frames");
        }
        checkStrip(frames, probe.size());
        return frames;
    }

    /** libvips keeps frames one below the other, as one picture. */
    static void checkStrip(int frames, PixelSize frame) {
        if ((long) frames * frame.height() > MOST_WORKING_PIXELS_A_SIDE) {
            throw new BadInput(
                    BadInput.Kind.UNSUPPORTED_PICTURE,
                    frames + " frames of " + frame + " pixels are more than can be worked on: ask for a smaller h, or"
                            + " for a format that does not move, such as jpeg");
        }
    }

    /** Whether pictures of this kind can be read. */
    public boolean reads(MediaType type) {
        return formats.readable().contains(type);
    }

    private Output output(Probe probe, RenditionOptions options) {
        MediaType asked = options.format();
        return output(asked != null ? asked : kept(probe), options.quality(), asked != null, options.dither());
    }

    /** @param strict whether a quality that the format does not have is an error */
    Output output(MediaType type, @Nullable Integer wished, boolean strict, Dither dither) {
        if (!formats.writable().contains(type)) {
            throw new BadInput(
                    BadInput.Kind.PARAMETER, "format " + name(type) + " cannot be written: use one of " + writable());
        }
        Integer quality = wished;
        if (quality != null && (quality < least(type) || quality > most(type))) {
            if (strict) {
                throw badQuality(type);
            }
            quality = null;
        }
        return switch (type) {
            case JPEG -> new Output.Jpeg(quality != null ? quality : JPEG_QUALITY);
            case PNG -> new Output.Png(quality != null ? quality : PNG_COMPRESSION);
            case WEBP -> new Output.Webp(quality != null ? quality : WEBP_QUALITY);
            case AVIF -> new Output.Avif(quality != null ? quality : AVIF_QUALITY, AVIF_EFFORT);
            case GIF -> new Output.Gif();
            case TIFF -> new Output.Tiff();
            case BMP -> new Output.Bmp();
            case RGB565 -> new Output.Rgb565(false, dither);
            case RGB565_BIG_ENDIAN -> new Output.Rgb565(true, dither);
            case GREY1 -> new Output.Grey(1, dither);
            case GREY4 -> new Output.Grey(4, dither);
            case HEIC, JXL, JPEG2000, SVG, ICO ->
                throw new BadInput(BadInput.Kind.PARAMETER, "format " + name(type) + " is read but not written");
        };
    }

    /** The source's own kind where it can be written; a quality that was not meant for it is then no error. */
    private MediaType kept(Probe probe) {
        if (formats.writable().contains(probe.type())) {
            return probe.type();
        }
        return probe.alpha() ? MediaType.PNG : MediaType.JPEG;
    }

    private static int least(MediaType type) {
        return type == MediaType.PNG ? 0 : 1;
    }

    private static int most(MediaType type) {
        return switch (type) {
            case JPEG, WEBP, AVIF -> 100;
            case PNG -> 9;
            case GIF, TIFF, BMP, HEIC, JXL, JPEG2000, SVG, ICO, RGB565, RGB565_BIG_ENDIAN, GREY1, GREY4 -> 0;
        };
    }

    private static BadInput badQuality(MediaType type) {
        return new BadInput(
                BadInput.Kind.PARAMETER,
                most(type) == 0
                        ? "format " + name(type) + " has no quality: leave q out"
                        : "q is " + least(type) + " to " + most(type) + " for " + name(type));
    }

    static boolean keepsAlpha(Output output) {
        return switch (output) {
            case Output.Png _, Output.Webp _, Output.Avif _, Output.Gif _, Output.Tiff _ -> true;
            case Output.Jpeg _, Output.Bmp _, Output.Rgb565 _, Output.Grey _ -> false;
        };
    }

    private static void checkSide(String parameter, @Nullable Integer side) {
        if (side != null && (side < 1 || side > MOST_PIXELS_A_SIDE)) {
            throw new BadInput(BadInput.Kind.PARAMETER, parameter + " is 1 to " + MOST_PIXELS_A_SIDE + ", not " + side);
        }
    }

    static void checkLimits(MediaType type, PixelSize framed, PixelSize scaled) {
        int limit = longest(type);
        if (largerSide(framed) > limit) {
            throw new BadInput(
                    BadInput.Kind.PARAMETER,
                    name(type) + " has at most " + limit + " pixels a side, and this would be " + framed
                            + ": ask for a smaller w or h, or for another format");
        }
        if (largerSide(scaled) > MOST_WORKING_PIXELS_A_SIDE) {
            throw new BadInput(
                    BadInput.Kind.PARAMETER,
                    "the picture is too narrow to fill this frame: ask for another fit, or a smaller w or h");
        }
    }

    /** Limits of the formats: libjpeg's JPEG_MAX_DIMENSION, WebP's 14 bits, libheif's 16384, 16 bits elsewhere. */
    static int longest(MediaType type) {
        return switch (type) {
            case JPEG -> 65_500;
            case WEBP -> 16_383;
            case AVIF -> 16_384;
            case PNG, GIF, TIFF, BMP, HEIC, JXL, JPEG2000, SVG, ICO, RGB565, RGB565_BIG_ENDIAN, GREY1, GREY4 ->
                MOST_PIXELS_A_SIDE;
        };
    }

    static int largerSide(PixelSize size) {
        return Math.max(size.width(), size.height());
    }

    private String writable() {
        StringBuilder names = new StringBuilder();
        for (MediaType type : MediaType.values()) {
            if (formats.writable().contains(type)) {
                names.append(names.isEmpty() ? "" : ", ").append(name(type));
            }
        }
        return names.toString();
    }

    private static String name(MediaType type) {
        return type.names().getFirst();
    }
}
