package dev.sluice.cli;

import dev.sluice.config.Resolved;
import dev.sluice.config.Setting;
import java.io.PrintStream;

/** Prints the settings in force. */
final class SettingsTable {

    private SettingsTable() {}

    /** One line for each: key, value as it would be written, and where it came from. Secrets are masked. */
    static void print(Resolved resolved, PrintStream out) {
        int keys = 0;
        int values = 0;
        for (Setting<?> setting : resolved.settings()) {
            keys = Math.max(keys, setting.key().length());
            values = Math.max(values, resolved.shown(setting).length());
        }
        String format = "%-" + keys + "s  %-" + Math.max(1, values) + "s  %s%n";
        for (Setting<?> setting : resolved.settings()) {
            out.printf(format, setting.key(), resolved.shown(setting), resolved.origin(setting));
        }
    }
}
