package dev.sluice.fuzz;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.Refused;
import dev.sluice.image.rows.RowReader;
import java.nio.file.Path;

/** What holds for every row reader and any bytes: refused in a way that is foreseen, or read to the last row, whatever the shrink. */
final class RowReaderInput {

    private enum Answer {
        READ,
        REFUSED,
        TOO_LONG
    }

    private RowReaderInput() {}

    /** Opens a file. */
    @FunctionalInterface
    interface Opener {
        RowReader open(Path file, int shrink);
    }

    static void test(byte[] data, Opener opener) {
        Path file = Input.file(data);
        Answer full = read(file, 1, opener);
        Answer shrunk = read(file, 3, opener);
        if (full != shrunk) {
            throw new AssertionError("in full " + full + ", shrunk " + shrunk);
        }
    }

    private static Answer read(Path file, int shrink, Opener opener) {
        try (RowReader reader = opener.open(file, shrink)) {
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
