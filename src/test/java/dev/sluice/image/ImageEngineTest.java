package dev.sluice.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.StoreFailure;
import dev.sluice.governor.Lease;
import dev.sluice.units.MediaType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageEngineTest {

    @TempDir
    private Path folder;

    private EngineFixture fixture;

    @BeforeEach
    void open() {
        fixture = new EngineFixture(folder);
    }

    @AfterEach
    void closeAndLookForLeaks() {
        fixture.close();
        assertThat(fixture.library.trackedBlocks())
                .as("blocks that libvips still holds")
                .isZero();
    }

    private Path png(Raw raw) {
        return raw.writePng(fixture.file("source.png"), 8);
    }

    private static Probe png(int width, int height) {
        return EngineFixture.probe(MediaType.PNG, width, height, false, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "JPEG,jpegload,4",
        "PNG,pngload,0",
        "WEBP,webpload,4",
        "AVIF,heifload,5",
        "GIF,gifload,12",
        "TIFF,tiffload,0",
    })
    void writesAndReadsBackEachFormat(MediaType format, String loader, double tolerance) throws IOException {
        Raw raw = Raw.asymmetric(120, 80);
        byte[] encoded = fixture.render(png(raw), png(120, 80), EngineFixture.options(format));
        assertThat(opaque(fixture.decode(encoded, loader)).distance(raw)).isLessThanOrEqualTo(tolerance);

        Path again = Files.write(fixture.file("again"), encoded);
        Probe probe = EngineFixture.probe(format, 120, 80, false, 1);
        Raw back = opaque(fixture.pixels(again, probe, EngineFixture.options(MediaType.PNG)));
        assertThat(back.distance(raw)).isLessThanOrEqualTo(tolerance);
        Raw small = opaque(
                fixture.pixels(again, probe, EngineFixture.frame(30, 20, Fit.FILL, Gravity.CENTRE, MediaType.PNG)));
        assertThat(small.distance(Raw.asymmetric(30, 20))).isLessThan(15);
    }

    private static Raw opaque(Raw raw) {
        return Raw.paint(raw.width(), raw.height(), 3, raw::at);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void turnsEveryOrientationUpright(int orientation) {
        Raw upright = Raw.asymmetric(48, 30);
        Raw stored = upright.stored(orientation);
        Path file = png(stored);
        Probe probe = EngineFixture.probe(MediaType.PNG, stored.width(), stored.height(), false, orientation);
        assertThat(fixture.pixels(file, probe, EngineFixture.options(MediaType.PNG))
                        .distance(upright))
                .isZero();

        for (Fit fit : Fit.values()) {
            for (Gravity gravity : new Gravity[] {Gravity.CENTRE, Gravity.NORTH_WEST, Gravity.SOUTH_EAST}) {
                RenditionOptions options = EngineFixture.frame(16, 16, fit, gravity, MediaType.PNG);
                Raw turned = fixture.pixels(file, probe, options);
                Raw straight = fixture.pixels(upright.writePng(fixture.file("upright.png"), 8), png(48, 30), options);
                assertThat(turned.distance(straight)).as("%s %s", fit, gravity).isLessThan(3);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Gravity.class)
    void cutsAndPadsToTheFrameAtEveryGravity(Gravity gravity) {
        Raw raw = Raw.asymmetric(90, 40);
        Raw cut = fixture.pixels(png(raw), png(90, 40), EngineFixture.frame(21, 33, Fit.COVER, gravity, MediaType.PNG));
        assertThat(cut.width()).isEqualTo(21);
        assertThat(cut.height()).isEqualTo(33);
        Raw padded =
                fixture.pixels(png(raw), png(90, 40), EngineFixture.frame(50, 50, Fit.CONTAIN, gravity, MediaType.PNG));
        assertThat(padded.height()).isEqualTo(50);
        boolean groundAbove = padded.at(25, 0, 1) == 200 && padded.at(25, 0, 0) == 10;
        boolean north = gravity == Gravity.NORTH || gravity == Gravity.NORTH_EAST || gravity == Gravity.NORTH_WEST;
        assertThat(groundAbove).isEqualTo(!north);
    }

    @Test
    void cutsWhatGravitySays() {
        Raw raw = Raw.paint(90, 30, 3, (x, y, channel) -> x / 30 == channel ? 255 : 0);
        for (int third = 0; third < 3; third++) {
            Gravity gravity = new Gravity[] {Gravity.WEST, Gravity.CENTRE, Gravity.EAST}[third];
            Raw cut = fixture.pixels(
                    png(raw), png(90, 30), EngineFixture.frame(30, 30, Fit.COVER, gravity, MediaType.PNG));
            assertThat(cut.at(15, 15, third)).as("%s", gravity).isEqualTo(255);
        }
    }

    @Test
    void findsWhatDrawsTheEye() {
        Raw raw = Raw.paint(
                300, 60, 3, (x, y, channel) -> x > 230 && (x / 4 + y / 4) % 2 == 0 ? 200 - channel * 90 : 128);
        Raw cut = fixture.pixels(
                png(raw), png(300, 60), EngineFixture.frame(60, 60, Fit.COVER, Gravity.SMART, MediaType.PNG));
        assertThat(cut.distance(Raw.paint(60, 60, 3, (x, y, channel) -> 128))).isGreaterThan(20);
    }

    @Test
    void laysTransparentPixelsOverTheBackground() {
        Raw raw = Raw.paint(40, 40, 4, (x, y, channel) -> channel == 3 ? (x < 20 ? 0 : 255) : channel == 0 ? 255 : 0);
        Probe probe = EngineFixture.probe(MediaType.PNG, 40, 40, true, 1);
        Raw flat = fixture.decode(fixture.render(png(raw), probe, EngineFixture.options(MediaType.JPEG)), "jpegload");
        assertThat(flat.channels()).isEqualTo(3);
        assertThat(flat.at(5, 20, 1)).isBetween(192, 208);
        assertThat(flat.at(35, 20, 0)).isGreaterThan(245);
        Raw small =
                fixture.pixels(png(raw), probe, EngineFixture.frame(10, 10, Fit.FILL, Gravity.CENTRE, MediaType.PNG));
        assertThat(small.at(5, 5, 0)).as("no dark fringe from hidden pixels").isGreaterThan(250);
        assertThat(small.at(0, 5, 3)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"RGB565,9600", "RGB565_BIG_ENDIAN,9600", "GREY4,2400", "GREY1,600", "BMP,14454"})
    void writesDisplayFormatsFromAnyKindOfPixels(MediaType format, int bytes) throws IOException {
        for (int channels = 1; channels <= 4; channels++) {
            Raw raw = Raw.paint(80, 60, channels, (x, y, channel) -> channel == 1 || channel == 3 ? 255 : 128);
            Probe probe = EngineFixture.probe(MediaType.PNG, 80, 60, channels % 2 == 0, 1);
            Path file = raw.writePng(fixture.file("kind.png"), 8);
            byte[] packed = fixture.render(file, probe, EngineFixture.options(format));
            assertThat(packed).hasSize(bytes);
            try (Lease lease = fixture.lease()) {
                Path target = fixture.file("result");
                Plan plan = fixture.planner
                        .plans(probe, EngineFixture.options(format))
                        .getFirst();
                fixture.engine.renderTo(target, file, probe, plan, lease, fixture.provision(), EngineFixture.soon());
                assertThat(Files.readAllBytes(target)).isEqualTo(packed);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = MediaType.class,
            names = {"JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF"})
    void writesTheSameToAFileAsToMemory(MediaType format) throws IOException {
        Path file = png(Raw.asymmetric(60, 40));
        Plan plan = fixture.planner
                .plans(png(60, 40), EngineFixture.options(format))
                .getFirst();
        Path target = fixture.file("result");
        try (Lease lease = fixture.lease()) {
            fixture.engine.renderTo(target, file, png(60, 40), plan, lease, fixture.provision(), EngineFixture.soon());
        }
        assertThat(Files.readAllBytes(target)).isEqualTo(fixture.render(file, png(60, 40), plan));
    }

    @Test
    void saysWhatTheDecoderSaidWithoutPaths() throws IOException {
        Path whole = png(Raw.asymmetric(200, 200));
        byte[] bytes = Files.readAllBytes(whole);
        for (int sixteenth = 0; sixteenth < 16; sixteenth++) {
            Path cut =
                    Files.write(fixture.file("cut.png"), java.util.Arrays.copyOf(bytes, bytes.length * sixteenth / 16));
            assertThatThrownBy(() -> fixture.render(cut, png(200, 200), EngineFixture.options(MediaType.PNG)))
                    .as("%d/16", sixteenth)
                    .isInstanceOfSatisfying(
                            BadInput.class, bad -> assertThat(bad.kind()).isEqualTo(BadInput.Kind.DAMAGED_PICTURE))
                    .hasMessageStartingWith("the picture cannot be decoded: ")
                    .message()
                    .doesNotContain(folder.toString(), "cut.png", "\n");
        }
    }

    @Test
    void refusesATruncatedJpegOrKeepsWhatIsThere() throws IOException {
        Path jpeg = fixture.convert(png(Raw.asymmetric(200, 200)), "jpegsave", save -> save.set("Q", 90));
        byte[] bytes = Files.readAllBytes(jpeg);
        Path cut = Files.write(fixture.file("cut.jpg"), java.util.Arrays.copyOf(bytes, bytes.length * 2 / 3));
        Probe probe = EngineFixture.probe(MediaType.JPEG, 200, 200, false, 1);
        assertThatThrownBy(() -> fixture.render(cut, probe, EngineFixture.options(MediaType.PNG)))
                .isInstanceOf(BadInput.class);
        try (EngineFixture keeping = new EngineFixture(folder, EngineConfig.Truncated.KEEP)) {
            Raw kept = keeping.pixels(cut, probe, EngineFixture.options(MediaType.PNG));
            assertThat(kept.at(20, 100, 1)).isBetween(115, 140);
        }
    }

    @Test
    void tellsALostSourceFromADamagedOne() {
        assertThatThrownBy(() ->
                        fixture.render(fixture.file("nowhere"), png(10, 10), EngineFixture.options(MediaType.PNG)))
                .isInstanceOf(StoreFailure.class);
    }

    @Test
    void reportsATargetThatCannotBeWritten() {
        Path file = png(Raw.asymmetric(60, 40));
        for (MediaType format : new MediaType[] {MediaType.JPEG, MediaType.BMP}) {
            Plan plan = fixture.planner
                    .plans(png(60, 40), EngineFixture.options(format))
                    .getFirst();
            try (Lease lease = fixture.lease()) {
                assertThatThrownBy(() -> fixture.engine.renderTo(
                                folder.resolve("no/such/folder"),
                                file,
                                png(60, 40),
                                plan,
                                lease,
                                fixture.provision(),
                                EngineFixture.soon()))
                        .isInstanceOf(StoreFailure.class);
                assertThatThrownBy(() -> fixture.engine.renderTo(
                                Path.of("/dev/full"),
                                file,
                                png(60, 40),
                                plan,
                                lease,
                                fixture.provision(),
                                EngineFixture.soon()))
                        .isInstanceOfSatisfying(
                                StoreFailure.class,
                                full -> assertThat(full.kind()).isEqualTo(StoreFailure.Kind.FULL));
            }
        }
    }

    @Test
    void doesNotTakeAFileNameForOptions() throws IOException {
        Path odd = fixture.file("a[shrink=8].jpg");
        Files.copy(fixture.convert(png(Raw.asymmetric(64, 64)), "jpegsave", save -> save), odd);
        Probe probe = EngineFixture.probe(MediaType.JPEG, 64, 64, false, 1);
        assertThat(fixture.pixels(odd, probe, EngineFixture.options(MediaType.PNG))
                        .width())
                .isEqualTo(64);
    }

    @ParameterizedTest
    @CsvSource({"false,0", "true,1"})
    void dropsMetadataButWhoMadeIt(boolean keep, int copies) throws IOException {
        Path tagged = ExifTags.add(
                fixture.convert(png(Raw.asymmetric(64, 64)), "jpegsave", save -> save), fixture.file("tagged.jpg"));
        Probe probe = EngineFixture.probe(MediaType.JPEG, 64, 64, false, 6);
        RenditionOptions options = new RenditionOptions(
                null, null, Fit.INSIDE, Gravity.CENTRE, false, MediaType.JPEG, 80, Dither.NONE, Colour.WHITE, keep);
        String text = new String(fixture.render(tagged, probe, options), StandardCharsets.ISO_8859_1);
        assertThat(Stream.of(ExifTags.COPYRIGHT).filter(text::contains)).hasSize(copies);
        assertThat(text).doesNotContain(ExifTags.MAKE);
        if (keep) {
            assertThat(text).contains("Exif").doesNotContain("\u0012\u0001\u0003\u0000\u0001\u0000\u0000\u0000\u0006");
        }
    }

    @Test
    void leavesNothingBehind() throws IOException {
        Path file = png(Raw.asymmetric(200, 120));
        MediaType[] formats = {MediaType.JPEG, MediaType.PNG, MediaType.WEBP, MediaType.GIF, MediaType.RGB565};
        RenditionOptions[] options = new RenditionOptions[formats.length];
        for (int at = 0; at < formats.length; at++) {
            options[at] = EngineFixture.frame(40, 50, Fit.COVER, at == 0 ? Gravity.SMART : Gravity.NORTH, formats[at]);
            fixture.render(file, png(200, 120), options[at]);
        }
        long files = count("/proc/self/fd");
        long threads = count("/proc/self/task");
        for (int round = 0; round < 200; round++) {
            fixture.render(file, png(200, 120), options[round % formats.length]);
        }
        assertThat(count("/proc/self/fd")).isLessThanOrEqualTo(files + 1);
        assertThat(count("/proc/self/task")).isLessThanOrEqualTo(threads + 4);
    }

    private static long count(String folder) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of(folder))) {
            return entries.count();
        }
    }

    /** Field 41 of {@code /proc/[pid]/stat}, proc(5); 3 is {@code SCHED_BATCH}, sched(7). */
    @Test
    void computesInBatchThreads() {
        AtomicReference<String> policy = new AtomicReference<>("");
        Probe probe = png(40, 40);
        Plan plan = fixture.planner
                .plans(probe, EngineFixture.options(MediaType.JPEG))
                .getFirst();
        try (Lease lease = fixture.lease()) {
            Provision tool = fixture.provision();
            fixture.engine.render(
                    png(Raw.asymmetric(40, 40)),
                    probe,
                    plan,
                    lease,
                    new Provision(
                            () -> {
                                policy.set(statistics("/proc/thread-self/stat")[38]);
                                return tool.watch().get();
                            },
                            tool.scratch(),
                            tool.stages()),
                    EngineFixture.soon());
        }
        assertThat(policy).hasValue("3");
    }

    /** From the third field on: the second, the name, may hold spaces. */
    private static String[] statistics(String file) {
        try {
            String line = Files.readString(Path.of(file));
            return line.substring(line.lastIndexOf(')') + 2).split(" ");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Test
    void namesWhatItReadsAndWrites() {
        Formats formats = fixture.engine.formats();
        assertThat(formats.readable())
                .contains(MediaType.JPEG, MediaType.PNG, MediaType.WEBP, MediaType.AVIF, MediaType.GIF, MediaType.TIFF)
                .contains(MediaType.BMP, MediaType.ICO)
                .doesNotContain(MediaType.SVG);
        assertThat(formats.writable())
                .contains(MediaType.AVIF, MediaType.GREY1)
                .doesNotContain(MediaType.HEIC, MediaType.ICO);
        assertThat(fixture.engine.version()).startsWith("8.");
    }
}
