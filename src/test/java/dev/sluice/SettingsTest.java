package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Origin;
import dev.sluice.config.Resolved;
import dev.sluice.config.Setting;
import dev.sluice.config.Sources;
import dev.sluice.config.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void theDocumentationIsCurrent() throws IOException {
        assertThat(SettingsReference.PAGE)
                .as("stale: './run docs' writes it anew")
                .content()
                .isEqualTo(SettingsReference.page());
        assertThat(SettingsReference.SAMPLE)
                .as("stale: './run docs' writes it anew")
                .content()
                .isEqualTo(SettingsReference.sample());
    }

    @Test
    void theSampleWithEveryKeyUncommentedSaysTheDefaults() throws IOException {
        String sample = SettingsReference.sample().replaceAll("(?m)^#(?=[a-z])", "");
        Files.writeString(folder.resolve("sluice.yaml"), sample);

        Resolved resolved =
                Settings.read(new Sources(List.of(), Map.of(), null, folder)).resolved();

        Values defaults = Values.defaults(Settings.ALL);
        for (Setting<?> setting : Settings.ALL) {
            assertThat(resolved.origin(setting).source()).as(setting.key()).isEqualTo(Origin.Source.FILE);
            assertThat((Object) resolved.values().get(setting))
                    .as(setting.key())
                    .isEqualTo(defaults.get(setting));
        }
    }

    @Test
    void noTwoSettingsShareAVariableAndNoneTakesOneOfTheLauncher() {
        Map<String, String> keys = new HashMap<>();
        for (Setting<?> setting : Settings.ALL) {
            assertThat(keys.put(setting.variable(), setting.key()))
                    .as(setting.variable())
                    .isNull();
            assertThat(Sources.OTHER_VARIABLES).doesNotContain(setting.variable());
        }
    }

    @Test
    void theDefaultsAreThese() {
        List<String> defaults = Settings.ALL.stream()
                .map(setting -> (setting.key() + " = " + setting.fallback()).strip())
                .sorted()
                .toList();

        assertThat(String.join("\n", defaults) + "\n").isEqualTo("""
                access.hosts =
                access.public =
                access.token =
                cache.disk = 1GiB
                cache.enabled = true
                cache.failures = 10s
                cache.least-age = 0s
                cache.max-entry = 5MiB
                cache.memory = 0
                cache.most-age = 365d
                cache.purge-hooks =
                cache.redis.age = 7d
                cache.redis.chunk = 1MiB
                cache.redis.prefix = sluice:
                cache.redis.timeout = 50ms
                cache.redis.url =
                cache.stale = 1h
                cache.usual-age = 1d
                camera.ffmpeg = ffmpeg
                camera.ffmpeg-memory = 48MiB
                camera.file-root =
                camera.max-viewers = 0
                camera.most = 16
                camera.record.disk-floor = 1GiB
                camera.record.max-age = 30d
                camera.record.max-total = 10GiB
                data = data
                display.max-connections = 10
                fetch.allow-hosts =
                fetch.allow-networks =
                fetch.connect-timeout = 5s
                fetch.connections-per-host = 6
                fetch.deny-hosts =
                fetch.first-byte-timeout = 10s
                fetch.idle-timeout = 10s
                fetch.max-bytes = 64MiB
                fetch.max-redirects = 5
                fetch.min-rate = 8KiB
                fetch.ports = 80,443
                fetch.s3.access-key =
                fetch.s3.buckets =
                fetch.s3.endpoint =
                fetch.s3.path-style = true
                fetch.s3.region =
                fetch.s3.secret-key =
                fetch.total-timeout = 30s
                governor.cores = 0
                governor.max-overtakes = 16
                governor.max-wait = 30s
                governor.queue-length = 256
                governor.ram-share = 50
                http.header-timeout = 15s
                http.host = 127.0.0.1
                http.idle-timeout = 30s
                http.max-connections = 1200
                http.max-headers = 8KiB
                http.min-upload-rate = 8KiB
                http.port = 8000
                http.request-timeout = 30s
                http.send-buffer = 64KiB
                http.upload-grace = 10s
                http.write-timeout = 30s
                image.allow-old-libvips = false
                image.libvips =
                image.max-frames = 1000
                image.truncated = refuse
                inference.idle = 5m
                inference.models-folder =
                memory =
                pressure.cpu-percent = 70
                pressure.every = 30s
                pressure.memory-percent = 80
                pressure.sample = 100ms
                proxy.allow-security-options = false
                proxy.allow-unsigned = false
                proxy.imgproxy-prefix = /img
                proxy.keys =
                proxy.local-root =
                proxy.only-presets = false
                proxy.presets =
                proxy.public = false
                proxy.salts =
                proxy.signature-size = 32
                proxy.watermark =
                receive.compression-quality = 6
                receive.enable-memory-optimization = true
                receive.keep-copyright = false
                receive.max-bytes = 256MiB
                receive.max-image-dimension = 2000
                store.disk-floor = 128MiB
                store.max-age = none
                store.max-bytes = 2GiB
                store.max-count = none
                store.spool-age = 5m
                """);
    }

    @Test
    void whatMayChangeAtRunTimeIsThis() {
        assertThat(Settings.ALL.stream().filter(Setting::runtime).map(Setting::key))
                .containsExactly(
                        "receive.max-image-dimension",
                        "receive.compression-quality",
                        "receive.enable-memory-optimization",
                        "receive.keep-copyright");
    }

    @Test
    void everyKeyIsWrittenAsDottedWordsAndExplained() {
        for (Setting<?> setting : Settings.ALL) {
            assertThat(setting.key()).matches("[a-z0-9]+(-[a-z0-9]+)*(\\.[a-z0-9]+(-[a-z0-9]+)*){0,2}");
            assertThat(setting.meaning()).as(setting.key()).endsWith(".");
        }
    }

    @Test
    void noKeyIsAlsoASection() {
        Set<String> keys = new HashSet<>();
        Settings.ALL.forEach(setting -> keys.add(setting.key()));
        for (String key : keys) {
            assertThat(keys).noneMatch(other -> other.startsWith(key + "."));
        }
    }

    @Test
    void everyDefaultReadsBackAsItIsWritten() {
        for (Setting<?> setting : Settings.ALL) {
            assertReadsBack(setting);
        }
    }

    private static <T> void assertReadsBack(Setting<T> setting) {
        T value = setting.read(setting.fallback());
        assertThat(setting.read(setting.kind().write(value))).as(setting.key()).isEqualTo(value);
    }
}
