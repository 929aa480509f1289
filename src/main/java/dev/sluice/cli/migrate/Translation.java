package dev.sluice.cli.migrate;

import dev.sluice.config.Setting;
import java.util.List;

/**
 * What became of one variable.
 *
 * @param values the settings that mean the same, or nearly; none when it has no meaning here or needs no setting
 * @param note what is different, or why there is no setting; empty when the settings mean exactly the same
 */
record Translation(List<Value> values, String note) {

    /**
     * A setting with its value.
     *
     * @param text as the user would write it
     */
    record Value(Setting<?> setting, String text) {}

    Translation {
        values = List.copyOf(values);
    }

    /** The same by another name. */
    static Translation to(Setting<?> setting, String text) {
        return to(setting, text, "");
    }

    /** Nearly the same; or, when the setting does not take the value, nothing but the reason. */
    static Translation to(Setting<?> setting, String text, String difference) {
        try {
            setting.read(text);
        } catch (IllegalArgumentException refused) {
            return none(setting.key() + " does not take this value: it must be " + setting.rules());
        }
        return new Translation(List.of(new Value(setting, text)), difference);
    }

    /** Nothing, and why. */
    static Translation none(String why) {
        return new Translation(List.of(), why);
    }
}
