package dev.sluice.image.rows.webp;

import dev.sluice.image.vips.VipsException;
import dev.sluice.image.vips.VipsImage;
import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.image.vips.VipsLocator;
import dev.sluice.image.vips.VipsOperation;
import dev.sluice.image.vips.VipsTarget;
import dev.sluice.support.Pictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What the engine makes of a WebP, and WebPs that it wrote. */
final class Engine {

    private static final Path HOME = Path.of(System.getProperty("user.dir"));

    /** {@code VIPS_FAIL_ON_ERROR} */
    private static final int FAIL_ON_ERROR = 2;

    private final VipsLibrary library = new VipsLibrary(new VipsLocator("", HOME), false);

    /** @throws VipsException when it refuses the file */
    Pixels read(Path file) {
        try (VipsImage image = library.operation("webpload")
                        .set("filename", file.toString())
                        .set("fail_on", FAIL_ON_ERROR)
                        .image();
                VipsImage.Rows rows = image.rows()) {
            List<byte[]> values = new ArrayList<>();
            rows.fetch(0, image.height(), pixels -> values.add(pixels.toArray(ValueLayout.JAVA_BYTE)));
            return new Pixels(image.width(), image.height(), image.bands(), values.getFirst());
        }
    }

    /** Writes a lossless WebP. */
    void write(BufferedImage picture, Path file, UnaryOperator<VipsOperation> options) {
        Path png = file.resolveSibling(file.getFileName() + ".png");
        try {
            Files.write(png, Pictures.encode(picture, "png"));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        try (VipsImage image = library.operation("pngload")
                        .set("filename", png.toString())
                        .image();
                VipsTarget target = library.fileTarget(file.toString())) {
            VipsOperation saver = library.saver("webpsave_target", image, 0)
                    .set("target", target)
                    .set("lossless", 1);
            options.apply(saver).run();
        }
    }
}
