package dev.sluice.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.camera.watch.WatchOptions;
import dev.sluice.failure.BadInput;
import dev.sluice.failure.StoreFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** What a camera is told to be, as JSON and in its file. */
class DefinitionsTest {

    private static final String EVERYTHING = """
            {"url": "https://h/v.mjpg", "user": "eve", "password": "p \\"'\\\\",
             "certificate": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "kind": "mjpeg", "interval": "1500ms",
             "maxRate": 12.5, "stallTimeout": "20s", "running": false,
             "record": {"mode": "motion", "maxDuration": "2m", "maxBytes": "32MiB", "rate": 5, "quality": 70, "before": "3s",
                        "after": "7s", "ringBytes": "1MiB", "ringRate": 2},
             "watch": {"rate": 2, "motion": {"threshold": 30, "share": 0.05, "cooldown": "5s", "gap": "9s",
                         "zones": [{"left": 0.5, "top": 0, "width": 0.5, "height": 1, "exclude": true}]},
                       "detector": {"model": "yolo.onnx", "labels": "coco.txt",
                         "input": {"width": 320, "height": 256, "layout": "nhwc", "element": "uint8", "colours": "bgr",
                                   "fit": "stretch", "scale": 1, "mean": [1, 2, 3], "deviation": [4, 5, 6]},
                         "output": {"head": "ssd", "edges": "yxyx", "names": ["b", "s", "c"], "firstClass": 1},
                         "score": 0.6, "overlap": 0.3, "onMotion": true},
                       "publish": {"channel": "door", "picture": "detection", "when": "detection", "interval": "30s", "margin": 0.2}}}
            """;

    @TempDir
    private Path folder;

    private static Definition read(String json) {
        return DefinitionJson.read("porch", JsonMapper.shared().readTree(json), null);
    }

    private Path file() {
        return folder.resolve("cameras.json");
    }

    @Test
    void everythingThatIsSaidIsKept() {
        Definition all = read(EVERYTHING);
        assertThat(all.ingest().password()).isEqualTo("p \"'\\");
        assertThat(all.record().quality()).isEqualTo(70);
        assertThat(all.watch()).isNotNull();
        DefinitionFile kept = new DefinitionFile(file());
        Definition usual = read("{\"url\": \"http://h/\"}");
        kept.write(List.of(all, new Definition("yard", true, usual.ingest(), usual.record(), null)));
        assertThat(kept.read())
                .containsExactly(all, new Definition("yard", true, usual.ingest(), usual.record(), null));
    }

    @Test
    void whatIsShownHasNoPassword() {
        assertThat(DefinitionJson.shown(read(EVERYTHING))).containsEntry("password", "***");
        assertThat(DefinitionJson.shown(read("{\"url\": \"http://h/\"}"))).containsEntry("password", "");
    }

    @Test
    void aKnownPasswordIsNotTakenToAnotherServer() {
        Definition before = read("{\"url\": \"http://h:80/a\", \"user\": \"eve\", \"password\": \"secret\"}");
        String same = "{\"url\": \"http://h:80/b\", \"user\": \"eve\", \"password\": \"***\"}";
        assertThat(DefinitionJson.read("porch", JsonMapper.shared().readTree(same), before)
                        .ingest()
                        .password())
                .isEqualTo("secret");
        String other = "{\"url\": \"http://evil/b\", \"user\": \"eve\", \"password\": \"***\"}";
        assertThatThrownBy(
                        () -> DefinitionJson.read("porch", JsonMapper.shared().readTree(other), before))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("given anew");
    }

    @Test
    void recordingOnMotionLooksForMotion() {
        Definition definition = read("{\"url\": \"http://h/\", \"record\": {\"mode\": \"motion\"}}");
        assertThat(definition.watch()).isEqualTo(WatchOptions.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"url": "http://h/", "record": {"mod": "off"}}                              | record.mod: there is no such key; did you mean mode?
                    {"url": "http://h/", "record": {"mode": "sometimes"}}                       | record.mode: 'sometimes' is none of the choices
                    {"url": "http://h/", "record": 1}                                           | record: a JSON object is expected
                    {"url": "http://h/", "record": {"rate": "fast"}}                            | record.rate: 'fast' is not a number
                    {"url": "http://h/", "watch": {"motion": {"zones": 3}}}                     | watch.motion.zones: a list
                    {"url": "http://h/", "watch": {"motion": {"zones": [{"wide": 1}]}}}         | watch.motion.zones.wide: there is no such key
                    {"url": "http://h/", "watch": {"motion": {"threshold": 0}}}                 | motion.threshold
                    {"url": "http://h/", "watch": {"detector": {}}}                             | watch.detector.model: the name of an ONNX file
                    {"url": "http://h/", "watch": {"detector": {"model": "a", "input": {"mean": "x"}}}} | watch.detector.input.mean: a short list
                    {"url": "http://h/", "watch": {"publish": {}}}                              | publish.channel
                    {"url": ["http://h/"]}                                                      | url: text is expected
                    """)
    void whatIsWrongIsNamed(String json, String message) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(BadInput.class).hasMessageContaining(message);
    }

    @Test
    void aFileThatIsNoJsonIsNotOverwrittenButNamed() throws IOException {
        Files.writeString(file(), "{\"porch\": {");
        assertThatThrownBy(() -> new DefinitionFile(file()).read())
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining("cameras.json");
        assertThat(Files.readString(file())).isEqualTo("{\"porch\": {");
    }

    @Test
    void aDefinitionThatIsNotUnderstoodIsLeftOutAndTheOthersAreRead() throws IOException {
        Files.writeString(
                file(), "{\"new\": {\"url\": \"http://h/\", \"future\": 1}, \"old\": {\"url\": \"http://h/\"}}");
        assertThat(new DefinitionFile(file()).read())
                .extracting(Definition::name)
                .containsExactly("old");
    }

    @Test
    void withoutAFileThereAreNone() {
        assertThat(new DefinitionFile(file()).read()).isEmpty();
    }
}
