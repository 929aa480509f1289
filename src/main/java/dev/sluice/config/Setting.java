package dev.sluice.config;

import dev.sluice.units.DataSize;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One configuration key: the only place where its name, default, meaning and rules stand. The documentation, the sample file,
 * the environment variable and the checks are all derived from it.
 *
 * @param key dotted lower-case words with hyphens, as in {@code receive.max-bytes}
 * @param fallback the default, as the user would write it
 * @param kind how its text is read
 * @param rule what a value must satisfy besides being readable
 * @param ruleText the rule in words for the error message and the documentation; empty when there is none
 * @param meaning one or two sentences for the user: what it does, its unit, when it matters
 * @param runtime whether {@code POST /config} may change it while the server runs
 * @param secret whether its value is masked wherever settings are shown
 * @param smallest an order in which the smallest of what command line and environment say counts, instead of the command line
 *     alone; null for all ordinary settings
 * @param <T> type of its value
 */
public record Setting<T>(
        String key,
        String fallback,
        Kind<T> kind,
        Predicate<T> rule,
        String ruleText,
        String meaning,
        boolean runtime,
        boolean secret,
        @Nullable Comparator<T> smallest) {

    public static Setting<DataSize> size(String key, String fallback, String meaning) {
        return of(key, fallback, Kind.SIZE, meaning);
    }

    public static Setting<Duration> duration(String key, String fallback, String meaning) {
        return of(key, fallback, Kind.DURATION, meaning);
    }

    public static Setting<Integer> integer(String key, int fallback, int least, int most, String meaning) {
        return of(key, Integer.toString(fallback), Kind.INTEGER, meaning)
                .check(value -> value >= least && value <= most, "from " + least + " to " + most);
    }

    public static Setting<Boolean> flag(String key, boolean fallback, String meaning) {
        return of(key, Boolean.toString(fallback), Kind.FLAG, meaning);
    }

    public static Setting<String> text(String key, String fallback, String meaning) {
        return of(key, fallback, Kind.TEXT, meaning);
    }

    public static Setting<List<String>> list(String key, String fallback, String meaning) {
        return of(key, fallback, Kind.LIST, meaning);
    }

    public static <E extends Enum<E>> Setting<E> choice(String key, E fallback, Class<E> type, String meaning) {
        Kind<E> kind = Kind.choice(type);
        return of(key, kind.write(fallback), kind, meaning);
    }

    public static <T> Setting<T> of(String key, String fallback, Kind<T> kind, String meaning) {
        return new Setting<>(key, fallback, kind, value -> true, "", meaning, false, false, null);
    }

    /** The same setting with one more rule, and the rule in words: "from 1 to 9". */
    public Setting<T> check(Predicate<T> added, String text) {
        String texts = ruleText.isEmpty() ? text : ruleText + ", " + text;
        return new Setting<>(key, fallback, kind, rule.and(added), texts, meaning, runtime, secret, smallest);
    }

    /** The same setting, changeable while the server runs. */
    public Setting<T> live() {
        return new Setting<>(key, fallback, kind, rule, ruleText, meaning, true, secret, smallest);
    }

    /** The same setting, masked wherever it is shown. */
    public Setting<T> masked() {
        return new Setting<>(key, fallback, kind, rule, ruleText, meaning, runtime, true, smallest);
    }

    /** The same setting, a limit: when command line and environment both give one, the smaller counts. */
    public Setting<T> limit(Comparator<T> order) {
        return new Setting<>(key, fallback, kind, rule, ruleText, meaning, runtime, secret, order);
    }

    /**
     * Reads and checks a value.
     *
     * @throws IllegalArgumentException saying what would be right, without the key
     */
    public T read(String text) {
        T value = kind.read(text);
        if (!rule.test(value)) {
            throw new IllegalArgumentException("'" + text + "' is out of range: it must be " + ruleText);
        }
        return value;
    }

    /** What a value must be, in words. */
    public String rules() {
        return ruleText.isEmpty() ? kind.name() : kind.name() + ", " + ruleText;
    }

    /** The environment variable that sets it. */
    public String variable() {
        return "SLUICE_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
