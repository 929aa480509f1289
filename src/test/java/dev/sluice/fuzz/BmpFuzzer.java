package dev.sluice.fuzz;

import dev.sluice.image.rows.bmp.BmpRows;

/** Any bytes as a BMP, and as one in an icon. */
public final class BmpFuzzer {

    private BmpFuzzer() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] data) {
        RowReaderInput.test(data, BmpRows::open);
        RowReaderInput.test(data, (file, shrink) -> BmpRows.openIcon(file, 0, data.length, shrink));
    }
}
