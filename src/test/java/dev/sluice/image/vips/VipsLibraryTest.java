package dev.sluice.image.vips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.failure.EngineFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VipsLibraryTest {

    private static final Path HOME = Path.of(System.getProperty("user.dir"));

    @TempDir
    private Path folder;

    @Test
    void findsTheLibraryThatNpmBrought() {
        VipsLibrary library = new VipsLibrary(new VipsLocator("", HOME), false);
        assertThat(library.version()).startsWith("8.");
        assertThat(library.offers("jpegload")).isTrue();
        assertThat(library.offers("svgload"))
                .as("not meant for untrusted files")
                .isFalse();
        assertThat(library.offers("nosuchload")).isFalse();
    }

    @Test
    void saysHowToGetALibraryThatIsMissing() {
        assertThatThrownBy(() -> new VipsLibrary(new VipsLocator(folder + "/libvips.so", null), false))
                .isInstanceOf(EngineFailure.class)
                .hasMessageContaining("npm install")
                .hasMessageContaining("libvips42")
                .message()
                .doesNotContain(folder.toString());
    }

    @Test
    void saysThatAFileIsNoLibrary() throws Exception {
        Files.createDirectory(folder.resolve("lib"));
        Files.writeString(folder.resolve("lib/libvips-cpp.so.8.18.7"), "not a library");
        assertThatThrownBy(() -> new VipsLibrary(new VipsLocator("", folder), false))
                .isInstanceOf(EngineFailure.class)
                .hasMessageContaining("cannot be loaded from libvips-cpp.so.8.18.7");
    }

    @Test
    void reportsWhatFailedAndForgetsIt() {
        VipsLibrary library = new VipsLibrary(new VipsLocator("", HOME), false);
        String missing = folder.resolve("missing.jpg").toString();
        for (int round = 0; round < 2; round++) {
            assertThatThrownBy(() -> library.operation("jpegload")
                            .set("filename", missing)
                            .image())
                    .isInstanceOf(VipsException.class)
                    .message()
                    .doesNotContain("missing.jpg")
                    .isNotEmpty();
        }
        assertThatThrownBy(() -> library.operation("nosuchoperation"))
                .isInstanceOf(EngineFailure.class)
                .hasMessageContaining("nosuchoperation");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "VipsJpeg: premature end of JPEG image|VipsJpeg: premature end of JPEG image",
                "file \"/data/a b/c.jpg\" does not exist|file the file does not exist",
                "/data/c.jpg: unable to open|the file: unable to open",
                "ratio 1/2 is bad|ratio 1/2 is bad",
                "''|libvips gave no reason",
            })
    void stripsPaths(String said, String told) {
        assertThat(VipsException.clean(said)).isEqualTo(told);
    }

    @Test
    void keepsTheFirstAndTheLastLineAndWhatTheSystemSaid() {
        assertThat(VipsException.clean("one\ntwo\nthree\n")).isEqualTo("one; three");
        assertThat(VipsException.clean("/a: write error\nsystem error: No space left on device\nvips2png: unable"))
                .isEqualTo("the file: write error; system error: No space left on device; vips2png: unable");
        assertThat(VipsException.clean("one\nunix error: Success\n")).isEqualTo("one; unix error: Success");
        assertThat(VipsException.clean("x".repeat(5000))).hasSize(300);
    }

    @Test
    void trimsTheAllocator() {
        new Allocator().trim();
        assertThat(new Allocator().limitArenas(2)).isTrue();
    }
}
