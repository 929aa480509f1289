package dev.sluice.camera.record;

import dev.sluice.camera.frame.Frame;
import dev.sluice.camera.frame.FrameDraft;
import dev.sluice.camera.frame.FrameMemory;
import dev.sluice.governor.Governor;
import dev.sluice.units.DataSize;
import dev.sluice.units.PixelSize;
import dev.sluice.units.Ticker;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Records numbered frames until it is killed, in sessions of a megabyte, and says how many are recorded. */
final class Filming {

    private static final int LARGEST = 60_000;

    private Filming() {}

    /** What stands in the frame of that number: its number first. */
    static byte[] content(int number) {
        Random random = new Random(number);
        byte[] bytes = new byte[8 + random.nextInt(LARGEST)];
        random.nextBytes(bytes);
        ByteBuffer.wrap(bytes).putInt(number);
        return bytes;
    }

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Governor governor = new Governor(DataSize.ofMebibytes(16), 1);
        FrameMemory memory = new FrameMemory(governor, "porch", Ticker.SYSTEM, InstantSource.system());
        Recordings recordings = new Recordings(Path.of(arguments[0]));
        RecordingOptions plain = RecordingOptions.DEFAULTS;
        RecordingOptions options = new RecordingOptions(
                RecordingMode.ALWAYS,
                Duration.ofMinutes(1),
                DataSize.ofMebibytes(1),
                0,
                null,
                plain.before(),
                plain.after(),
                plain.ringBytes(),
                plain.ringRate());
        Recorder recorder = new Recorder(
                "porch",
                options,
                new Recorder.Parts(
                        recordings, governor, (_, _, _) -> false, () -> DataSize.ofMebibytes(1_000), Ticker.SYSTEM));
        recorder.start();
        for (int number = Integer.parseInt(arguments[1]); ; number++) {
            FrameDraft draft = memory.draft();
            draft.append(ByteBuffer.wrap(content(number)));
            Frame frame = draft.finish(new PixelSize(8, 8));
            if (frame != null) {
                long before = recorder.status().frames();
                recorder.accept(frame);
                frame.release();
                while (recorder.status().frames() == before) {
                    LockSupport.parkNanos(20_000);
                }
                out.println(number);
            }
        }
    }
}
