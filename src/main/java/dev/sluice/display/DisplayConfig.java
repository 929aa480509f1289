package dev.sluice.display;

import dev.sluice.config.Setting;
import dev.sluice.config.Values;
import java.util.List;

/**
 * Settings of displays.
 *
 * @param maxConnections requests for pictures of one channel that are answered at the same time
 */
public record DisplayConfig(int maxConnections) {

    public static final Setting<Integer> MAX_CONNECTIONS = Setting.integer(
            "display.max-connections",
            10,
            1,
            1000,
            "Displays of one channel that are answered at the same time; more get 503 and try again.");

    public static final List<Setting<?>> SETTINGS = List.of(MAX_CONNECTIONS);

    public static DisplayConfig from(Values values) {
        return new DisplayConfig(values.get(MAX_CONNECTIONS));
    }
}
