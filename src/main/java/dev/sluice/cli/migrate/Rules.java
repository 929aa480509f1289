package dev.sluice.cli.migrate;

import dev.sluice.config.Setting;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;

/** The ways in which the values of variables become those of settings. */
final class Rules {

    /** What Go's strconv.ParseBool takes for true and for false. */
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");

    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

    private Rules() {}

    /** The same text. */
    static Function<String, Translation> text(Setting<?> setting) {
        return given -> Translation.to(setting, given.strip());
    }

    /** The same number; {@code zero} says what to do with 0, which is no limit for imgproxy. */
    static Function<String, Translation> number(Setting<Integer> setting, String zero) {
        return whole(count -> count == 0 ? Translation.none(zero) : Translation.to(setting, Integer.toString(count)));
    }

    /** A number of seconds. */
    static Function<String, Translation> seconds(Setting<?> setting, String difference) {
        return whole(count -> Translation.to(setting, count + "s", difference));
    }

    static Function<String, Translation> whole(IntFunction<Translation> rule) {
        return given -> {
            try {
                return rule.apply(Integer.parseInt(given.strip()));
            } catch (NumberFormatException e) {
                return Translation.none("it is no whole number: imgproxy would not start with it");
            }
        };
    }

    /** A flag that opens networks. */
    static Function<String, Translation> networks(Setting<?> setting, String networks) {
        return flag(on -> on ? Translation.to(setting, networks) : Translation.none("as it is here without a setting"));
    }

    static Function<String, Translation> flag(Function<Boolean, Translation> rule) {
        return given -> {
            String stripped = given.strip();
            return TRUE.contains(stripped) || FALSE.contains(stripped)
                    ? rule.apply(TRUE.contains(stripped))
                    : Translation.none("it is neither true nor false: imgproxy would not start with it");
        };
    }

    /** A flag that has one value here and no setting. */
    static Function<String, Translation> always(boolean value, String otherwise) {
        return flag(on -> Translation.none(on == value ? "as it is here without a setting" : otherwise));
    }

    /** A text or number that has one value here and no setting. */
    static Function<String, Translation> always(String value, String otherwise) {
        return given -> Translation.none(given.strip().equals(value) ? "as it is here without a setting" : otherwise);
    }

    /** What has no meaning here. */
    static Function<String, Translation> none(String why) {
        return given -> Translation.none(why);
    }
}
