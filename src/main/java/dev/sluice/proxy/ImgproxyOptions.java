package dev.sluice.proxy;

import dev.sluice.failure.NotFound;
import dev.sluice.image.Colour;
import dev.sluice.image.Dither;
import dev.sluice.image.Fit;
import dev.sluice.image.Gravity;
import dev.sluice.image.RenditionOptions;
import dev.sluice.units.MediaType;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads imgproxy's processing options, one after the other; a later one goes before an earlier one. Names, short names, order of arguments
 * and defaults are those of imgproxy 4 (its documentation, "Processing options"). Used for one URL.
 *
 * <p>As imgproxy does, what is not understood is answered with 404; options that imgproxy has and that are not here yet are named.
 */
final class ImgproxyOptions {

    private static final int LARGEST_SIDE = 65_535;

    /** imgproxy's own: {@code IMGPROXY_QUALITY}, {@code IMGPROXY_FORMAT_QUALITY}. */
    private static final Map<MediaType, Integer> QUALITY =
            Map.of(MediaType.JPEG, 80, MediaType.WEBP, 79, MediaType.AVIF, 63);

    private static final Map<String, Gravity> GRAVITIES = Map.of(
            "no", Gravity.NORTH,
            "so", Gravity.SOUTH,
            "ea", Gravity.EAST,
            "we", Gravity.WEST,
            "noea", Gravity.NORTH_EAST,
            "nowe", Gravity.NORTH_WEST,
            "soea", Gravity.SOUTH_EAST,
            "sowe", Gravity.SOUTH_WEST,
            "ce", Gravity.CENTRE,
            "sm", Gravity.SMART);

    private int width;
    private int height;
    private double zoom = 1;
    private double density = 1;
    private Fit fit = Fit.INSIDE;
    private boolean enlarge;
    private boolean extend;
    private Gravity extendGravity = Gravity.CENTRE;
    private Gravity gravity = Gravity.CENTRE;
    private @Nullable MediaType format;
    private int quality;
    private final Map<MediaType, Integer> qualities = new EnumMap<>(QUALITY);
    private Colour background = Colour.WHITE;
    private boolean keepCopyright = true;
    private boolean raw;
    private boolean attachment;
    private String fileName = "";
    private @Nullable Instant expires;

    /**
     * What a URL asks for.
     *
     * @param rendition how the picture is to be changed
     * @param raw whether it is to be sent as it is
     * @param attachment whether browsers are to save it
     * @param fileName under which they do, without its ending; empty when the URL does not say
     * @param expires from when on the URL is no longer good; null for never
     */
    record Wish(
            RenditionOptions rendition,
            boolean raw,
            boolean attachment,
            String fileName,
            @Nullable Instant expires) {}

    /** @throws NotFound when an option is unknown or has arguments that it does not take */
    static Wish read(ImgproxyUrl url) {
        ImgproxyOptions options = new ImgproxyOptions();
        url.options().forEach(options::apply);
        if (!url.format().isEmpty()) {
            options.format = format(url.format());
        }
        return options.wish();
    }

    private Wish wish() {
        double times = zoom * density;
        boolean padded = extend && fit == Fit.INSIDE && width > 0 && height > 0;
        MediaType type = format;
        Integer chosen = quality > 0 ? Integer.valueOf(quality) : usual(type);
        RenditionOptions rendition = new RenditionOptions(
                side(width, times),
                side(height, times),
                padded ? Fit.CONTAIN : fit,
                padded ? extendGravity : gravity,
                enlarge,
                type,
                chosen,
                Dither.ORDERED,
                background,
                keepCopyright);
        return new Wish(rendition, raw, attachment, fileName, expires);
    }

    private @Nullable Integer usual(@Nullable MediaType type) {
        return type == null ? null : qualities.get(type);
    }

    private static @Nullable Integer side(int pixels, double times) {
        return pixels == 0 ? null : Math.clamp(Math.round(pixels * times), 1, LARGEST_SIDE);
    }

    private void apply(ImgproxyUrl.Option option) {
        List<String> given = option.arguments();
        switch (option.name()) {
            case "resize", "rs" -> resize(arguments(option, 8));
            case "size", "s" -> size(arguments(option, 7));
            case "resizing_type", "rt" -> fit = fit(only(option));
            case "width", "w" -> width = whole(option.name(), only(option));
            case "height", "h" -> height = whole(option.name(), only(option));
            case "zoom", "z" -> zoom = positive(option.name(), only(option));
            case "dpr" -> density = positive(option.name(), only(option));
            case "enlarge", "el" -> enlarge = flag(only(option));
            case "extend", "ex" -> extend = extend(arguments(option, 4));
            case "gravity", "g" -> gravity = gravity(arguments(option, 3));
            case "quality", "q" -> quality = quality(only(option));
            case "format_quality", "fq" -> formatQuality(given);
            case "format", "f", "ext" -> format = format(only(option));
            case "background", "bg" -> background = background(given);
            case "keep_copyright", "kcr" -> keepCopyright = flag(only(option));
            case "auto_rotate", "ar", "strip_metadata", "sm", "strip_color_profile", "scp" -> always(option);
            case "raw" -> raw = flag(only(option));
            case "cachebuster", "cb" -> only(option);
            case "expires", "exp" -> expires = Instant.ofEpochSecond(whole(option.name(), only(option)));
            case "filename", "fn" -> fileName = fileName(arguments(option, 2));
            case "return_attachment", "att" -> attachment = flag(only(option));
            default -> throw unknown(option.name());
        }
    }

    private void resize(List<String> given) {
        if (!given.getFirst().isEmpty()) {
            fit = fit(given.getFirst());
        }
        size(given.subList(1, given.size()));
    }

