package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.failure.Conflict;
import dev.sluice.failure.InvalidSettings;
import dev.sluice.failure.StoreFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveSettingsTest {

    @TempDir
    Path folder = Path.of("");

    record Limits(int dimension, Duration patience) {

        Limits {
            if (dimension > 5000 && patience.toSeconds() < 10) {
                throw new IllegalArgumentException("pictures of that size take longer than receive.wait");
            }
        }

        static Limits from(Values values) {
            return new Limits(values.get(Sample.DIMENSION), values.get(Sample.WAIT));
        }
    }

    @Test
    void aChangeIsInForceAtOnceAndAfterARestart() {
        LiveSettings<Limits> settings = start(new Sample(folder));

        Limits changed = settings.change(Map.of("receive.max-image-dimension", "800"));

        assertThat(changed).isEqualTo(new Limits(800, Duration.ofSeconds(30)));
        assertThat(settings.current()).isEqualTo(changed);
        assertThat(settings.resolved().origin(Sample.DIMENSION)).isEqualTo(Origin.STORED);
        assertThat(start(new Sample(folder)).current()).isEqualTo(changed);
    }

    @Test
    void laterChangesKeepEarlierOnes() {
        LiveSettings<Limits> settings = start(new Sample(folder));
        settings.change(Map.of("receive.max-image-dimension", "800"));
        settings.change(Map.of("receive.wait", "5s"));
        settings.change(Map.of("receive.max-image-dimension", "900"));

        assertThat(start(new Sample(folder)).current()).isEqualTo(new Limits(900, Duration.ofSeconds(5)));
    }

    @Test
    void listenersHearOfAChangeAndOfNothingElse() {
        LiveSettings<Limits> settings = start(new Sample(folder));
        List<Limits> heard = new ArrayList<>();
        settings.listen(heard::add);

        assertThatThrownBy(() -> settings.change(Map.of("receive.wait", "soon")))
                .isInstanceOf(InvalidSettings.class);
        settings.change(Map.of("receive.wait", "5s"));

        assertThat(heard).containsExactly(new Limits(2000, Duration.ofSeconds(5)));
    }

    @Test
    void oneWrongValueAmongGoodOnesChangesNothing() {
        LiveSettings<Limits> settings = start(new Sample(folder));
        Limits before = settings.current();

        InvalidSettings refused = catchThrowableOfType(
                InvalidSettings.class,
                () -> settings.change(Map.of(
                        "receive.wait", "5s",
                        "receive.max-image-dimension", "0",
                        "receive.dimension", "1",
                        "http.port", "81")));

        assertThat(refused.problems())
                .containsExactlyInAnyOrder(
                        "receive.max-image-dimension = 0: '0' is out of range: it must be from 1 to 65535",
                        "receive.dimension: there is no such setting; 'sluice check-config' lists all",
                        "http.port: it cannot be changed while the server runs; set it (SLUICE_HTTP_PORT or sluice.yaml) and"
                                + " restart");
        assertThat(settings.current()).isSameAs(before);
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void valuesThatContradictEachOtherChangeNothing() {
        LiveSettings<Limits> settings = start(new Sample(folder));

        assertThatThrownBy(() -> settings.change(Map.of("receive.wait", "5s", "receive.max-image-dimension", "6000")))
                .isInstanceOf(InvalidSettings.class)
                .hasMessage("pictures of that size take longer than receive.wait");
        assertThat(settings.current().dimension()).isEqualTo(2000);
    }

    @Test
    void valuesThatContradictEachOtherStopTheStart() {
        Sample sample = new Sample(folder).set("receive.wait", "5s").set("receive.max-image-dimension", "6000");

        assertThatThrownBy(() -> start(sample)).isInstanceOf(InvalidSettings.class);
    }

    @Test
    void whatCommandLineOrEnvironmentHoldIsAConflict() {
        LiveSettings<Limits> settings = start(
                new Sample(folder).set("receive.wait", "5s").environment("SLUICE_RECEIVE_MAX_IMAGE_DIMENSION", "100"));

        assertThatThrownBy(() -> settings.change(Map.of("receive.wait", "6s")))
                .isInstanceOf(Conflict.class)
                .hasMessage("receive.wait: it is held by --set; change it there and restart");
        assertThatThrownBy(() -> settings.change(Map.of("receive.max-image-dimension", "6")))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("environment SLUICE_RECEIVE_MAX_IMAGE_DIMENSION");
        assertThat(settings.current()).isEqualTo(new Limits(100, Duration.ofSeconds(5)));
    }

    @Test
    void whatWasShownCanBeSentBackAsAWhole() {
        Sample sample =
                new Sample(folder).set("receive.wait", "5s").environment("SLUICE_ACCESS_TOKEN", "hunter2hunter2");
        LiveSettings<Limits> settings = start(sample);
        Map<String, String> shown = new java.util.HashMap<>();
        for (Setting<?> setting : settings.resolved().settings()) {
            shown.put(setting.key(), settings.resolved().shown(setting));
        }

        assertThat(settings.change(shown)).isEqualTo(new Limits(2000, Duration.ofSeconds(5)));
    }

    @Test
    void aChangeOverridesTheFileButNotWhatIsHeldLater() throws IOException {
        Files.writeString(folder.resolve("sluice.yaml"), "receive.wait: 9s\n");
        start(new Sample(folder)).change(Map.of("receive.wait", "5s"));

        assertThat(start(new Sample(folder)).current().patience()).hasSeconds(5);
        assertThat(start(new Sample(folder).set("receive.wait", "6s")).current().patience())
                .hasSeconds(6);
    }

    @Test
    void aChangeThatCannotBeSavedChangesNothing() throws IOException {
        LiveSettings<Limits> settings = start(new Sample(folder));
        Files.writeString(folder.resolve("data"), "a file where the folder should be");

        assertThatThrownBy(() -> settings.change(Map.of("receive.wait", "5s"))).isInstanceOf(StoreFailure.class);
        assertThat(settings.current().patience()).hasSeconds(30);
    }

    @Test
    void nothingButTheFileIsLeftInTheDataFolder() throws IOException {
        start(new Sample(folder)).change(Map.of("receive.wait", "5s"));

        try (var files = Files.list(folder.resolve("data"))) {
            assertThat(files).containsExactly(folder.resolve("data/settings.json"));
        }
        assertThat(folder.resolve("data/settings.json")).hasContent("{\"receive.wait\":\"5s\"}");
    }

    private static LiveSettings<Limits> start(Sample sample) {
        return new LiveSettings<>(sample.read(), Limits::from);
    }
}
