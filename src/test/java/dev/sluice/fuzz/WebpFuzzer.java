package dev.sluice.fuzz;

import dev.sluice.image.rows.webp.LosslessWebp;

/** Any bytes as a lossless WebP. */
public final class WebpFuzzer {

    private WebpFuzzer() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] data) {
        RowReaderInput.test(data, (file, shrink) -> LosslessWebp.open(file, shrink, Input.ALLOWANCE));
    }
}
