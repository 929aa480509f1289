package dev.sluice.proxy;

import dev.sluice.failure.NotFound;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Named lists of options, as {@code IMGPROXY_PRESETS} writes them: {@code NAME=OPTION:ARGUMENT/OPTION:ARGUMENT}. The one named
 * {@code default} goes before all options of every URL. Immutable.
 */
public final class Presets {

    static final String DEFAULT = "default";

    private final Map<String, List<ImgproxyUrl.Option>> options;

    private Presets(Map<String, List<ImgproxyUrl.Option>> options) {
        this.options = Map.copyOf(options);
    }

    /** @throws IllegalArgumentException when one of them is none, with what is wrong */
    static Presets of(List<String> texts) {
        Map<String, List<ImgproxyUrl.Option>> options = new LinkedHashMap<>();
        for (String text : texts) {
            String[] halves = text.strip().split("=", -1);
            if (halves.length != 2 || halves[0].isBlank() || halves[1].isBlank()) {
                throw new IllegalArgumentException("the preset '" + text
                        + "' of proxy.presets is none: write NAME=OPTION:ARGUMENT/OPTION:ARGUMENT");
            }
            List<String> parts = Arrays.asList(halves[1].strip().split("/", -1));
            if (!parts.stream().allMatch(part -> part.indexOf(':') > 0)) {
                throw new IllegalArgumentException(
                        "the preset '" + text + "' of proxy.presets has an option without a colon");
            }
            options.put(
                    halves[0].strip(),
                    parts.stream().map(ImgproxyUrl.Option::of).toList());
        }
        return new Presets(options);
    }

    boolean has(String name) {
        return options.containsKey(name);
    }

    Iterable<String> names() {
        return options.keySet();
    }

    /** @throws NotFound when there is none of this name */
    List<ImgproxyUrl.Option> options(String name) {
        List<ImgproxyUrl.Option> found = options.get(name);
        if (found == null) {
            throw new NotFound("there is no preset '" + name + "'");
        }
        return found;
    }
}
