package dev.sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** What {@code fuzz/run} has found, and what it begins with, is answered as foreseen. */
class FuzzFindingsTest {

    private static final Path RESOURCES = Path.of("src/test/resources");

    /** As {@code fuzz/run} names them. */
    private enum Format {
        BMP("bmp", BmpFuzzer::fuzzerTestOneInput),
        JPEG("jpeg", JpegFuzzer::fuzzerTestOneInput),
        MJPEG("mjpeg", MjpegFuzzer::fuzzerTestOneInput),
        PNG("png", PngFuzzer::fuzzerTestOneInput),
        WEBP("webp", WebpFuzzer::fuzzerTestOneInput);

        private final String folder;
        private final Consumer<byte[]> target;

        Format(String folder, Consumer<byte[]> target) {
            this.folder = folder;
            this.target = target;
        }

        private List<Path> inputs() throws IOException {
            List<Path> inputs = new ArrayList<>(files(RESOURCES.resolve(folder)));
            assertThat(inputs).as("what a fuzzer begins with").isNotEmpty();
            Path findings = RESOURCES.resolve("fuzz").resolve(folder);
            if (Files.exists(findings)) {
                inputs.addAll(files(findings));
            }
            return inputs;
        }

        private static List<Path> files(Path folder) throws IOException {
            try (Stream<Path> files = Files.list(folder)) {
                return files.sorted().toList();
            }
        }
    }

    @TestFactory
    @Timeout(60)
    Stream<DynamicTest> isAnsweredAsForeseen() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Format format : Format.values()) {
            for (Path input : format.inputs()) {
                byte[] bytes = Files.readAllBytes(input);
                tests.add(DynamicTest.dynamicTest(input.toString(), () -> format.target.accept(bytes)));
            }
        }
        return tests.stream();
    }
}
