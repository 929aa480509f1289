package dev.sluice.cli;

import dev.sluice.Settings;
import dev.sluice.config.Assignment;
import dev.sluice.config.LiveSettings;
import dev.sluice.config.Origin;
import dev.sluice.config.Setting;
import dev.sluice.config.Sources;
import dev.sluice.failure.InvalidSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a command line says about settings.
 *
 * @param assignments by {@code --set} and by flags
 * @param config the file that {@code --config} names
 */
record GivenSettings(List<Assignment> assignments, @Nullable Path config) {

    /** @throws UsageException when {@code --set} has no {@code =}, or names a key twice */
    static GivenSettings of(Arguments arguments) {
        List<Assignment> assignments = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (String text : arguments.values(Option.SET.name())) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new UsageException("--set needs a key and a value: --set " + Option.SET.value());
            }
            String key = text.substring(0, equals).strip();
            if (!keys.add(key)) {
                throw new UsageException("--set " + key + " is given twice");
            }
            Origin origin = new Origin(Origin.Source.SET, "--set");
            assignments.add(new Assignment(key, text.substring(equals + 1), origin));
        }
        for (Map.Entry<String, Setting<?>> flag : Settings.FLAGS.entrySet()) {
            String text = arguments.value(flag.getKey());
            if (text != null) {
                Origin origin = new Origin(Origin.Source.FLAG, flag.getKey());
                assignments.add(new Assignment(flag.getValue().key(), text, origin));
            }
        }
        String config = arguments.value("--config");
        return new GivenSettings(List.copyOf(assignments), config == null ? null : Path.of(config));
    }

    /** @throws InvalidSettings with all that is wrong */
    LiveSettings<Settings> read(Surroundings surroundings) {
        return Settings.read(new Sources(assignments, surroundings.environment(), config, surroundings.folder()));
    }
}
