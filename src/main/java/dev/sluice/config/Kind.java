package dev.sluice.config;

import dev.sluice.units.DataSize;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How the text of a setting becomes a value and back.
 *
 * @param name what a value is, for messages and documentation: "a size such as 64MiB"
 * @param reader throws {@link IllegalArgumentException} saying what would be right
 * @param writer the text that {@code reader} reads back to an equal value
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
        Function<E, String> writer =
                value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-');
        String names = Arrays.stream(type.getEnumConstants()).map(writer).collect(Collectors.joining(", "));
        return new Kind<>(
                "one of " + names,
                text -> Arrays.stream(type.getEnumConstants())
                        .filter(value -> writer.apply(value).equals(text.strip()))
                        .findFirst()
                        .orElseThrow(
                                () -> new IllegalArgumentException("'" + text + "' is none of the choices: " + names)),
                writer);
    }

    public T read(String text) {
        return reader.apply(text);
    }

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
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }
}
