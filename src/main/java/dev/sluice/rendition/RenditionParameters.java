package dev.sluice.rendition;

import dev.sluice.config.Kind;
import dev.sluice.failure.BadInput;
import dev.sluice.image.Colour;
import dev.sluice.image.Dither;
import dev.sluice.image.Effects;
import dev.sluice.image.Fit;
import dev.sluice.image.Gravity;
import dev.sluice.image.RenditionOptions;
import dev.sluice.image.Saving;
import dev.sluice.units.DataSize;
import dev.sluice.units.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The names by which requests and the command line ask for a rendition, and what each may say. */
public final class RenditionParameters {

    /** All names, the usual ones first. */
    public static final List<String> NAMES = List.of(
            "w",
            "h",
            "fit",
            "gravity",
            "q",
            "format",
            "dither",
            "background",
            "enlarge",
            "keep-copyright",
            "blur",
            "sharpen",
            "max_bytes");

    private final Map<String, String> parameters;
    private final List<String> problems = new ArrayList<>();

    private RenditionParameters(Map<String, String> parameters) {
        this.parameters = parameters;
    }

    /**
     * Reads the options out of named texts; what is not named stays as in {@link RenditionOptions#PLAIN}. Whether numbers are in
     * range, and whether the format has a quality, the planner says: it knows the picture.
     *
     * @param parameters by name; names other than {@link #NAMES} are not looked at
     * @throws BadInput with all that is wrong
     */
    public static RenditionOptions read(Map<String, String> parameters) {
        RenditionParameters reader = new RenditionParameters(parameters);
        RenditionOptions options = reader.options();
        if (!reader.problems.isEmpty()) {
            throw new BadInput(BadInput.Kind.PARAMETER, String.join("; ", reader.problems));
        }
        return options;
    }

    private RenditionOptions options() {
        RenditionOptions plain = RenditionOptions.PLAIN;
        RenditionOptions framed = new RenditionOptions(
                read("w", Kind.INTEGER::read, null),
                read("h", Kind.INTEGER::read, null),
                given("fit", Kind.choice(Fit.class)::read, plain.fit()),
                given("gravity", RenditionParameters::gravity, plain.gravity()),
                given("enlarge", Kind.FLAG::read, plain.enlarge()),
                read("format", RenditionParameters::format, null),
                read("q", Kind.INTEGER::read, null),
                given("dither", Kind.choice(Dither.class)::read, plain.dither()),
                given("background", Colour::parse, plain.background()),
                given("keep-copyright", Kind.FLAG::read, plain.keepCopyright()));
        Effects effects = new Effects(
                given("blur", text -> sigma(text, Effects.MOST_BLUR), 0.0),
                given("sharpen", text -> sigma(text, Effects.MOST_SHARPEN), 0.0),
                0);
        DataSize most = given("max_bytes", RenditionParameters::most, DataSize.ZERO);
        return framed.with(effects, new Saving(Map.of(), most, false, false, 0));
    }

    private <T> T given(String name, Function<String, T> reader, T otherwise) {
        T value = read(name, reader, otherwise);
        return value == null ? otherwise : value;
    }

    private <T> @Nullable T read(String name, Function<String, T> reader, @Nullable T otherwise) {
        String text = parameters.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            problems.add(name + ": " + e.getMessage());
            return otherwise;
        }
    }

    private static Gravity gravity(String text) {
        return Kind.choice(Gravity.class).read(text.equals("center") ? "centre" : text);
    }

    private static double sigma(String text, double most) {
        String range = "'" + text + "' is not a sigma: write a number of pixels above 0 and at most " + (int) most;
        try {
            double sigma = Double.parseDouble(text);
            if (sigma > 0 && sigma <= most) {
                return sigma;
            }
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(range, notANumber);
        }
        throw new IllegalArgumentException(range);
    }

    private static DataSize most(String text) {
        DataSize size = Kind.SIZE.read(text);
        if (size.isZero()) {
            throw new IllegalArgumentException("no picture has 0 bytes: write a size such as 64KiB, or leave it out");
        }
        return size;
    }

    private static MediaType format(String text) {
        return MediaType.named(text)
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not a format: write one of "
                        + "jpeg, png, webp, avif, gif, tiff, bmp, rgb565, rgb565be, grey1, grey4"));
    }
}
