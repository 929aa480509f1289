package dev.sluice.camera.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.camera.frame.Frame;
import dev.sluice.camera.frame.FrameRenditions;
import dev.sluice.governor.Demand;
import dev.sluice.governor.Lease;
import dev.sluice.governor.MemoryFiles;
import dev.sluice.governor.Predictions;
import dev.sluice.governor.ProcessMemory;
import dev.sluice.governor.Purpose;
import dev.sluice.governor.SystemFiles;
import dev.sluice.image.EngineConfig;
import dev.sluice.image.ImageEngine;
import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.image.vips.VipsLocator;
import dev.sluice.rendition.Renditions;
import dev.sluice.store.DataFolder;
import dev.sluice.store.Quarantine;
import dev.sluice.store.Spool;
import dev.sluice.support.Pictures;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frames written anew by the real engine. */
class ReencoderTest {

    private static final Duration FRAME = Duration.ofMillis(100);

    @TempDir
    private Path folder;

    private Studio studio;
    private DataFolder data;
    private MemoryFiles memory;
    private Quarantine quarantine;
    private ProcessMemory process;
    private ImageEngine engine;
    private Spool spool;
    private Reencoder reencoder;

    @BeforeEach
    void open() {
        studio = new Studio(folder.resolve("cameras"));
        data = DataFolder.open(folder.resolve("data"));
        memory = new MemoryFiles(DataSize.ofMebibytes(4));
        quarantine = Quarantine.open(data, InstantSource.system());
        process = new ProcessMemory(SystemFiles.ofMachine());
        engine = new ImageEngine(
                new VipsLibrary(new VipsLocator("", Path.of(System.getProperty("user.dir"))), false),
                new EngineConfig("", false, EngineConfig.Truncated.REFUSE, 1_000),
                2);
        spool = new Spool(data, DataSize.ZERO, Duration.ofMinutes(5), memory);
        Renditions renditions = new Renditions(
                studio.governor,
                engine,
                quarantine,
                spool,
                new Predictions(process, work -> Thread.ofVirtual().start(work)),
                () -> false,
                () -> false);
        reencoder = new Reencoder(new FrameRenditions(renditions, spool), studio.governor, Ticker.SYSTEM);
    }

    @AfterEach
    void close() {
        studio.close();
        engine.close();
        process.close();
        quarantine.close();
        memory.close();
        data.close();
    }

    private List<byte[]> recorded(int quality, List<byte[]> pictures) {
        RecordingOptions plain = Studio.ALWAYS;
        RecordingOptions options = new RecordingOptions(
                plain.mode(),
                plain.maxDuration(),
                plain.maxBytes(),
                plain.rate(),
                quality,
                plain.before(),
                plain.after(),
                plain.ringBytes(),
                plain.ringRate());
        Recorder.Parts parts = new Recorder.Parts(
                studio.recordings, studio.governor, reencoder::reencode, () -> studio.room, studio.time);
        try (Recorder recorder = studio.started(new Recorder("porch", options, parts))) {
            for (byte[] picture : pictures) {
                studio.feed(recorder, picture);
                studio.time.move(FRAME);
            }
        }
        return studio.frames();
    }

    @Test
    void framesOfAnySizeBecomeSmallerAndStayTheSamePictures() {
        List<BufferedImage> scenes =
                List.of(Pictures.noise(640, 480, 1), Pictures.noise(1_920, 1_080, 2), Pictures.scene(320, 240));
        List<byte[]> pictures = new ArrayList<>();
        scenes.forEach(scene -> pictures.add(Pictures.encode(scene, "jpg")));
        warmUp(pictures.get(1));
        List<byte[]> frames = recorded(40, pictures);
        assertThat(frames).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(frames.get(i)).hasSizeLessThan(pictures.get(i).length);
            assertThat(Pictures.distance(Pictures.decode(frames.get(i)), scenes.get(i)))
                    .isLessThan(4);
        }
        assertThat(spool.owned()).isZero();
    }

    /** What is compiled and loaded with the first pictures may take longer than a frame is worth. */
    private void warmUp(byte[] picture) {
        Frame frame = studio.frame(picture);
        Studio.until(() -> reencoder.reencode(frame, 40, _ -> {}));
        frame.release();
    }

    @Test
    void whatIsNoPictureOrDoesNotFitIsKeptAsItCame() {
        byte[] torn = new byte[] {(byte) 0xff, (byte) 0xd8, 1, 2, 3};
        assertThat(recorded(70, List.of(torn))).containsExactly(torn);
        byte[] picture = Pictures.encode(Pictures.noise(1_280, 720, 3), "jpg");
        Frame frame = studio.frame(picture);
        try (Lease other = studio.governor.admit(
                Demand.memory(
                        Purpose.RENDER, "picture", DataSize.ofBytes((64L << 20) - (1 << 20) - frame.length() * 2L)),
                Deadline.after(Duration.ofSeconds(1), Ticker.SYSTEM))) {
            long begun = System.nanoTime();
            assertThat(reencoder.reencode(frame, 70, _ -> {
                        throw new AssertionError("there was no room");
                    }))
                    .isFalse();
            assertThat(System.nanoTime() - begun).isLessThan(4_000_000_000L);
            assertThat(other.held().cores()).isEqualTo(1);
        }
        frame.release();
        assertThat(spool.owned()).isZero();
    }
}
