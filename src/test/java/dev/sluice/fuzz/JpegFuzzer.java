package dev.sluice.fuzz;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.Refused;
import dev.sluice.image.rows.jpeg.ProgressiveJpeg;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Any bytes as a progressive JPEG: refused in a way that is foreseen, or the same picture each time and however it is asked for. */
public final class JpegFuzzer {

    private JpegFuzzer() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] data) {
        Path file = Input.file(data);
        Optional<byte[]> whole = baseline(file, false);
        Optional<byte[]> kept = baseline(file, true);
        if (whole.isPresent() && !Arrays.equals(whole.get(), kept.orElseThrow())) {
            throw new AssertionError("a picture that is whole differs when damage is kept");
        }
    }

    private static Optional<byte[]> baseline(Path file, boolean keepTruncated) {
        try (ProgressiveJpeg jpeg = ProgressiveJpeg.open(file, keepTruncated, Input.ALLOWANCE)) {
            byte[] first = baseline(jpeg);
            if (!Arrays.equals(first, baseline(jpeg))) {
                throw new AssertionError("it is another picture when it is read again");
            }
            return Optional.of(first);
        } catch (BadInput | Refused | Looks.Enough foreseen) {
            return Optional.empty();
        }
    }

    private static byte[] baseline(ProgressiveJpeg jpeg) {
        ByteArrayOutputStream baseline = new ByteArrayOutputStream();
        try {
            jpeg.toBaseline(Channels.newChannel(baseline), new Looks());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return baseline.toByteArray();
    }
}
