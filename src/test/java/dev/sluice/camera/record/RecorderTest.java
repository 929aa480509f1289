package dev.sluice.camera.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.camera.frame.Frame;
import dev.sluice.camera.record.RecorderStatus.State;
import dev.sluice.failure.BadInput;
import dev.sluice.governor.Demand;
import dev.sluice.governor.Lease;
import dev.sluice.governor.Purpose;
import dev.sluice.support.SmallDisk;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecorderTest {

    private static final Duration FRAME = Duration.ofMillis(100);

    @TempDir
    private Path folder;

    private Studio studio;

    @BeforeEach
    void open() {
        studio = new Studio(folder.resolve("cameras"));
    }

    @AfterEach
    void close() {
        studio.close();
    }

    private static RecordingOptions options(
            RecordingMode mode, Duration length, DataSize bytes, double rate, @Nullable Integer quality) {
        RecordingOptions plain = RecordingOptions.DEFAULTS;
        return new RecordingOptions(
                mode, length, bytes, rate, quality, plain.before(), plain.after(), plain.ringBytes(), plain.ringRate());
    }

    private static RecordingOptions lasting(Duration length) {
        return options(RecordingMode.ALWAYS, length, DataSize.ofMebibytes(256), 0, null);
    }

    @Test
    void framesAreKeptAsTheyCameInAFilmThatPlayersKnow() throws Exception {
        Recorder recorder = studio.recorder(Studio.ALWAYS);
        studio.film(recorder, 1, 30, FRAME);
        assertThat(recorder.status().state()).isEqualTo(State.RECORDING);
        assertThat(recorder.status().session()).isEqualTo("2026-11-22T10-15-30.123");
        recorder.close();
        assertThat(recorder.status().state()).isEqualTo(State.CLOSED);
        Studio.assertSame(studio.frames(), 1, 30);
        Path session = folder.resolve("cameras/porch/2026-11-22/10-15-30.123");
        assertThat(SmallDisk.filesIn(session)).containsExactly("frames.mjpeg", "index");
        assertThat(Files.size(session.resolve("frames.mjpeg")))
                .isEqualTo(recorder.status().bytes());
        Process probe = new ProcessBuilder(
                        "ffprobe",
                        "-v",
                        "error",
                        "-count_frames",
                        "-show_entries",
                        "stream=nb_read_frames",
                        "-of",
                        "csv=p=0",
                        "-f",
                        "mjpeg",
                        session.resolve("frames.mjpeg").toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("30");
    }

    @Test
    void factsSayWhenAndHowMuch() {
        Recorder recorder = studio.recorder(Studio.ALWAYS);
        studio.film(recorder, 1, 21, FRAME);
        SessionFacts during =
                studio.recordings.page("porch", null, 10).sessions().getFirst();
        assertThat(during.complete()).isFalse();
        assertThat(during.frames()).isEqualTo(21);
        recorder.close();
        SessionFacts facts =
                studio.recordings.page("porch", null, 10).sessions().getFirst();
        assertThat(facts.complete()).isTrue();
        assertThat(facts.length()).isEqualTo(Duration.ofSeconds(2));
        assertThat(facts.begin()).isEqualTo(Instant.parse("2026-11-22T10:15:30.123Z"));
        assertThat(facts.end()).isEqualTo(Instant.parse("2026-11-22T10:15:32.123Z"));
        assertThat(facts.size()).isEqualTo(Studio.SIZE);
        assertThat(facts.bytes().bytes()).isEqualTo(recorder.status().bytes());
        assertThat(studio.recordings.total().bytes()).isEqualTo(facts.bytes().bytes() + 21 * IndexRecord.BYTES);
    }

    @Test
    void theNextSessionBeginsWithoutLosingAFrame() {
        Recorder recorder = studio.recorder(lasting(Duration.ofSeconds(1)));
        studio.film(recorder, 1, 35, FRAME);
        recorder.close();
        assertThat(studio.sessions()).hasSize(4);
        assertThat(studio.frames(studio.sessions().getFirst())).hasSize(10);
        Studio.assertSame(studio.frames(), 1, 35);
        assertThat(recorder.status().dropped()).isZero();
    }

    @Test
    void aSessionIsNoLargerThanItMayBe() {
        DataSize most = DataSize.ofMebibytes(1);
        Recorder recorder = studio.recorder(options(RecordingMode.ALWAYS, Duration.ofMinutes(10), most, 0, null));
        byte[] large = new byte[300_000];
        for (int i = 0; i < 8; i++) {
            studio.feed(recorder, large);
            studio.time.move(FRAME);
        }
        recorder.close();
        List<SessionFacts> sessions = studio.recordings.page("porch", null, 10).sessions();
        assertThat(sessions).extracting(SessionFacts::frames).containsExactly(2, 3, 3);
        assertThat(sessions).allMatch(facts -> facts.bytes().fits(most));
    }

    @Test
    void aClockThatIsSetBackOrForwardDoesNoHarm() {
        Recorder recorder = studio.recorder(lasting(Duration.ofSeconds(1)));
        studio.film(recorder, 1, 5, FRAME);
        studio.time.set(Instant.parse("2031-01-01T00:00:00Z"));
        studio.film(recorder, 6, 15, FRAME);
        studio.time.set(Instant.parse("2026-11-22T10:15:30.123Z"));
        studio.film(recorder, 16, 25, FRAME);
        studio.time.set(Instant.parse("1970-01-01T00:00:01Z"));
        studio.film(recorder, 26, 40, FRAME);
        recorder.close();
        assertThat(studio.frames()).hasSize(40);
        assertThat(studio.recordings.page("porch", null, 10).sessions())
                .extracting(SessionFacts::length)
                .containsOnly(Duration.ofMillis(900));
        assertThat(studio.sessions()).extracting(SessionId::toString).anyMatch(id -> id.startsWith("1970"));
    }

    @Test
    void sessionsOfTheSameMomentHaveNamesOfTheirOwn() {
        for (int i = 1; i <= 3; i++) {
            try (Recorder recorder = studio.recorder(Studio.ALWAYS)) {
                studio.feed(recorder, Studio.jpeg(i));
            }
        }
        assertThat(studio.sessions())
                .extracting(SessionId::toString)
                .containsExactly("2026-11-22T10-15-30.123", "2026-11-22T10-15-30.123-02", "2026-11-22T10-15-30.123-03");
        Studio.assertSame(studio.frames(), 1, 3);
    }

    @Test
    void aSessionThatGetsNoFrameIsClosedAndForgottenAfterTwiceItsLength() {
        Recorder recorder = studio.recorder(lasting(Duration.ofSeconds(10)));
        studio.film(recorder, 1, 3, FRAME);
        studio.time.move(Duration.ofSeconds(19));
        studio.film(recorder, 4, 4, FRAME);
        assertThat(studio.sessions()).hasSize(2);
        studio.time.move(Duration.ofMillis(19_800));
        assertThat(recorder.status().state()).isEqualTo(State.RECORDING);
        studio.time.move(Duration.ofMillis(300));
        Studio.until(() -> recorder.status().state() == State.WAITING);
        Studio.until(() -> studio.governor.ledger().holders().size() <= 1);
        assertThat(studio.recordings
                        .page("porch", null, 1)
                        .sessions()
                        .getFirst()
                        .complete())
                .isTrue();
        studio.film(recorder, 5, 5, FRAME);
        assertThat(studio.sessions()).hasSize(3);
    }

    @Test
    void framesAreThinnedToTheRate() {
        Recorder recorder = studio.recorder(
                options(RecordingMode.ALWAYS, Duration.ofMinutes(10), DataSize.ofMebibytes(256), 2, null));
        studio.film(recorder, 1, 51, FRAME);
        recorder.close();
        assertThat(studio.frames().size()).isBetween(10, 12);
    }

    @Test
    void aSlowDiskCostsFramesAndNeverTime() {
        Recorder recorder = new Recorder("porch", Studio.ALWAYS, studio.parts());
        for (int i = 1; i <= 9; i++) {
            Frame frame = studio.frame(Studio.jpeg(i));
            recorder.accept(frame);
            frame.release();
        }
        assertThat(recorder.status().dropped()).isEqualTo(7);
        assertThat(studio.memory.full()).isFalse();
        studio.started(recorder);
        Studio.until(() -> recorder.status().frames() == 2);
        recorder.close();
        Studio.assertSame(studio.frames(), 8, 9);
    }

    @Test
    void aRecorderThatIsOffHoldsAndWritesNothing() {
        Recorder recorder = studio.recorder(RecordingOptions.DEFAULTS);
        Frame frame = studio.frame(Studio.jpeg(1));
        recorder.accept(frame);
        frame.release();
        assertThatThrownBy(frame::retain).isInstanceOf(IllegalStateException.class);
        assertThat(recorder.status().state()).isEqualTo(State.OFF);
        assertThat(folder.resolve("cameras")).doesNotExist();
    }

    @Test
    void itCanBeClosedAtAnyTimeAndTwice() {
        Recorder early = new Recorder("porch", Studio.ALWAYS, studio.parts());
        Frame frame = studio.frame(Studio.jpeg(1));
        early.accept(frame);
        early.close();
        early.close();
        early.start();
        early.accept(frame);
        frame.release();
        assertThat(early.status().state()).isEqualTo(State.CLOSED);
        Recorder idle = studio.recorder(Studio.MOTION);
        long begun = System.nanoTime();
        idle.close();
        idle.close();
        idle.motion(studio.time.nanos());
        assertThat(System.nanoTime() - begun).isLessThan(1_000_000_000L);
    }

    @Test
    void aMotionIsRecordedWithWhatCameBeforeAndAfter() {
        Recorder recorder = studio.recorder(Studio.MOTION);
        Duration quarter = Duration.ofMillis(250);
        studio.film(recorder, 1, 40, quarter);
        assertThat(recorder.status().state()).isEqualTo(State.WAITING);
        assertThat(recorder.status().past()).isBetween(20, 21);
        recorder.motion(studio.time.nanos());
        studio.film(recorder, 41, 100, quarter);
        recorder.close();
        assertThat(studio.sessions()).hasSize(1);
        // 5 s before the motion, which was seen when frame 41 came, and 10 s after it, both ends with it.
        Studio.assertSame(studio.frames(), 21, 81);
        assertThat(studio.sessions().getFirst().begin()).isEqualTo(Instant.parse("2026-11-22T10:15:35.123Z"));
    }

    @Test
    void motionsThatFollowEachOtherAreOneSessionAndLaterOnesAnother() {
        Recorder recorder = studio.recorder(Studio.MOTION);
        Duration half = Duration.ofMillis(500);
        recorder.motion(studio.time.nanos());
        studio.film(recorder, 1, 16, half);
        recorder.motion(studio.time.nanos());
        studio.film(recorder, 17, 80, half);
        recorder.motion(studio.time.nanos());
        studio.film(recorder, 81, 110, half);
        recorder.close();
        assertThat(studio.sessions()).hasSize(2);
        Studio.assertSame(studio.frames(studio.sessions().getFirst()), 1, 37);
        Studio.assertSame(studio.frames(studio.sessions().getLast()), 71, 101);
    }

    @Test
    void aMotionSessionEndsThoughNoFrameComes() {
        Recorder recorder = studio.recorder(Studio.MOTION);
        recorder.motion(studio.time.nanos());
        studio.film(recorder, 1, 3, FRAME);
        assertThat(recorder.status().state()).isEqualTo(State.RECORDING);
        studio.time.move(Duration.ofSeconds(11));
        Studio.until(() -> recorder.status().state() == State.WAITING);
    }

    @Test
    void withoutRoomForThePastAMotionIsRecordedAllTheSameAndTheStatusSaysSo() {
        try (Lease other = studio.governor.admit(
                Demand.memory(Purpose.RENDER, "picture", DataSize.ofMebibytes(61)),
                Deadline.after(Duration.ofSeconds(1), Ticker.SYSTEM))) {
            Recorder recorder = studio.recorder(Studio.MOTION);
            studio.film(recorder, 1, 5, FRAME);
            assertThat(recorder.status().reason()).contains("ringBytes");
            recorder.motion(studio.time.nanos());
            studio.film(recorder, 6, 9, FRAME);
            assertThat(recorder.status().state()).isEqualTo(State.RECORDING);
            recorder.close();
            assertThat(other.held().memory()).isEqualTo(DataSize.ofMebibytes(61));
        }
        Studio.assertSame(studio.frames(), 6, 9);
    }

    @Test
    void withoutRoomInTheBudgetItWaitsAndGoesOnByItself() {
        Recorder recorder = studio.recorder(Studio.ALWAYS);
        try (Lease other = studio.governor.admit(
                Demand.memory(Purpose.RENDER, "picture", DataSize.ofMebibytes(63)),
                Deadline.after(Duration.ofSeconds(1), Ticker.SYSTEM))) {
            studio.film(recorder, 1, 3, FRAME);
            assertThat(recorder.status().state()).isEqualTo(State.NO_MEMORY);
            assertThat(recorder.status().reason()).contains("memory budget");
            assertThat(other.held().memory()).isEqualTo(DataSize.ofMebibytes(63));
        }
        studio.time.move(Duration.ofSeconds(5));
        studio.film(recorder, 4, 6, FRAME);
        assertThat(recorder.status().state()).isEqualTo(State.RECORDING);
        recorder.close();
        Studio.assertSame(studio.frames(), 4, 6);
    }

    @Test
    void belowTheFloorOfTheDiskItStopsAndGoesOnWhenThereIsClearlyRoom() {
        Recorder recorder = studio.recorder(Studio.ALWAYS);
        studio.film(recorder, 1, 3, FRAME);
        studio.room = DataSize.ZERO;
        studio.film(recorder, 4, 6, FRAME);
        assertThat(recorder.status().state()).isEqualTo(State.DISK_FULL);
        assertThat(recorder.status().reason()).contains("camera.record.disk-floor");
        assertThat(studio.recordings
                        .page("porch", null, 1)
                        .sessions()
                        .getFirst()
                        .complete())
                .isTrue();
        studio.time.move(Duration.ofMinutes(1));
        studio.room = DataSize.ofMebibytes(63);
        studio.film(recorder, 7, 9, FRAME);
        assertThat(recorder.status().state()).isEqualTo(State.DISK_FULL);
        studio.room = DataSize.ofMebibytes(64);
        studio.film(recorder, 10, 12, FRAME);
        assertThat(recorder.status().state()).isEqualTo(State.RECORDING);
        recorder.close();
        assertThat(studio.frames()).hasSize(6);
        Studio.assertSame(studio.frames(studio.sessions().getLast()), 10, 12);
    }

    @Test
    void whatIsWrittenAnewIsWhatTheReencodingMade() {
        RecordingOptions small =
                options(RecordingMode.ALWAYS, Duration.ofMinutes(10), DataSize.ofMebibytes(256), 0, 70);
        Recorder.Parts plain = studio.parts();
        Recorder recorder = studio.started(new Recorder(
                "porch",
                small,
                new Recorder.Parts(
                        plain.recordings(),
                        plain.governor(),
                        (frame, quality, result) -> {
                            boolean done = frame.number() % 2 == 0;
                            if (done) {
                                result.accept(ByteBuffer.wrap(new byte[] {1, 2, (byte) quality}));
                            }
                            return done;
                        },
                        plain.room(),
                        plain.ticker())));
        studio.film(recorder, 1, 4, FRAME);
        recorder.close();
        List<byte[]> frames = studio.frames();
        assertThat(frames.get(0)).isEqualTo(Studio.jpeg(1));
        assertThat(frames.get(1)).containsExactly(1, 2, 70);
        assertThat(recorder.status().asTheyCame()).isEqualTo(2);
    }

    @Test
    void aNameThatCouldLeaveTheFolderIsRefused() {
        for (String name : new String[] {"..", "a/b", "", "a.b", "x".repeat(65), "a b"}) {
            assertThatThrownBy(() -> new Recorder(name, Studio.ALWAYS, studio.parts()))
                    .as(name.toLowerCase(Locale.ROOT))
                    .isInstanceOf(BadInput.class);
        }
    }
}
