package dev.sluice;

import dev.sluice.cache.CacheConfig;
import dev.sluice.camera.CameraConfig;
import dev.sluice.camera.ingest.IngestConfig;
import dev.sluice.camera.record.RecordConfig;
import dev.sluice.config.LiveSettings;
import dev.sluice.config.Setting;
import dev.sluice.config.Sources;
import dev.sluice.config.Values;
import dev.sluice.display.DisplayConfig;
import dev.sluice.failure.InvalidSettings;
import dev.sluice.fetch.FetchConfig;
import dev.sluice.governor.GovernorConfig;
import dev.sluice.http.AccessConfig;
import dev.sluice.http.HttpConfig;
import dev.sluice.image.EngineConfig;
import dev.sluice.inference.InferenceConfig;
import dev.sluice.proxy.ProxyConfig;
import dev.sluice.receive.ReceiveConfig;
import dev.sluice.store.StoreConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All that the user decides, by part. A new part is one component, one line in {@link #ALL} and one in {@link #from}.
 *
 * @param http the listener
 * @param access who may ask
 * @param governor the gate
 * @param engine libvips
 * @param store the data folder
 * @param receive uploads
 * @param display displays
 * @param proxy the image proxy
 * @param fetch pictures of other servers
 * @param cache what the image proxy keeps
 * @param camera cameras in general
 * @param ingest where the frames of cameras come from
 * @param record how much is recorded of cameras
 * @param inference models that look at pictures
 */
public record Settings(
        HttpConfig http,
        AccessConfig access,
        GovernorConfig governor,
        EngineConfig engine,
        StoreConfig store,
        ReceiveConfig receive,
        DisplayConfig display,
        ProxyConfig proxy,
        FetchConfig fetch,
        CacheConfig cache,
        CameraConfig camera,
        IngestConfig ingest,
        RecordConfig record,
        InferenceConfig inference) {

    /** Every setting there is, in the order of the documentation. */
    public static final List<Setting<?>> ALL = join(
            GovernorConfig.SETTINGS,
            StoreConfig.SETTINGS,
            HttpConfig.SETTINGS,
            AccessConfig.SETTINGS,
            EngineConfig.SETTINGS,
            ReceiveConfig.SETTINGS,
            DisplayConfig.SETTINGS,
            ProxyConfig.SETTINGS,
            FetchConfig.SETTINGS,
            CacheConfig.SETTINGS,
            CameraConfig.SETTINGS,
            IngestConfig.SETTINGS,
            RecordConfig.SETTINGS,
            InferenceConfig.SETTINGS);

    /** The settings that have a flag of their own on the command line. */
    public static final Map<String, Setting<?>> FLAGS = Map.of(
            "--host", HttpConfig.HOST,
            "--port", HttpConfig.PORT,
            "--memory", GovernorConfig.MEMORY,
            "--data", StoreConfig.DATA);

    /** @throws IllegalArgumentException when values contradict each other */
    public static Settings from(Values values) {
        return new Settings(
                HttpConfig.of(values),
                AccessConfig.of(values),
                GovernorConfig.from(values),
                EngineConfig.of(values),
                StoreConfig.of(values),
                ReceiveConfig.from(values),
                DisplayConfig.from(values),
                ProxyConfig.of(values),
                FetchConfig.of(values),
                CacheConfig.of(values),
                CameraConfig.from(values),
                IngestConfig.from(values),
                RecordConfig.of(values),
                InferenceConfig.of(values));
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
