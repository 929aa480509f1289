package dev.sluice.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.failure.SluiceException;
import dev.sluice.image.rows.jpeg.ProgressiveJpeg;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A progressive JPEG and what our reader makes of it are one picture to libvips. */
class ProgressiveJpegPixelsTest {

    private static final int SUBSAMPLED = 1;
    private static final int FULL_COLOUR = 2;

    @TempDir
    private Path folder;

    private EngineFixture fixture;

    @BeforeEach
    void open() {
        fixture = new EngineFixture(folder);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource({
        "160, 96, 3, 1, 80, 0, false",
        "160, 96, 3, 2, 80, 0, false",
        "133, 97, 3, 1, 95, 0, false",
        "131, 101, 3, 2, 30, 0, false",
        "77, 51, 1, 1, 80, 0, false",
        "133, 97, 3, 1, 80, 3, false",
        "133, 97, 3, 2, 80, 1, false",
        "133, 97, 3, 1, 75, 0, true",
        "133, 97, 3, 2, 75, 5, true",
        "133, 97, 3, 1, 100, 0, false",
        "1, 1, 3, 1, 80, 0, false",
        "7, 33, 3, 1, 80, 0, true",
        "17, 8, 1, 1, 50, 2, true"
    })
    void givesTheSamePixels(
            int width, int height, int channels, int subsampling, int quality, int restarts, boolean manyScans)
            throws IOException {
        Path progressive = progressive(width, height, channels, subsampling, quality, restarts, manyScans);
        Path baseline = folder.resolve("baseline.jpg");
        try (ProgressiveJpeg picture = ProgressiveJpeg.open(progressive, false, _ -> {});
                FileChannel target = FileChannel.open(baseline, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            picture.toBaseline(target, () -> {});
        }
        assertThat(fixture.decode(baseline, "jpegload").values())
                .isEqualTo(fixture.decode(progressive, "jpegload").values());
    }

    @Test
    void damageEndsInAnAnswerOfOurOwnAndSoon() throws IOException {
        byte[] whole = Files.readAllBytes(progressive(90, 70, 3, SUBSAMPLED, 80, 2, true));
        byte[] other = Files.readAllBytes(progressive(90, 70, 3, FULL_COLOUR, 60, 0, false));
        Path file = folder.resolve("damaged.jpg");
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int refused = 0;
        for (int attempt = 0; attempt < 2_000; attempt++) {
            byte[] damaged = (random.nextBoolean() ? whole : other).clone();
            for (int change = random.nextInt(6); change >= 0; change--) {
                damaged[random.nextInt(random.nextBoolean() ? 600 : damaged.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, damaged);
            long begun = System.nanoTime();
            try (ProgressiveJpeg picture = ProgressiveJpeg.open(file, random.nextBoolean(), _ -> {})) {
                picture.toBaseline(Channels.newChannel(OutputStream.nullOutputStream()), () -> soon(begun, seed));
            } catch (SluiceException answer) {
                refused++;
            }
        }
        assertThat(refused).as("seed " + seed).isBetween(200, 1_999);
    }

    private static void soon(long begun, long seed) {
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .as("seed " + seed)
                .isLessThan(Duration.ofSeconds(10));
    }

    private Path progressive(
            int width, int height, int channels, int subsampling, int quality, int restarts, boolean manyScans) {
        Random random = new Random(width);
        Raw noise = Raw.paint(
                width,
                height,
                channels,
                (x, y, channel) -> (x * (channel + 2) + y * 3 + random.nextInt(40) + (x / 20 % 2) * 60) & 0xff);
        Path png = noise.writePng(fixture.file("source" + width + channels + ".png"), 8);
        return fixture.convert(
                png,
                "jpegsave",
                saver -> saver.set("interlace", 1)
                        .set("Q", quality)
                        .set("subsample_mode", subsampling)
                        .set("restart_interval", restarts)
                        .set("optimize_scans", manyScans ? 1 : 0));
    }
}
