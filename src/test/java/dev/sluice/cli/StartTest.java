package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process of its own loads to read its settings: it decides how long a start takes. */
class StartTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void withoutAFileNoParserIsLoaded() throws IOException, InterruptedException {
        assertThat(loadedClasses()).contains("dev.sluice.Settings ").doesNotContain("tools.jackson", "snakeyaml");
    }

    @Test
    void withAFileOneIs() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("sluice.yaml"), "http.port: 8001\n");

        assertThat(loadedClasses()).contains("tools.jackson", "snakeyaml");
    }

    private String loadedClasses() throws IOException, InterruptedException {
        Path log = folder.resolve("classes.txt");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-Xlog:class+load:file=" + log,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.sluice.cli.Main",
                        "check-config"))
                .directory(folder.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectErrorStream(true)
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return Files.readString(log, StandardCharsets.UTF_8);
    }
}
