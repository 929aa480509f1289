package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is looked at in a process of its own: it may crash, or must not have loaded something. */
class ModelProcessTest {

    private static final int MODELS = 200;

    @TempDir
    Path folder;

    @Test
    void damagedModelsAreRefusedInWordsAndTheProcessLivesOn() throws IOException {
        long first = 1_000;
        try (JavaProcess process = JavaProcess.startWithErrors(
                List.of(), HostileModels.class, folder.toString(), Long.toString(first), Integer.toString(MODELS))) {
            List<String> lines = process.rest();
            assertThat(lines.getLast())
                    .as(() -> "the last lines were " + lines.subList(Math.max(0, lines.size() - 5), lines.size()))
                    .isEqualTo("end");
            assertThat(lines).contains("held 0");
            assertThat(lines.stream()
                            .filter(line -> line.startsWith("refused "))
                            .count())
                    .isGreaterThan(MODELS / 4);
            assertThat(lines.stream().filter(line -> line.startsWith("said ")).count())
                    .isPositive();
            assertThat(lines).noneMatch(line -> line.contains(folder.toString()));
        }
    }

    @Test
    void noClassOfOnnxRuntimeIsLoadedBeforeAModelIs() throws IOException {
        try (JavaProcess process = JavaProcess.startWithErrors(
                List.of("-Xlog:class+load:stdout"), UnusedModels.class, folder.toString())) {
            List<String> lines = process.rest();
            assertThat(lines).anyMatch(line -> line.contains("dev.sluice.inference.Models "));
            assertThat(lines).contains("refused", "end");
            assertThat(lines).noneMatch(line -> line.contains("ai.onnxruntime"));
        }
    }
}
