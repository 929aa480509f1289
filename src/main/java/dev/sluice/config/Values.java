package dev.sluice.config;

import java.util.HashMap;
import java.util.Map;

/** The value of every setting, checked. Configuration records are built from it. Immutable. */
public final class Values {

    private final Map<String, Object> values;

    /** @param values by key, a value of the right type for every setting */
    Values(Map<String, Object> values) {
        this.values = Map.copyOf(values);
    }

    /** The defaults of some settings, for tests and tools. */
    public static Values defaults(Iterable<? extends Setting<?>> settings) {
        Map<String, Object> values = new HashMap<>();
        for (Setting<?> setting : settings) {
            values.put(setting.key(), setting.read(setting.fallback()));
        }
        return new Values(values);
    }

    /** @throws IllegalArgumentException when the setting is not among those that were read: a missing line in its list */
    @SuppressWarnings("unchecked")
    public <T> T get(Setting<T> setting) {
        Object value = values.get(setting.key());
        if (value == null) {
            throw new IllegalArgumentException(setting.key() + " is not among the settings that were read");
        }
        return (T) value;
    }
}
