package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.failure.InvalidSettings;
import dev.sluice.units.DataSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourcesTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void givesDefaultsWhenNothingIsSaid() {
        Resolved resolved = sample().read();

        assertThat(resolved.values().get(Sample.PORT)).isEqualTo(8000);
        assertThat(resolved.origin(Sample.PORT)).isEqualTo(Origin.DEFAULT);
        assertThat(resolved.settings()).containsExactlyElementsOf(Sample.ALL);
    }

    @ParameterizedTest
    @CsvSource({
        "SET, FLAG",
        "SET, ENVIRONMENT",
        "SET, STORED",
        "SET, FILE",
        "SET, DEFAULT",
        "FLAG, ENVIRONMENT",
        "FLAG, STORED",
        "FLAG, FILE",
        "FLAG, DEFAULT",
        "ENVIRONMENT, STORED",
        "ENVIRONMENT, FILE",
        "ENVIRONMENT, DEFAULT",
        "STORED, FILE",
        "STORED, DEFAULT",
        "FILE, DEFAULT"
    })
    void takesTheStrongerOfTwoPlaces(Origin.Source stronger, Origin.Source weaker) throws IOException {
        Sample sample = sample();
        say(sample, weaker, "200");
        say(sample, stronger, "100");

        Resolved resolved = sample.read();

        assertThat(resolved.values().get(Sample.DIMENSION)).isEqualTo(100);
        assertThat(resolved.origin(Sample.DIMENSION).source()).isEqualTo(stronger);
        assertThat(resolved.all(Sample.DIMENSION).getLast().value()).isEqualTo(2000);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DEFAULT")
    void namesThePlaceOfAWrongValue(Origin.Source source) throws IOException {
        Sample sample = sample();
        say(sample, source, "70000");

        assertThat(problems(sample))
                .containsExactly("receive.max-image-dimension = 70000 (" + place(source)
                        + "): '70000' is out of range: it must be from 1 to 65535");
    }

    private static String place(Origin.Source source) {
        return switch (source) {
            case SET -> "--set";
            case FLAG -> "--dimension";
            case ENVIRONMENT -> "environment SLUICE_RECEIVE_MAX_IMAGE_DIMENSION";
            case STORED -> "stored settings";
            case FILE -> "sluice.yaml line 2";
            case DEFAULT -> "default";
        };
    }

    private void say(Sample sample, Origin.Source source, String text) throws IOException {
        switch (source) {
            case SET -> sample.set("receive.max-image-dimension", text);
            case FLAG -> sample.flag("--dimension", Sample.DIMENSION, text);
            case ENVIRONMENT -> sample.environment("SLUICE_RECEIVE_MAX_IMAGE_DIMENSION", text);
            case STORED -> stored("{\"receive.max-image-dimension\":\"" + text + "\"}");
            case FILE -> file("receive:\n  max-image-dimension: " + text + "\n");
            case DEFAULT -> {}
        }
    }

    @Test
    void takesTheSmallerOfTwoLimitsFromCommandLineAndEnvironment() throws IOException {
        file("memory: 64MiB\n");
        Sample sample = sample().flag("--memory", Sample.MEMORY, "1GiB").environment("SLUICE_MEMORY", "256MiB");

        Resolved resolved = sample.read();

        assertThat(resolved.values().get(Sample.MEMORY)).isEqualTo(DataSize.ofMebibytes(256));
        assertThat(resolved.origin(Sample.MEMORY).place()).isEqualTo("environment SLUICE_MEMORY");
        assertThat(resolved.all(Sample.MEMORY))
                .extracting(given -> given.value() + " by " + given.origin())
                .containsExactly(
                        "1GiB by --memory",
                        "256MiB by environment SLUICE_MEMORY",
                        "64MiB by sluice.yaml line 1",
                        "512MiB by default");
    }

    @Test
    void aLimitOnTheCommandLineMayExceedTheFile() throws IOException {
        file("memory: 64MiB\n");

        Resolved resolved = sample().flag("--memory", Sample.MEMORY, "1GiB").read();

        assertThat(resolved.values().get(Sample.MEMORY)).isEqualTo(DataSize.parse("1GiB"));
    }

    @Test
    void reportsAllErrorsOfAllPlacesAtOnce() throws IOException {
        file("http:\n  prot: 1\n  port: eighty\n");
        stored("{\"receive.wait\":\"soon\",\"http.port\":\"9\",\"recieve.wait\":\"1s\"}");
        Sample sample = sample().set("memroy", "1GiB")
                .flag("--memory", Sample.MEMORY, "1GB")
                .environment("SLUICE_HTTP_PROT", "80")
                .environment("SLUICE_ACCESS_TOKEN", "hunter2")
                .environment("SLUICE_HOME", "/opt/sluice");

        assertThat(problems(sample))
                .containsExactlyInAnyOrder(
                        "memroy: there is no such setting; did you mean memory? (--set)",
                        "memory = 1GB (--memory): '1GB' is not a size: write a whole number followed by B, KiB, MiB or GiB,"
                                + " as in 512MiB",
                        "SLUICE_HTTP_PROT: there is no such setting; did you mean SLUICE_HTTP_PORT? (environment)",
                        "access.token = *** (environment SLUICE_ACCESS_TOKEN): it must be text, empty or at least 8 characters",
                        "http.prot: there is no such setting; did you mean http.port? (sluice.yaml line 2)",
                        "http.port = eighty (sluice.yaml line 3): 'eighty' is not a whole number",
                        "receive.wait = soon (stored settings): 'soon' is not a time: write a whole number followed by ms, s, m,"
                                + " h or d, as in 30s",
                        "http.port (stored settings): it takes effect at a start only and cannot be stored; remove it from"
                                + " settings.json in the data folder",
                        "recieve.wait: there is no such setting; did you mean receive.wait? (stored settings)");
    }

    @Test
    void doesNotShowWhatAnUnknownKeyHolds() {
        assertThat(problems(sample().environment("SLUICE_ACCESS_TOKN", "hunter2hunter2")))
                .containsExactly(
                        "SLUICE_ACCESS_TOKN: there is no such setting; did you mean SLUICE_ACCESS_TOKEN? (environment)");
    }

    @Test
    void masksASecretThatIsSet() {
        Resolved resolved =
                sample().environment("SLUICE_ACCESS_TOKEN", "hunter2hunter2").read();

        assertThat(resolved.shown(Sample.TOKEN)).isEqualTo("***");
        assertThat(resolved.values().get(Sample.TOKEN)).isEqualTo("hunter2hunter2");
        assertThat(sample().read().shown(Sample.TOKEN)).isEmpty();
    }

    @Test
    void anEmptyVariableCountsAsNotSet() {
        assertThat(sample().environment("SLUICE_HTTP_PORT", "").read().values().get(Sample.PORT))
                .isEqualTo(8000);
    }

    @Test
    void theLaunchersNameForLibvipsIsRead() {
        Sample sample = sample().environment("SLUICE_LIBVIPS", "/usr/lib/libvips.so.42");

        Resolved resolved = sample.read();

        assertThat(resolved.values().get(Sample.LIBVIPS)).isEqualTo("/usr/lib/libvips.so.42");
        assertThat(resolved.origin(Sample.LIBVIPS).place()).isEqualTo("environment SLUICE_LIBVIPS");
    }

    @Test
    void readsNestedMapsDottedKeysAndLists() throws IOException {
        file("""
                # a comment
                access:
                  token: "with: colon"
                  public: [/channels, '/health']
                receive:
                http.port: 8080
                receive.wait: 5m
                """);

        Values values = sample().read().values();

        assertThat(values.get(Sample.TOKEN)).isEqualTo("with: colon");
        assertThat(values.get(Sample.PUBLIC)).containsExactly("/channels", "/health");
        assertThat(values.get(Sample.PORT)).isEqualTo(8080);
        assertThat(values.get(Sample.WAIT)).hasMinutes(5);
    }

    @Test
    void aKeyThatStandsTwiceIsRefusedWhateverWayItIsWritten() throws IOException {
        file("http:\n  port: 1\nhttp.port: 2\n");

        assertThat(problems(sample())).containsExactly("http.port: it stands twice in sluice.yaml, in lines 2 and 3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: [1 | sluice.yaml line 1: it cannot be read: while parsing a flow sequence,",
                "- http.port | sluice.yaml: it must hold keys and values",
                "http.port | sluice.yaml: it must hold keys and values",
                "http.port: 1\\n---\\nmemory: 1GiB | sluice.yaml line 3: only one document is read",
                "data: &x 1\\nmemory: *x | memory (sluice.yaml line 2): it must be a plain value or a list of them",
                "access.public: [[a]] | access.public (sluice.yaml line 1): it must be a plain value or a list of them",
                "access.public: ['a,b'] | access.public (sluice.yaml line 1): no element may contain a comma",
                "{a: {a: {a: {a: {a: {a: {a: {a: {a: 1}}}}}}}}} | sluice.yaml line 1: it is nested deeper than 8 levels",
                "http.port: | http.port =  (sluice.yaml line 1): '' is not a whole number"
            })
    void saysWhatIsWrongWithTheFile(String text, String expected) throws IOException {
        file(text.replace("\\n", "\n"));

        assertThat(problems(sample())).anySatisfy(problem -> assertThat(problem).startsWith(expected));
    }

    @Test
    void aDamagedFileDoesNotGiveItsSecretsAway() throws IOException {
        file("access.token: 'hunter2hunter2\nhttp.port: [");

        assertThat(problems(sample())).noneMatch(problem -> problem.contains("hunter2"));
    }

    @Test
    void anEmptyFileAndOneOfCommentsSayNothing() throws IOException {
        file("");
        assertThat(sample().read().origin(Sample.PORT)).isEqualTo(Origin.DEFAULT);
        file("#http.port: 80\n");
        assertThat(sample().read().origin(Sample.PORT)).isEqualTo(Origin.DEFAULT);
    }

    @Test
    void aByteOrderMarkIsSkipped() throws IOException {
        file("\uFEFFhttp.port: 80\n");

        assertThat(sample().read().values().get(Sample.PORT)).isEqualTo(80);
    }

    @Test
    void aFileThatIsTooLargeOrInAnotherEncodingIsRefused() throws IOException {
        file("#".repeat(KeyFile.LARGEST + 1));
        assertThat(problems(sample())).containsExactly("sluice.yaml: it is larger than 256 KiB");
        Files.write(folder.resolve("sluice.yaml"), "data: Bücher".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(problems(sample())).containsExactly("sluice.yaml: it is not in UTF-8");
    }

    @Test
    void aFileThatIsNamedMustBeThere() throws IOException {
        assertThat(problems(sample().config("my.yaml"))).containsExactly("--config: there is no file 'my.yaml'");
        assertThat(problems(sample().environment("SLUICE_CONFIG", "my.yaml")))
                .containsExactly("environment SLUICE_CONFIG: there is no file 'my.yaml'");
        Files.writeString(folder.resolve("my.yaml"), "http.port: 80");
        file("http.port: 81");
        assertThat(sample().config("my.yaml").read().origin(Sample.PORT).place())
                .isEqualTo("my.yaml line 1");
        assertThat(sample().environment("SLUICE_CONFIG", "my.yaml")
                        .read()
                        .values()
                        .get(Sample.PORT))
                .isEqualTo(80);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"receive.wait\":\"1s\"}{}", "{\"receive.wait\":{}", "null", "\0\0\0\0"})
    void damagedStoredSettingsStopTheStart(String damaged) throws IOException {
        stored(damaged);

        assertThat(problems(sample())).anyMatch(problem -> problem.startsWith("settings.json in the data folder"));
    }

    @Test
    void storedSettingsAreFoundWhereThePlacesSayTheDataIs() throws IOException {
        Files.createDirectories(folder.resolve("elsewhere"));
        Files.writeString(folder.resolve("elsewhere/settings.json"), "{\"receive.wait\":\"7s\"}");
        file("data: nowhere");

        Sample sample = sample().environment("SLUICE_DATA", "elsewhere");

        assertThat(sample.read().values().get(Sample.WAIT)).hasSeconds(7);
        assertThat(problems(sample().set("data", "a\0b"))).isNotEmpty();
    }

    @Test
    void noMutationOfAFileDoesAnythingButBeReadOrRefused() throws IOException {
        String text =
                "access:\n  token: \"a: b\"\n  public: [/a, '/b']\nhttp.port: 80\nreceive:\n  wait: 5m # x\n? !!str data\n";
        long seed = 20_260_101;
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(128);
            }
            Files.write(folder.resolve("sluice.yaml"), bytes);
            try {
                sample().read();
            } catch (InvalidSettings e) {
                assertThat(e.problems()).as("seed %d, round %d", seed, round).isNotEmpty();
            }
        }
    }

    private Sample sample() {
        return new Sample(folder);
    }

    private void file(String text) throws IOException {
        Files.writeString(folder.resolve("sluice.yaml"), text);
    }

    private void stored(String text) throws IOException {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/settings.json"), text);
    }

    private static List<String> problems(Sample sample) {
        return catchThrowableOfType(InvalidSettings.class, sample::read).problems();
    }
}
