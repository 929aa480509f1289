package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.governor.Capacity;
import dev.sluice.image.Cost;
import dev.sluice.image.Kept;
import dev.sluice.image.Output;
import dev.sluice.image.Plan;
import dev.sluice.image.Probe;
import dev.sluice.image.Way;
import dev.sluice.image.header.HeaderProbe;
import dev.sluice.support.Pictures;
import dev.sluice.units.DataSize;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureCommandsTest {

    @TempDir
    Path folder = Path.of("");

    @BeforeEach
    void writePictures() throws IOException {
        BufferedImage picture = new BufferedImage(320, 200, BufferedImage.TYPE_INT_RGB);
        ImageIO.write(picture, "png", folder.resolve("a.png").toFile());
        ImageIO.write(picture, "jpg", folder.resolve("b.jpg").toFile());
        Files.writeString(folder.resolve("c.txt"), "no picture");
    }

    @Test
    void inspectSaysWhatPicturesAreAndWhatTheyCost() {
        Run run = new Run(folder).with("inspect", "a.png", "b.jpg", "--w", "100", "--format", "webp");

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("a.png\n  png 320x200, not interlaced; 3 channels of 8 bits; file of ")
                .contains("b.jpg\n  jpeg 320x200, baseline, ")
                .containsPattern("memory, .* heap, .* s: fits\n +decoded at 1/2, .*webp 100x62");
    }

    @Test
    void inspectWritesALineOfJsonForEachFile() {
        Run run = new Run(folder).with("inspect", "--json", "b.jpg", "a.png");

        assertThat(run.out().lines()).hasSize(2).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        assertThat(run.out())
                .contains("{\"file\":\"b.jpg\",\"type\":\"image/jpeg\",\"width\":320,\"height\":200,")
                .containsPattern(
                        "\"memory\":[0-9]+,\"heap\":[0-9]+,\"disk\":0,\"milliseconds\":[0-9]+,\"budget\":[0-9]+,\"verdict\":\"fits\"");
    }

    @Test
    void inspectGoesOnAfterAFileThatIsNoPicture() {
        Run run = new Run(folder).with("inspect", "c.txt", "missing.png", "a.png");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("sluice: c.txt: ", "sluice: missing.png: there is no such file");
        assertThat(run.out()).contains("a.png");
    }

    @Test
    void transformWritesTheFormatThatTheNameOfTheTargetSays() throws IOException {
        Run run = new Run(folder).with("transform", "b.jpg", "out.webp", "--w", "64", "--h", "64", "--fit", "cover");

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        Probe made = new HeaderProbe().read(folder.resolve("out.webp"));
        assertThat(made.type()).isEqualTo(MediaType.WEBP);
        assertThat(made.size()).isEqualTo(new PixelSize(64, 64));
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(4);
        }
    }

    /** libjpeg smooths over bits that no scan brings, which our reader leaves to it. */
    @Test
    void transformLeavesToLibvipsWhatIsNotReadRowByRow() throws IOException {
        byte[] picture = progressive(2000, 1500);
        int last = picture.length - 2;
        while (picture[last] != (byte) 0xff || picture[last + 1] != (byte) 0xda) {
            last--;
        }
        byte[] unfinished = Arrays.copyOf(picture, last + 2);
        unfinished[last + 1] = (byte) 0xd9;
        Files.write(folder.resolve("b.jpg"), unfinished);

        Run run = new Run(folder).with("transform", "b.jpg", "out.png", "--w", "100");

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(new HeaderProbe().read(folder.resolve("out.png")).size()).isEqualTo(new PixelSize(100, 75));
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(4);
        }
    }

    private static byte[] progressive(int width, int height) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam options = writer.getDefaultWriteParam();
        options.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(Pictures.scene(width, height), null, null), options);
        }
        writer.dispose();
        return bytes.toByteArray();
    }

    @Test
    void inspectShowsTheDiskThatAWayTakes() throws IOException {
        Path large = folder.resolve("large.png");
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ImageWriteParam options = writer.getDefaultWriteParam();
        options.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        try (var out = ImageIO.createImageOutputStream(large.toFile())) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(Pictures.scene(2000, 1500), null, null), options);
        }
        writer.dispose();

        assertThat(new Run(folder)
                        .with("inspect", "large.png", "--format", "jpeg")
                        .out())
                .containsPattern(
                        "MiB heap, 8.6 MiB disk, .* s: fits\n +read row by row at 1/1, kept on disk, .*jpeg 2000x1500");
        assertThat(new Run(folder)
                        .with("inspect", "--json", "large.png", "--format", "jpeg")
                        .out())
                .contains("\"disk\":9000000,", "\"disk\":0,");
    }

    @Test
    void transformPrefersTheFormatThatIsAskedFor() {
        new Run(folder).with("transform", "a.png", "out.bin", "--format", "rgb565", "--w", "16", "--h", "10");

        assertThat(folder.resolve("out.bin")).hasSize(16 * 10 * 2);
    }

    @Test
    void transformLowersTheQualityForASize() throws IOException {
        Path noise = Files.write(folder.resolve("noise.png"), Pictures.encode(Pictures.noise(200, 150, 7), "png"));
        new Run(folder).with("transform", noise.toString(), "large.jpg");
        long whole = Files.size(folder.resolve("large.jpg"));

        Run run = new Run(folder)
                .with("transform", noise.toString(), "small.jpg", "--max_bytes", String.valueOf(whole / 2));

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Files.size(folder.resolve("small.jpg"))).isBetween(whole / 20, whole / 2);
        assertThat(new Run(folder)
                        .with("transform", "a.png", "soft.png", "--blur", "2", "--sharpen", "1")
                        .code())
                .isZero();
        assertThat(new Run(folder)
                        .with("transform", "a.png", "x.png", "--blur", "0")
                        .code())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "c.txt, out.png, 1, this is no picture of a kind known here",
        "missing.png, out.png, 1, there is no such file",
        "a.png, no/where/out.png, 1, the result cannot be written",
    })
    void transformSaysWhyItCannotAndLeavesNothing(String source, String target, int code, String message)
            throws IOException {
        Run run = new Run(folder).with("transform", source, target);

        assertThat(run.code()).isEqualTo(code);
        assertThat(run.err()).startsWith("sluice: " + message);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void aParameterOutOfRangeIsWrongUsage() {
        Run run = new Run(folder).with("transform", "a.png", "out.png", "--w", "0");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("w is 1 to 65535, not 0");
    }

    @Test
    void withoutLibvipsPicturesCannotBeMade() {
        Run run = new Run(folder).with("transform", "a.png", "out.png", "--set", "image.libvips=/nowhere/libvips.so");

        assertThat(run.code()).isEqualTo(5);
        assertThat(run.err()).contains("SLUICE_LIBVIPS");
    }

    @ParameterizedTest
    @CsvSource({
        "10, 1, fits",
        "50, 1, fits",
        "51, 1, waits until other work leaves room",
        "100, 1, waits until other work leaves room",
        "101, 1, refused: needs 101.0 MiB of 100.0 MiB",
        "10, 9, refused: needs 9.0 MiB of heap of 8.0 MiB"
    })
    void theVerdictIsWhatTheGateWouldSay(long memory, long heap, String verdict) {
        Plan plan = new Plan(new Way.Engine(1, 0), List.of(), new PixelSize(1, 1), new Output.Gif(), Kept.NOTHING);
        Cost cost = new Cost(DataSize.ofMebibytes(memory), DataSize.ofMebibytes(heap), DataSize.ZERO, Duration.ZERO);
        Capacity capacity = new Capacity(DataSize.ofMebibytes(100), DataSize.ofMebibytes(8), 2);

        assertThat(new Inspection.Estimate(plan, cost, capacity).verdict()).isEqualTo(verdict);
    }

    @Test
    void doctorLooksAtEverythingAndFailsWithoutLibvips() {
        Run run = new Run(folder).with("doctor", "--port", "0");
        assertThat(run.out())
                .contains("java", "libvips", "budget", "work on pictures", "memory controller", "page size")
                .contains("data", "spool", "disk", "port");
        assertThat(run.code()).isZero();

        Run without = new Run(folder).with("doctor", "--port", "0", "--set", "image.libvips=/nowhere/libvips.so");
        assertThat(without.code()).isEqualTo(1);
        assertThat(without.out()).contains("fail  libvips");
    }

    @Test
    void aMemoryLimitOnTheCommandLineReplacesTheOneOfTheFile() throws IOException {
        Files.writeString(folder.resolve("sluice.yaml"), "memory: 2GiB\n");

        assertThat(new Run(folder).with("doctor", "--port", "0").out())
                .contains("2.0 GiB by sluice.yaml line 1; 8.0 GiB by 50 % of the machine's memory");
        assertThat(new Run(folder)
                        .with("doctor", "--port", "0", "--memory", "3GiB")
                        .out())
                .contains("3.0 GiB by --memory")
                .doesNotContain("sluice.yaml");
    }

    @Test
    void aBudgetThatIsTooSmallIsShownByDoctorAndRefusedByTheOthers() {
        Run doctor = new Run(folder).with("doctor", "--port", "0", "--memory", "64MiB");
        assertThat(doctor.code()).isEqualTo(1);
        assertThat(doctor.out()).contains("fail  budget", "Java heap", "at least 16.0 MiB must be left for work");

        Run inspect = new Run(folder).with("inspect", "a.png", "--memory", "64MiB");
        assertThat(inspect.code()).isEqualTo(3);
        assertThat(inspect.err()).contains("the budget of 64.0 MiB (--memory) is too small");
    }
}
