package dev.sluice.fuzz;

import dev.sluice.failure.Refused;
import dev.sluice.image.rows.Allowance;
import dev.sluice.units.DataSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The one file that a target reads from, written anew for each input. */
final class Input {

    /** More heap than this, at once and beyond its price, no input gets. */
    private static final DataSize MOST = DataSize.ofMebibytes(16);

    static final Allowance ALLOWANCE = more -> {
        if (!more.fits(MOST)) {
            throw new Refused.TooLarge("the picture", more, MOST);
        }
    };

    private static final Path FILE = create();

    private Input() {}

    private static Path create() {
        try {
            Path file = Files.createTempFile("sluice-fuzz", ".bin");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    static Path file(byte[] data) {
        try {
            return Files.write(FILE, data);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
