package dev.sluice.fuzz;

import dev.sluice.image.rows.png.PngRows;

/** Any bytes as a PNG. */
public final class PngFuzzer {

    private PngFuzzer() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] data) {
        RowReaderInput.test(data, (file, shrink) -> PngRows.open(file, shrink, Input.ALLOWANCE));
    }
}
