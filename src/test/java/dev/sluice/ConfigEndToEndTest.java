package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Pictures;
import dev.sluice.support.RunningSluice;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code /config}: changed while it runs. */
class ConfigEndToEndTest {

    @RegisterExtension
    final RunningSluice sluice = RunningSluice.with(Map.of("receive.keep-copyright", "true"));

    @Test
    void showsTheSettingsInForceAndWhereTheyCameFrom() {
        JsonNode config = sluice.get("/config").json(200);

        assertThat(config.path("max_image_dimension").asInt()).isEqualTo(2000);
        assertThat(config.path("compression_quality").asInt()).isEqualTo(6);
        assertThat(config.path("enable_memory_optimization").asBoolean()).isTrue();
        JsonNode port = config.path("settings").path("http.port");
        assertThat(port.path("origin").asString()).isEqualTo("--set");
        assertThat(port.path("runtime").asBoolean()).isFalse();
        assertThat(config.path("settings").size()).isEqualTo(Settings.ALL.size());
    }

    @Test
    void changesAtOnceAndForGood() {
        JsonNode changed = sluice.post("/config", "{\"max_image_dimension\": 40, \"compression_quality\": 9}")
                .json(200);

        assertThat(changed.path("max_image_dimension").asInt()).isEqualTo(40);
        String id = sluice.upload(Pictures.png(100, 50));
        assertThat(sluice.get("/images/" + id).picture().getWidth()).isEqualTo(40);
        assertThat(sluice.memory().path("config").path("compression_quality").asInt())
                .isEqualTo(9);

        sluice.restart();

        JsonNode config = sluice.get("/config").json(200);
        assertThat(config.path("max_image_dimension").asInt()).isEqualTo(40);
        assertThat(config.path("compression_quality").asInt()).isEqualTo(9);
        assertThat(config.path("settings")
                        .path("receive.compression-quality")
                        .path("origin")
                        .asString())
                .isEqualTo("stored settings");
    }

    @Test
    void takesLongNamesAndAuto() {
        JsonNode changed = sluice.post(
                        "/config",
                        "{\"receive.max-image-dimension\": \"auto\", \"receive.compression-quality\": \"1\"}")
                .json(200);

        assertThat(changed.path("max_image_dimension").asString()).isEqualTo("auto");
        assertThat(changed.path("compression_quality").asInt()).isEqualTo(1);
        sluice.upload(Pictures.png(20, 20));
    }

    @ParameterizedTest
    @CsvSource({"512MB, 1200, 8, true", "1GB, 2000, 6, true", "2GB, 3000, 4, false"})
    void takesPresets(String preset, int dimension, int compression, boolean optimization) {
        JsonNode changed =
                sluice.post("/config", "{\"preset\": \"" + preset + "\"}").json(200);

        assertThat(changed.path("max_image_dimension").asInt()).isEqualTo(dimension);
        assertThat(changed.path("compression_quality").asInt()).isEqualTo(compression);
        assertThat(changed.path("enable_memory_optimization").asBoolean()).isEqualTo(optimization);
        sluice.upload(Pictures.png(20, 20));
    }

    @Test
    void badValuesChangeNothingAndAreAllNamed() {
        JsonNode before = sluice.get("/config").json(200);

        JsonNode problem = sluice.post(
                        "/config",
                        "{\"max_image_dimension\": 40, \"compression_quality\": 10,"
                                + " \"enable_memory_optimization\": \"perhaps\", \"receive.max-image-dimensoin\": 3}")
                .problem(400, "settings");

        String problems = problem.path("problems").toString();
        assertThat(problem.path("problems").size()).isEqualTo(3);
        assertThat(problems)
                .contains("receive.compression-quality", "10")
                .contains("receive.enable-memory-optimization", "perhaps")
                .contains("receive.max-image-dimensoin", "did you mean");
        assertThat(sluice.get("/config").json(200)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{}", "{\"max_image_dimension\":", "nonsense", "{\"a\": 1, \"a\": 2}", "{\"x\": {}}"})
    void refusesABodyThatIsNoObjectOfSettings(String body) {
        assertThat(sluice.post("/config", body).problem().path("type").asString())
                .isIn("/problems/malformed", "/problems/parameter", "/problems/settings");
    }

    @Test
    void whatAFlagHoldsIsAConflict() {
        assertThat(sluice.post("/config", "{\"receive.keep-copyright\": false, \"compression_quality\": 1}")
                        .detail(409, "conflict"))
                .contains("receive.keep-copyright")
                .contains("--set");
        assertThat(sluice.get("/config").json(200).path("compression_quality").asInt())
                .isEqualTo(6);
    }

    @Test
    void whatTakesARestartIsSaidToDoSo() {
        JsonNode problem =
                sluice.post("/config", "{\"store.disk-floor\": \"1MiB\"}").problem(400, "settings");

        assertThat(problem.path("problems").toString()).contains("store.disk-floor");
    }

    @Test
    void refusesAnUnknownPreset() {
        assertThat(sluice.post("/config", "{\"preset\": \"3GB\"}").detail(400, "parameter"))
                .contains("512MB");
    }
}
