package dev.sluice.config;

import java.util.Map;

/** The value of every setting, checked. Configuration records are built from it. Immutable. */
public final class Values {

    private final Map<Setting<?>, Object> values;

    /** @param values a value of the right type for every setting */
    Values(Map<Setting<?>, Object> values) {
        this.values = Map.copyOf(values);
    }

    /** The defaults of some settings, for tests and tools. */
    public static Values defaults(Iterable<Setting<?>> settings) {
        Map<Setting<?>, Object> values = new java.util.HashMap<>();
        settings.forEach(setting -> values.put(setting, setting.read(setting.fallback())));
        return new Values(values);
    }

    /** @throws IllegalArgumentException when the setting is not among those that were read: a missing line in its list */
    @SuppressWarnings("unchecked")
    public <T> T get(Setting<T> setting) {
        Object value = values.get(setting);
        if (value == null) {
            throw new IllegalArgumentException(setting.key() + " is not among the settings that were read");
        }
        return (T) value;
    }
}
