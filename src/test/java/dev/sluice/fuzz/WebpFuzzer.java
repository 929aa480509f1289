package dev.sluice.fuzz;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.Refused;
import dev.sluice.image.rows.webp.LosslessWebp;
import java.nio.file.Path;

/** Any bytes as a lossless WebP: refused in a way that is foreseen, or read to the last row, whatever the shrink. */
public final class WebpFuzzer {

    private enum Answer {
        READ,
        REFUSED,
        TOO_LONG
    }

    private WebpFuzzer() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] data) {
        Path file = Input.file(data);
        Answer full = read(file, 1);
        Answer shrunk = read(file, 3);
        if (full != shrunk) {
            throw new AssertionError("in full " + full + ", shrunk " + shrunk);
        }
    }

    private static Answer read(Path file, int shrink) {
        try (LosslessWebp reader = LosslessWebp.open(file, shrink, Input.ALLOWANCE)) {
            int bytes = reader.size().width() * reader.channels() * reader.bytesPerChannel();
            int[] rows = new int[1];
            reader.read(
                    (pixels, count) -> {
                        rows[0]++;
                        if (count != bytes || pixels.length < count) {
                            throw new AssertionError("a row of " + count + " bytes instead of " + bytes);
                        }
                    },
                    new Looks());
            if (rows[0] != reader.size().height()) {
                throw new AssertionError(rows[0] + " rows of " + reader.size());
            }
            return Answer.READ;
        } catch (BadInput | Refused foreseen) {
            return Answer.REFUSED;
        } catch (Looks.Enough large) {
            return Answer.TOO_LONG;
        }
    }
}
