package dev.sluice.config;

import dev.sluice.units.DataSize;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

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
        boolean secret) {

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
        return new Setting<>(key, fallback, kind, value -> true, "", meaning, false, false);
    }

    /** The same setting with a rule. */
    public Setting<T> check(Predicate<T> added, String text) {
        return new Setting<>(key, fallback, kind, added, text, meaning, runtime, secret);
    }

    /** The same setting, changeable while the server runs. */
    public Setting<T> live() {
        return new Setting<>(key, fallback, kind, rule, ruleText, meaning, true, secret);
    }

    /** The same setting, masked wherever it is shown. */
    public Setting<T> masked() {
        return new Setting<>(key, fallback, kind, rule, ruleText, meaning, runtime, true);
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

    /** The environment variable that sets it. */
    public String variable() {
        return "SLUICE_"
                + key.toUpperCase(java.util.Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
