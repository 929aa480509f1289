package dev.sluice.image.rows.jpeg;

import dev.sluice.image.vips.VipsException;
import dev.sluice.image.vips.VipsImage;
import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.image.vips.VipsLocator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What libvips makes of a JPEG. */
final class Decoder {

    private final VipsLibrary library =
            new VipsLibrary(new VipsLocator("", Path.of(System.getProperty("user.dir"))), false);
    private final Path file;

    Decoder(Path folder) {
        file = folder.resolve("decoded");
    }

    /** All pixels, behind four bytes of the picture's kind; nothing when it is refused. */
    byte[] pixels(byte[] jpeg) {
        try {
            Files.write(file, jpeg);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        try (VipsImage image = library.operation("jpegload")
                        .set("filename", file.toString())
                        .image();
                VipsImage.Rows rows = image.rows()) {
            List<byte[]> all = new ArrayList<>();
            all.add(Pieces.bytes(image.width(), image.height(), image.bands(), image.interpretation()));
            rows.fetch(0, image.height(), some -> all.add(some.toArray(ValueLayout.JAVA_BYTE)));
            return Pieces.join(all);
        } catch (VipsException refused) {
            return new byte[0];
        }
    }
}
