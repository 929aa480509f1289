package dev.sluice.camera.ingest;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** What holds for every stream of bytes: cut in a way that is foreseen, the same however it arrives, and each frame again a frame. */
public final class FrameReaderInput {

    private FrameReaderInput() {}

    /** Cuts the stream, and returns its frames. */
    public static List<byte[]> check(byte[] stream) throws IOException {
        try (Cutting cutting = new Cutting()) {
            List<byte[]> frames = cutting.frames(stream);
            List<byte[]> pieces = cutting.frames(stream, () -> 1);
            if (frames.size() != pieces.size()) {
                throw new AssertionError(frames.size() + " frames at once, byte by byte " + pieces.size());
            }
            for (byte[] frame : frames) {
                List<byte[]> again = cutting.frames(frame);
                if (again.size() != 1 || !Arrays.equals(again.getFirst(), frame)) {
                    throw new AssertionError("what was cut out is no frame by itself");
                }
            }
            return frames;
        } catch (CameraFailure foreseen) {
            return List.of();
        }
    }
}
