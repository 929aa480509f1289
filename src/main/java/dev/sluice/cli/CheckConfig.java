package dev.sluice.cli;

import dev.sluice.config.Resolved;
import dev.sluice.config.Setting;

/** Prints the settings in force: one line for each, with its key, its value, and where that came from. Secrets are masked. */
record CheckConfig(GivenSettings settings) implements Command {

    @Override
    public ExitCode run(Surroundings surroundings) {
        Resolved resolved = settings.read(surroundings).resolved();
        int keys = 1;
        int values = 1;
        for (Setting<?> setting : resolved.settings()) {
            keys = Math.max(keys, setting.key().length());
            values = Math.max(values, resolved.shown(setting).length());
        }
        String format = "%-" + keys + "s  %-" + values + "s  %s%n";
        for (Setting<?> setting : resolved.settings()) {
            surroundings.out().printf(format, setting.key(), resolved.shown(setting), resolved.origin(setting));
        }
        return ExitCode.OK;
    }
}