    private void size(List<String> given) {
        width = at(given, 0).map(text -> whole("width", text)).orElse(width);
        height = at(given, 1).map(text -> whole("height", text)).orElse(height);
        enlarge = at(given, 2).map(ImgproxyOptions::flag).orElse(enlarge);
        if (given.size() > 3) {
            extend = extend(given.subList(3, given.size()));
        }
    }

    private boolean extend(List<String> given) {
        if (given.size() > 1) {
            extendGravity = gravity(given.subList(1, given.size()));
        }
        return at(given, 0).map(ImgproxyOptions::flag).orElse(extend);
    }

    private void formatQuality(List<String> given) {
        if (given.size() % 2 != 0) {
            throw new NotFound("format_quality takes pairs of a format and a quality");
        }
        for (int at = 0; at < given.size(); at += 2) {
            qualities.put(format(given.get(at)), quality(given.get(at + 1)));
        }
    }

    private static Optional<String> at(List<String> given, int index) {
        return index < given.size() && !given.get(index).isEmpty() ? Optional.of(given.get(index)) : Optional.empty();
    }

    private static List<String> arguments(ImgproxyUrl.Option option, int most) {
        if (option.arguments().size() > most) {
            throw new NotFound(option.name() + " takes at most " + most + " arguments");
        }
        return option.arguments();
    }

    private static String only(ImgproxyUrl.Option option) {
        return arguments(option, 1).getFirst();
    }

    private static Fit fit(String text) {
        return switch (text) {
            case "fit" -> Fit.INSIDE;
            case "fill" -> Fit.COVER;
            case "force" -> Fit.FILL;
            case "fill-down", "auto" -> throw notYet("resizing_type:" + text);
            default -> throw new NotFound("resizing_type:" + text + " is unknown: use fit, fill or force");
        };
    }

    private static Gravity gravity(List<String> given) {
        if (given.subList(1, given.size()).stream().anyMatch(offset -> !offset.isEmpty() && !offset.equals("0"))) {
            throw notYet("gravity with offsets");
        }
        String name = given.getFirst();
        Gravity known = GRAVITIES.get(name);
        if (known == null) {
            throw name.equals("fp")
                    ? notYet("gravity:fp")
                    : new NotFound("gravity:" + name
                            + " is unknown: use one of ce, no, so, ea, we, noea, nowe, soea, sowe, sm");
        }
        return known;
    }

    private static int whole(String name, String text) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw new NotFound(name + ":" + text + " is no whole number of at least 0");
        }
        throw new NotFound(name + ":" + text + " is no whole number of at least 0");
    }

    private static double positive(String name, String text) {
        try {
            double number = Double.parseDouble(text);
            if (number > 0 && number <= LARGEST_SIDE) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw new NotFound(name + ":" + text + " is no number above 0");
        }
        throw new NotFound(name + ":" + text + " is no number above 0");
    }

    /** As Go's {@code strconv.ParseBool}, and false for anything else. */
    private static boolean flag(String text) {
        return List.of("1", "t", "T", "TRUE", "true", "True").contains(text);
    }

    private static int quality(String text) {
        int number = whole("quality", text);
        if (number > 100) {
            throw new NotFound("quality:" + text + " is above 100");
        }
        return number;
    }

    private static MediaType format(String text) {
        return MediaType.named(text).orElseThrow(() -> new NotFound("format:" + text + " is unknown"));
    }

    private static Colour background(List<String> given) {
        try {
            if (given.size() == 3) {
                return new Colour(
                        whole("background", given.get(0)),
                        whole("background", given.get(1)),
                        whole("background", given.get(2)));
            }
            if (given.size() == 1) {
                return given.getFirst().isEmpty() ? Colour.WHITE : Colour.parse(given.getFirst());
            }
        } catch (IllegalArgumentException noColour) {
            throw new NotFound("background: " + noColour.getMessage());
        }
        throw new NotFound("background takes six hexadecimal digits, or red, green and blue from 0 to 255");
    }

    private static String fileName(List<String> given) {
        if (given.size() > 1 && flag(given.get(1))) {
            throw notYet("filename in base64");
        }
        return given.getFirst();
    }

    /** What is always done here: pictures are turned upright, and lose metadata and profiles. */
    private static void always(ImgproxyUrl.Option option) {
        if (!flag(only(option))) {
            throw notYet(option.name() + ":" + only(option));
        }
    }

    private static NotFound unknown(String name) {
        return switch (name) {
            case "min-width",
                    "mw",
                    "min-height",
                    "mh",
                    "extend_aspect_ratio",
                    "extend_ar",
                    "exar",
                    "crop",
                    "c",
                    "trim",
                    "t",
                    "padding",
                    "pd",
                    "rotate",
                    "rot",
                    "flip",
                    "fl",
                    "blur",
                    "bl",
                    "sharpen",
                    "sh",
                    "pixelate",
                    "pix",
                    "watermark",
                    "wm",
                    "preserve_hdr",
                    "ph",
                    "enforce_thumbnail",
                    "eth",
                    "max_bytes",
                    "mb",
                    "skip_processing",
                    "skp",
                    "preset",
                    "pr",
                    "max_src_resolution",
                    "msr",
                    "max_src_file_size",
                    "msfs",
                    "max_animation_frames",
                    "maf",
                    "max_animation_frame_resolution",
                    "mafr",
                    "max_result_dimension",
                    "mrd" -> notYet(name);
            default -> new NotFound("the option " + name + " is unknown");
        };
    }

    private static NotFound notYet(String what) {
        return new NotFound("imgproxy's " + what + " is not supported here yet");
    }
}
