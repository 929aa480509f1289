package dev.sluice.fuzz;

import dev.sluice.camera.ingest.FrameReaderInput;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Any bytes as the stream of a camera: the same frames however they arrive, and each frame a frame by itself. */
public final class MjpegFuzzer {

    private MjpegFuzzer() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] data) {
        try {
            FrameReaderInput.check(data);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
