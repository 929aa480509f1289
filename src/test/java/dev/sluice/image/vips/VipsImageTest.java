package dev.sluice.image.vips;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class VipsImageTest {

    private static final VipsLocator LOCATOR = new VipsLocator("", Path.of(System.getProperty("user.dir")));

    /** Libvips says nothing about a field that it does not know. */
    @Test
    void isComputedWithAsManyThreadsAsItIsTold() {
        VipsLibrary library = new VipsLibrary(LOCATOR, false);
        NativeFunction concurrency = new Symbols(LOCATOR.load()).function("vips_image_get_concurrency", 2);
        try (VipsImage image =
                library.operation("black").set("width", 8).set("height", 8).image()) {
            assertThat(NativeFunction.integer(concurrency.call(image.pointer(), 1)))
                    .isEqualTo(1);
            image.computeWith(2);
            try (VipsImage derived =
                    library.operation("invert").set("in", image).image()) {
                assertThat(NativeFunction.integer(concurrency.call(derived.pointer(), 1)))
                        .isEqualTo(2);
            }
        }
    }
}
