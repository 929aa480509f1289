package dev.sluice.config;

import dev.sluice.units.DataSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the text of a setting becomes a value and back.
 *
 * @param name what a value is, for messages and documentation: "a size such as 64MiB"
 * @param reader throws {@link IllegalArgumentException} saying what would be right
 * @param writer the text that {@code reader} reads back to an equal value
 * @param <T> type of the value
 */
public record Kind<T>(String name, Function<String, T> reader, Function<T, String> writer) {

    public static final Kind<DataSize> SIZE = new Kind<>("a size such as 64MiB", DataSize::parse, DataSize::toString);
    public static final Kind<Duration> DURATION =
            new Kind<>("a time such as 500ms, 30s, 5m, 2h or 7d", Kind::readDuration, Kind::writeDuration);
    public static final Kind<Integer> INTEGER = new Kind<>("a whole number", Kind::readInteger, Object::toString);
    public static final Kind<Boolean> FLAG = new Kind<>("true or false", Kind::readFlag, Object::toString);
    public static final Kind<String> TEXT = new Kind<>("text", String::strip, value -> value);
    public static final Kind<List<String>> LIST =
            new Kind<>("a list, separated by commas", Kind::readList, value -> String.join(",", value));

    private static final Pattern DURATION_TEXT = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

    /** A choice among the constants of an enum, written in lower case with hyphens. */
    public static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
        Map<String, E> choices = new LinkedHashMap<>();
        for (E constant : type.getEnumConstants()) {
            choices.put(written(constant), constant);
        }
        String names = String.join(", ", choices.keySet());
        return new Kind<>("one of " + names, text -> chosen(text, choices, names), Kind::written);
    }

    private static <E> E chosen(String text, Map<String, E> choices, String names) {
        E choice = choices.get(text.strip());
        if (choice == null) {
            throw new IllegalArgumentException("'" + text + "' is none of the choices: " + names);
        }
        return choice;
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException saying what would be right */
    public T read(String text) {
        return reader.apply(text);
    }

    /** The text that {@link #read} reads back to an equal value. */
    public String write(T value) {
        return writer.apply(value);
    }

    private static Duration readDuration(String text) {
        Matcher matcher = DURATION_TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a time: write a whole number followed by ms, s, m, h or d, as in 30s");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private static String writeDuration(Duration value) {
        long millis = value.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds != 0 && seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds != 0 && seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds != 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    private static Integer readInteger(String text) {
        try {
            return Integer.valueOf(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a whole number", e);
        }
    }

    private static Boolean readFlag(String text) {
        return switch (text.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        };
    }

    private static List<String> readList(String text) {
        List<String> parts = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (!part.isBlank()) {
                parts.add(part.strip());
            }
        }
        return List.copyOf(parts);
    }
}
