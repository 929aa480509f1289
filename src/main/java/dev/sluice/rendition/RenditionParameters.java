package dev.sluice.rendition;

import dev.sluice.failure.BadInput;
import dev.sluice.http.Query;
import dev.sluice.image.Colour;
import dev.sluice.image.Dither;
import dev.sluice.image.Fit;
import dev.sluice.image.Gravity;
import dev.sluice.image.Planner;
import dev.sluice.image.RenditionOptions;
import dev.sluice.units.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The parameters by which every path that answers with a picture is told what picture. */
public final class RenditionParameters {

    private static final List<String> NAMES =
            List.of("w", "h", "fit", "gravity", "enlarge", "format", "q", "dither", "background");

    private RenditionParameters() {}

    /** The names of all of them, and of {@code others} that a path has besides. */
    public static String[] names(String... others) {
        List<String> all = new ArrayList<>(NAMES);
        all.addAll(List.of(others));
        return all.toArray(String[]::new);
    }

    /** Whether any of them is given: otherwise a picture is wanted as it is. */
    public static boolean given(Query query) {
        return NAMES.stream().anyMatch(query.values()::containsKey);
    }

    /** @throws BadInput when one of them cannot be used, saying what could */
    public static RenditionOptions read(Query query) {
        return new RenditionOptions(
                side(query, "w"),
                side(query, "h"),
                choice(query, "fit", Fit.INSIDE),
                choice(query, "gravity", Gravity.CENTRE),
                query.flag("enlarge"),
                format(query),
                number(query.integer("q", 0, 100)),
                choice(query, "dither", Dither.ORDERED),
                background(query),
                false);
    }

    private static @Nullable Integer side(Query query, String name) {
        return number(query.integer(name, 1, Planner.MOST_PIXELS_A_SIDE));
    }

    private static @Nullable Integer number(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }

    private static @Nullable MediaType format(Query query) {
        String name = query.text("format").orElse(null);
        return name == null
                ? null
                : MediaType.named(name)
                        .orElseThrow(() -> wrong("format=" + name + " is unknown: use one of jpeg, png, webp, avif, gif,"
                                + " tiff, bmp, rgb565, rgb565be, grey1, grey4"));
    }

    private static Colour background(Query query) {
        String text = query.text("background").orElse(null);
        try {
            return text == null ? Colour.WHITE : Colour.parse(text);
        } catch (IllegalArgumentException e) {
            throw new BadInput(BadInput.Kind.PARAMETER, "background=" + e.getMessage(), e);
        }
    }

    private static <E extends Enum<E>> E choice(Query query, String name, E usual) {
        String text = query.text(name).orElse(null);
        if (text == null) {
            return usual;
        }
        List<String> known = new ArrayList<>();
        for (E constant : usual.getDeclaringClass().getEnumConstants()) {
            String spelling = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (spelling.equals(text)) {
                return constant;
            }
            known.add(spelling);
        }
        throw wrong(name + "=" + text + " is unknown: use one of " + String.join(", ", known));
    }

    private static BadInput wrong(String message) {
        return new BadInput(BadInput.Kind.PARAMETER, message);
    }
}
