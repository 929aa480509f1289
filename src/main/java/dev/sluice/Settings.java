package dev.sluice;

import dev.sluice.config.LiveSettings;
import dev.sluice.config.Setting;
import dev.sluice.config.Sources;
import dev.sluice.config.Values;
import dev.sluice.failure.InvalidSettings;
import dev.sluice.governor.GovernorConfig;
import dev.sluice.http.AccessConfig;
import dev.sluice.http.HttpConfig;
import dev.sluice.image.EngineConfig;
import dev.sluice.store.StoreConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All that the user decides, by part. A new part is one component, one line in {@link #ALL} and one in {@link #from}.
 *
 * @param governor the gate
 * @param http the listener
 * @param access who may ask
 * @param engine libvips
 * @param store the data folder
 */
public record Settings(
        GovernorConfig governor, HttpConfig http, AccessConfig access, EngineConfig engine, StoreConfig store) {

    /** Every setting there is, in the order of the documentation. */
    public static final List<Setting<?>> ALL = join(
            GovernorConfig.SETTINGS,
            HttpConfig.SETTINGS,
            AccessConfig.SETTINGS,
            EngineConfig.SETTINGS,
            StoreConfig.SETTINGS);

    /** The settings that have a flag of their own on the command line. */
    public static final Map<String, Setting<?>> FLAGS = Map.of(
            "--host", HttpConfig.HOST,
            "--port", HttpConfig.PORT,
            "--memory", GovernorConfig.MEMORY,
            "--data", StoreConfig.DATA);

    /** @throws IllegalArgumentException when values contradict each other */
    public static Settings from(Values values) {
        return new Settings(
                GovernorConfig.from(values),
                HttpConfig.of(values),
                AccessConfig.of(values),
                EngineConfig.of(values),
                StoreConfig.of(values));
    }

    /** @throws InvalidSettings with all that is wrong in any place */
    public static LiveSettings<Settings> read(Sources sources) {
        return new LiveSettings<>(sources.read(ALL, StoreConfig.DATA), Settings::from);
    }

    @SafeVarargs
    private static List<Setting<?>> join(List<Setting<?>>... parts) {
        List<Setting<?>> all = new ArrayList<>();
        for (List<Setting<?>> part : parts) {
            all.addAll(part);
        }
        return List.copyOf(all);
    }
}
