package dev.sluice.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.Gone;
import dev.sluice.failure.StoreFailure;
import dev.sluice.governor.Lease;
import dev.sluice.image.header.HeaderProbe;
import dev.sluice.image.vips.VipsImage;
import dev.sluice.image.vips.VipsTarget;
import dev.sluice.units.Deadline;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read row by row looks like what libvips decodes whole, and says the same of itself. */
class RowDecoderTest {

    private static final int WIDTH = 613;
    private static final int HEIGHT = 437;

    @TempDir
    private Path folder;

    private EngineFixture fixture;

    @BeforeEach
    void open() {
        fixture = new EngineFixture(folder);
    }

    @AfterEach
    void close() {
        fixture.assertNothingIsHeld();
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource({
        "3, 100, 80, INSIDE, CENTRE",
        "3, 61, 61, COVER, NORTH_WEST",
        "3, 90, 300, CONTAIN, CENTRE",
        "3, 200, 33, FILL, CENTRE",
        "3, 55, 80, COVER, SMART",
        "3, 613, 437, INSIDE, CENTRE",
        "3, 700, 700, INSIDE, CENTRE",
        "3, 1, 1, FILL, CENTRE",
        "4, 100, 80, INSIDE, CENTRE",
        "4, 57, 57, COVER, CENTRE"
    })
    void looksAsIfItHadBeenDecodedWhole(int channels, int width, int height, Fit fit, Gravity gravity)
            throws IOException {
        assertLooksAlike(webp(scene(channels)), EngineFixture.frame(width, height, fit, gravity, MediaType.PNG));
    }

    @ParameterizedTest
    @CsvSource({"3, 8, 100, 80", "4, 8, 100, 80", "3, 8, 613, 437", "3, 16, 100, 80", "4, 16, 57, 57"})
    void anInterlacedPngLooksAsIfItHadBeenDecodedWhole(int channels, int bits, int width, int height)
            throws IOException {
        Path plain = scene(channels).writePng(fixture.file("scene.png"), bits);
        assertLooksAlike(
                fixture.convert(
                        plain, "pngsave", save -> save.set("interlace", 1).set("compression", 1)),
                EngineFixture.frame(width, height, Fit.INSIDE, Gravity.CENTRE, MediaType.PNG));
    }

    private void assertLooksAlike(Path file, RenditionOptions options) throws IOException {
        Probe probe = new HeaderProbe().read(file);
        Plan byRows = byRows(probe, options).getFirst();
        Plan whole = new Plan(new Way.Engine(1, 0), byRows.operations(), byRows.size(), byRows.output(), Kept.NOTHING);

        int[] expected = visible(fixture.decode(fixture.render(file, probe, whole), "pngload"));
        int[] values = visible(fixture.decode(fixture.render(file, probe, byRows), "pngload"));

        assertThat(values).hasSameSizeAs(expected);
        long sum = 0;
        int most = 0;
        for (int i = 0; i < values.length; i++) {
            int difference = Math.abs(values[i] - expected[i]);
            sum += difference;
            most = Math.max(most, difference);
        }
        assertThat((double) sum / values.length).as("mean difference").isLessThanOrEqualTo(1);
        assertThat(most).as("largest difference").isLessThanOrEqualTo(8);
    }

    @Test
    void averagesDownToTwiceWhatIsWantedAndThenToLess() throws IOException {
        Probe probe = new HeaderProbe().read(webp(scene(3)));
        RenditionOptions options = EngineFixture.frame(60, 60, Fit.INSIDE, Gravity.CENTRE, MediaType.PNG);
        assertThat(byRows(probe, options)).extracting(Plan::way).containsExactly(new Way.Rows(3), new Way.Rows(6));
        assertThat(byRows(probe, options)).extracting(Plan::size).containsOnly(new PixelSize(60, 43));
    }

    @Test
    void honoursTheColourProfile() throws IOException {
        Path png = scene(3).writePng(fixture.file("scene.png"), 8);
        Path profiled = fixture.file("profiled.webp");
        try (VipsImage image = fixture.library
                        .operation("pngload")
                        .set("filename", png.toString())
                        .image();
                VipsImage wide = fixture.library
                        .operation("icc_transform")
                        .set("in", image)
                        .set("output_profile", "p3")
                        .set("input_profile", "srgb")
                        .image();
                VipsTarget target = fixture.library.fileTarget(profiled.toString())) {
            fixture.library
                    .operation("webpsave_target")
                    .set("in", wide)
                    .set("target", target)
                    .set("lossless", 1)
                    .set("keep", 8)
                    .run();
        }
        Probe probe = new HeaderProbe().read(profiled);
        Plan byRows = byRows(probe, EngineFixture.options(MediaType.PNG)).getFirst();
        Raw stored = fixture.decode(profiled, "webpload");
        Raw shown = fixture.decode(fixture.render(profiled, probe, byRows), "pngload");
        assertThat(stored.distance(scene(3))).as("the profile matters").isGreaterThan(2);
        assertThat(shown.distance(scene(3))).isLessThan(1.5);
    }

    @ParameterizedTest
    @CsvSource({"false,0", "true,1"})
    void keepsOfTheMetadataOnlyWhoMadeIt(boolean keep, int copies) throws IOException {
        Path png = scene(3).writePng(fixture.file("scene.png"), 8);
        Path tagged = ExifTags.add(fixture.convert(png, "jpegsave", save -> save), fixture.file("tagged.jpg"));
        Path file = fixture.file("tagged.webp");
        try (VipsImage image = fixture.library
                        .operation("jpegload")
                        .set("filename", tagged.toString())
                        .image();
                VipsTarget target = fixture.library.fileTarget(file.toString())) {
            fixture.library
                    .operation("webpsave_target")
                    .set("in", image)
                    .set("target", target)
                    .set("lossless", 1)
                    .run();
        }
        Probe probe = new HeaderProbe().read(file);
        RenditionOptions options = new RenditionOptions(
                100, null, Fit.INSIDE, Gravity.CENTRE, false, MediaType.JPEG, 80, Dither.NONE, Colour.WHITE, keep);
        String text =
                new String(fixture.render(file, probe, byRows(probe, options).getFirst()), StandardCharsets.ISO_8859_1);
        assertThat(text.split(ExifTags.COPYRIGHT, -1)).hasSize(1 + copies);
        assertThat(text).doesNotContain(ExifTags.MAKE);
    }

    @Test
    void takesNoMoreMemoryThanThePriceWasMadeFor() throws IOException {
        Path file = webp(scene(3));
        Probe honest = new HeaderProbe().read(file);
        Probe liar = EngineFixture.probe(MediaType.WEBP, 10, 10, false, 1);
        liar = new Probe(
                liar.type(),
                liar.size(),
                liar.channels(),
                liar.bitsPerChannel(),
                liar.alpha(),
                1,
                1,
                false,
                liar.metadata(),
                liar.fileSize(),
                honest.layout());
        Plan byRows = byRows(liar, EngineFixture.options(MediaType.PNG)).getFirst();
        Probe lying = liar;
        assertThatThrownBy(() -> fixture.render(file, lying, byRows))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("613x437 of 10x10 pixels");
    }

    @Test
    void refusesWhatEndsTooEarly() throws IOException {
        byte[] whole = Files.readAllBytes(webp(scene(3)));
        Path file = fixture.file("truncated.webp");
        Files.write(file, Arrays.copyOf(whole, whole.length * 2 / 3));
        Probe probe = new HeaderProbe().read(file);
        Plan byRows = byRows(probe, EngineFixture.frame(90, 90, Fit.INSIDE, Gravity.CENTRE, MediaType.PNG))
                .getFirst();
        assertThatThrownBy(() -> fixture.render(file, probe, byRows)).isInstanceOf(BadInput.class);
    }

    @ParameterizedTest
    @CsvSource({"1, 3, 8", "1, 4, 16", "3, 3, 16", "5, 4, 8"})
    void onDiskOrInMemoryThePixelsAreTheSame(int shrink, int channels, int bits) throws IOException {
        Path plain = scene(channels).writePng(fixture.file("scene.png"), bits);
        Path file = fixture.convert(
                plain, "pngsave", save -> save.set("interlace", 1).set("compression", 1));
        Probe probe = new HeaderProbe().read(file);
        Plan plan = byRows(probe, EngineFixture.frame(90, 90, Fit.INSIDE, Gravity.CENTRE, MediaType.PNG))
                .getFirst();

        byte[] made = fixture.render(file, probe, by(new Way.RowsOnDisk(shrink), plan));

        assertThat(made).isEqualTo(fixture.render(file, probe, by(new Way.Rows(shrink), plan)));
        assertThat(scratchFiles()).isEmpty();
    }

    @Test
    void aPictureThatIsDamagedLeavesNoFile() throws IOException {
        byte[] whole = Files.readAllBytes(webp(scene(3)));
        Path file = fixture.file("truncated.webp");
        Files.write(file, Arrays.copyOf(whole, whole.length * 2 / 3));
        Probe probe = new HeaderProbe().read(file);
        Plan plan = by(
                new Way.RowsOnDisk(1),
                byRows(probe, EngineFixture.options(MediaType.PNG)).getFirst());

        assertThatThrownBy(() -> fixture.render(file, probe, plan)).isInstanceOf(BadInput.class);
        assertThat(scratchFiles()).isEmpty();
    }

    @Test
    void aDiskThatFillsUpIsSaidToBeFullAndTheFileIsGone() throws IOException {
        Path file = webp(scene(3));
        Probe probe = new HeaderProbe().read(file);
        Plan plan = by(
                new Way.RowsOnDisk(1),
                byRows(probe, EngineFixture.options(MediaType.PNG)).getFirst());
        Provision tool = fixture.provision();
        Provision small =
                new Provision(tool.watch(), () -> filling(tool.scratch().create(), 100_000), tool.stages());

        try (Lease lease = fixture.lease()) {
            assertThatThrownBy(() -> fixture.engine.render(file, probe, plan, lease, small, EngineFixture.soon()))
                    .isInstanceOfSatisfying(
                            StoreFailure.class, full -> assertThat(full.kind()).isEqualTo(StoreFailure.Kind.FULL));
        }
        assertThat(scratchFiles()).isEmpty();
    }

    /** A file on a disk that has room for so many bytes. */
    private static ScratchFile filling(ScratchFile file, int room) {
        AtomicLong left = new AtomicLong(room);
        WritableByteChannel full = new WritableByteChannel() {
            @Override
            public int write(ByteBuffer bytes) throws IOException {
                if (left.addAndGet(-bytes.remaining()) < 0) {
                    throw new IOException("No space left on device");
                }
                return file.content().write(bytes);
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
        return new ScratchFile(file.path(), full, file.removal());
    }

    @Test
    void aCallerThatGivesUpLosesNoFileUnderTheHandsOfTheRunAndTheRunRemovesIt() throws Exception {
        Path file = webp(scene(3));
        Probe probe = new HeaderProbe().read(file);
        Plan plan = by(
                new Way.RowsOnDisk(1),
                byRows(probe, EngineFixture.options(MediaType.PNG)).getFirst());
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Provision slow = new Provision(
                () -> ended::countDown,
                () -> {
                    ScratchFile made = fixture.provision().scratch().create();
                    begun.countDown();
                    awaitEvent(left);
                    assertThat(made.path()).exists();
                    return made;
                },
                stage -> {});

        try (Lease lease = fixture.lease()) {
            Deadline gone = EngineFixture.soon().unless(() -> begun.getCount() == 0);
            assertThatThrownBy(() -> fixture.engine.render(file, probe, plan, lease, slow, gone))
                    .isInstanceOf(Gone.class);
        }
        left.countDown();
        awaitEvent(ended);
        assertThat(scratchFiles()).isEmpty();
    }

    private static void awaitEvent(CountDownLatch event) {
        try {
            assertThat(event.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void saysWhichWayWasTaken() throws IOException {
        Path file = webp(scene(3));
        Probe probe = new HeaderProbe().read(file);
        Plan plan = byRows(probe, EngineFixture.options(MediaType.PNG)).getFirst();
        List<String> stages = new CopyOnWriteArrayList<>();
        Provision tool = fixture.provision();
        for (Way way : List.of(new Way.Rows(2), new Way.RowsOnDisk(2), new Way.Engine(1, 0))) {
            try (Lease lease = fixture.lease()) {
                Provision told = new Provision(tool.watch(), tool.scratch(), stages::add);
                fixture.engine.render(file, probe, by(way, plan), lease, told, EngineFixture.soon());
            }
        }
        assertThat(stages).containsExactly("rows", "rows-on-disk");
    }

    private static Plan by(Way way, Plan plan) {
        return new Plan(way, plan.operations(), plan.size(), plan.output(), plan.kept());
    }

    private List<String> scratchFiles() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".scratch"))
                    .toList();
        }
    }

    /** The colours as they show: what is transparent has none. */
    private static int[] visible(Raw raw) {
        int[] values = raw.values().clone();
        for (int at = 0; raw.channels() == 4 && at < values.length; at += 4) {
            for (int channel = 0; channel < 3; channel++) {
                values[at + channel] = values[at + channel] * values[at + 3] / 255;
            }
        }
        return values;
    }

    private List<Plan> byRows(Probe probe, RenditionOptions options) {
        return fixture.planner.plans(probe, options).stream()
                .filter(plan -> plan.way() instanceof Way.Rows)
                .toList();
    }

    /** Slopes, waves and edges as soft as a lens makes them, and a little noise; with a fourth channel that is transparent in places. */
    private static Raw scene(int channels) {
        return Raw.paint(WIDTH, HEIGHT, channels, (x, y, channel) -> {
            if (channel == 3) {
                return Math.clamp(Math.round(140 + 180 * Math.sin(x / 23.0) * Math.sin(y / 31.0)), 0, 255);
            }
            double slope = 60 + 90.0 * (channel == 0 ? x : y) / WIDTH;
            double waves = 30 * Math.sin(x / 9.0 + channel) * Math.cos(y / 13.0);
            double edge = 50 / (1 + Math.exp(-(Math.hypot(x - 300, y - 200) - 120) / 3));
            return (int) Math.round(slope + waves + edge + (x * 7919 + y * 104_729 + channel * 31) % 5);
        });
    }

    private Path webp(Raw raw) {
        Path png = raw.writePng(fixture.file("scene.png"), 8);
        return fixture.convert(
                png,
                "webpsave",
                save -> save.set("lossless", 1).set("effort", 3).set("exact", 1));
    }
}
