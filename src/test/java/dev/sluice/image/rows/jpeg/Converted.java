package dev.sluice.image.rows.jpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.image.rows.Allowance;
import dev.sluice.units.DataSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;

/** Takes bytes through a file and the reader, as a server would. */
final class Converted {

    private Converted() {}

    /** An allowance for pictures that must not need more than their price. */
    static void nothingMore(DataSize more) {
        assertThat(more).as("asked for beyond the price").isEqualTo(DataSize.ZERO);
    }

    /** The baseline JPEG of a progressive one that is whole. */
    static byte[] strictly(byte[] progressive, Path folder) {
        return of(progressive, folder, false, Converted::nothingMore);
    }

    /** The baseline JPEG of what is there. */
    static byte[] leniently(byte[] progressive, Path folder) {
        return of(progressive, folder, true, Converted::nothingMore);
    }

    static byte[] of(byte[] progressive, Path folder, boolean keepTruncated, Allowance allowance) {
        ByteArrayOutputStream baseline = new ByteArrayOutputStream();
        try (ProgressiveJpeg jpeg = ProgressiveJpeg.open(write(progressive, folder), keepTruncated, allowance)) {
            jpeg.toBaseline(Channels.newChannel(baseline), () -> {});
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return baseline.toByteArray();
    }

    static Path write(byte[] bytes, Path folder) {
        try {
            return Files.write(folder.resolve("progressive"), bytes);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
