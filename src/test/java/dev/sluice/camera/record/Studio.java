package dev.sluice.camera.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.camera.frame.Frame;
import dev.sluice.camera.frame.FrameDraft;
import dev.sluice.camera.frame.FrameMemory;
import dev.sluice.governor.Governor;
import dev.sluice.support.Pictures;
import dev.sluice.units.DataSize;
import dev.sluice.units.PixelSize;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A camera of still pictures, what records it, and a time that is moved by hand. */
final class Studio implements AutoCloseable {

    static final String CAMERA = "porch";
    static final PixelSize SIZE = new PixelSize(64, 48);
    static final RecordingOptions ALWAYS = RecordingOptions.DEFAULTS.in(RecordingMode.ALWAYS);
    static final RecordingOptions MOTION = RecordingOptions.DEFAULTS.in(RecordingMode.MOTION);

    final HandTime time = new HandTime();
    final Governor governor;
    final FrameMemory memory;
    final Recordings recordings;
    volatile DataSize room = DataSize.ofMebibytes(10_000);
    private final List<Recorder> recorders = new ArrayList<>();

    Studio(Path root) {
        this(root, 64);
    }

    Studio(Path root, int mebibytes) {
        governor = new Governor(DataSize.ofMebibytes(mebibytes), 2);
        memory = new FrameMemory(governor, "camera " + CAMERA, time, time);
        recordings = new Recordings(root);
    }

    /** A JPEG that no other number has. */
    static byte[] jpeg(int number) {
        return Pictures.encode(Pictures.noise(SIZE.width(), SIZE.height(), number), "jpg");
    }

    Recorder.Parts parts() {
        return new Recorder.Parts(recordings, governor, (_, _, _) -> false, () -> room, time);
    }

    Recorder recorder(RecordingOptions options) {
        return started(new Recorder(CAMERA, options, parts()));
    }

    Recorder started(Recorder recorder) {
        recorders.add(recorder);
        recorder.start();
        return recorder;
    }

    /** A frame that has just come; the caller releases it. */
    Frame frame(byte[] jpeg) {
        FrameDraft draft = memory.draft();
        draft.append(ByteBuffer.wrap(jpeg));
        return Objects.requireNonNull(draft.finish(SIZE), "there was no memory for a frame");
    }

    /** Has a frame recorded; it is done with when this returns. */
    void feed(Recorder recorder, byte[] jpeg) {
        Frame frame = frame(jpeg);
        recorder.accept(frame);
        frame.release();
        until(() -> released(frame));
    }

    private static boolean released(Frame frame) {
        try {
            frame.retain();
        } catch (IllegalStateException over) {
            return true;
        }
        frame.release();
        return false;
    }

    /** Feeds numbered pictures at a steady pace, the first at once. */
    void film(Recorder recorder, int from, int to, Duration pace) {
        for (int number = from; number <= to; number++) {
            feed(recorder, jpeg(number));
            time.move(pace);
        }
    }

    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + 5_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still waiting").isLessThan(end);
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** Sessions from the oldest to the newest. */
    List<SessionId> sessions() {
        return recordings.page(CAMERA, null, 100).sessions().stream()
                .map(SessionFacts::id)
                .toList()
                .reversed();
    }

    List<byte[]> frames(SessionId id) {
        try (SessionReader reader = recordings.open(CAMERA, id)) {
            List<byte[]> frames = new ArrayList<>();
            for (int number = 1; number <= reader.frames(); number++) {
                IndexRecord record = Objects.requireNonNull(reader.record(number), "frame " + number + " is damaged");
                ByteBuffer buffer = ByteBuffer.allocate(record.length());
                assertThat(reader.intact(record, buffer)).as("frame %d", number).isTrue();
                frames.add(buffer.array());
            }
            return frames;
        }
    }

    /** All frames of all sessions. */
    List<byte[]> frames() {
        return sessions().stream().flatMap(id -> frames(id).stream()).toList();
    }

    static void assertSame(List<byte[]> frames, int from, int to) {
        assertThat(frames).hasSize(to - from + 1);
        for (int number = from; number <= to; number++) {
            assertThat(frames.get(number - from)).as("frame %d", number).isEqualTo(jpeg(number));
        }
    }

    @Override
    public void close() {
        recorders.forEach(Recorder::close);
        memory.close();
        assertThat(governor.ledger().holders()).isEmpty();
        governor.close();
    }
}
