package dev.sluice.receive;

import dev.sluice.config.LiveSettings;
import dev.sluice.config.Resolved;
import dev.sluice.config.Setting;
import dev.sluice.failure.BadInput;
import dev.sluice.http.Exchange;
import dev.sluice.http.Router;
import dev.sluice.units.DataSize;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** {@code GET} and {@code POST /config}: the settings in force, and changes to them at once. */
public final class ConfigRoutes {

    private static final DataSize LARGEST_BODY = DataSize.ofKibibytes(64);
    private static final String PRESET = "preset";

    /** Short names of settings that clients know since before there were others. */
    private static final Map<String, Setting<?>> SHORT_NAMES = shortNames();

    private final LiveSettings<?> settings;
    private final Supplier<ReceiveConfig> config;

    /** @param settings all of them, of which {@code config} gives the part of this package */
    public ConfigRoutes(LiveSettings<?> settings, Supplier<ReceiveConfig> config) {
        this.settings = settings;
        this.config = config;
    }

    private static Map<String, Setting<?>> shortNames() {
        Map<String, Setting<?>> names = new LinkedHashMap<>();
        names.put("max_image_dimension", ReceiveConfig.MAX_IMAGE_DIMENSION);
        names.put("compression_quality", ReceiveConfig.COMPRESSION_QUALITY);
        names.put("enable_memory_optimization", ReceiveConfig.MEMORY_OPTIMIZATION);
        return names;
    }

    public void addTo(Router router) {
        router.get("/config", this::show).post("/config", this::change);
    }

    private void show(Exchange exchange) {
        exchange.query();
        exchange.answer().json(200, described());
    }

    private void change(Exchange exchange) {
        exchange.query();
        JsonNode body = exchange.body().json(LARGEST_BODY);
        if (!body.isObject() || body.isEmpty()) {
            throw new BadInput(
                    BadInput.Kind.MALFORMED,
                    "the body is a JSON object of settings, as in {\"max_image_dimension\": 1200}");
        }
        Map<String, String> changes = new LinkedHashMap<>();
        body.properties().forEach(property -> add(property.getKey(), property.getValue(), changes));
        settings.change(changes);
        exchange.answer().json(200, described());
    }

    private static void add(String name, JsonNode value, Map<String, String> changes) {
        if (name.equals(PRESET)) {
            changes.putAll(preset(value.asString()).settings());
            return;
        }
        if (!value.isValueNode() || value.isNull()) {
            throw new BadInput(BadInput.Kind.PARAMETER, name + ": a number, a text, true or false is expected");
        }
        Setting<?> setting = SHORT_NAMES.get(name);
        changes.put(setting == null ? name : setting.key(), value.asString());
    }

    private static Preset preset(String machine) {
        Optional<Preset> preset = Arrays.stream(Preset.values())
                .filter(one -> one.machine().equals(machine))
                .findFirst();
        return preset.orElseThrow(() -> new BadInput(
                BadInput.Kind.PARAMETER,
                "there is no preset '" + machine + "': use one of "
                        + Arrays.stream(Preset.values()).map(Preset::machine).collect(Collectors.joining(", "))));
    }

    /** The short names first, then every setting with its origin. */
    private Map<String, Object> described() {
        Map<String, Object> answer = new LinkedHashMap<>(inShort(config.get()));
        Map<String, Object> presets = new LinkedHashMap<>();
        for (Preset preset : Preset.values()) {
            presets.put(preset.machine(), preset.settings());
        }
        answer.put("presets", presets);
        Map<String, Object> all = new LinkedHashMap<>();
        Resolved resolved = settings.resolved();
        for (Setting<?> setting : resolved.settings()) {
            all.put(setting.key(), described(resolved, setting));
        }
        answer.put("settings", all);
        return answer;
    }

    /** The settings of this package under their short names, with JSON's own types. */
    public static Map<String, Object> inShort(ReceiveConfig config) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "max_image_dimension",
                switch (config.maxDimension()) {
                    case MaxDimension.Fixed fixed -> (Object) fixed.length();
                    case MaxDimension.Auto auto -> "auto";
                });
        answer.put("compression_quality", config.compressionQuality());
        answer.put("enable_memory_optimization", config.memoryOptimization());
        return answer;
    }

    private static Map<String, Object> described(Resolved resolved, Setting<?> setting) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("value", resolved.shown(setting));
        one.put("origin", resolved.origin(setting).toString());
        one.put("runtime", setting.runtime());
        return one;
    }
}
