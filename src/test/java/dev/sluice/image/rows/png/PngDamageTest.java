package dev.sluice.image.rows.png;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sluice.failure.BadInput;
import dev.sluice.image.vips.VipsException;
import dev.sluice.units.PixelSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input: it ends in an answer, and in the engine's wherever that has one. */
class PngDamageTest {

    private static final long SEED = 15_948;

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesAFileThatIsCutOffAnywhere(boolean interlaced) throws IOException {
        TestPng png = TestPng.random(random, 17, 13, TestPng.RGB, 8, interlaced);
        byte[] file = png.file(random);
        int imageEnd = file.length - TestPng.end().length;
        for (int length = 0; length < imageEnd; length++) {
            assertRefused(write(Arrays.copyOf(file, length)), "cut off at " + length);
        }
        for (int length = imageEnd; length < file.length; length++) {
            Pixels.read(write(Arrays.copyOf(file, length)), 1).assertSame(Pixels.of(png), "without its end");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesDataThatEndInAnyPass(boolean interlaced) throws IOException {
        TestPng png = TestPng.random(random, 21, 19, TestPng.RGB_WITH_ALPHA, 8, interlaced);
        byte[] filtered = png.filtered(random);
        for (int start : png.starts()) {
            for (int length = Math.max(0, start - 3); length < Math.min(filtered.length, start + 3); length++) {
                Path file = write(png.file(TestPng.deflate(Arrays.copyOf(filtered, length))));
                assertRefused(file, length + " of " + filtered.length);
                assertThat(engine(file)).isNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 6, 127, 128, 255})
    void refusesAFilterThatIsNoneInAnyPass(int filter) throws IOException {
        TestPng png = TestPng.random(random, 21, 19, TestPng.GREY, 4, true);
        byte[] filtered = png.filtered(random);
        int[] starts = png.starts();
        for (int pass = 0; pass < starts.length - 1; pass++) {
            byte[] wrong = filtered.clone();
            wrong[starts[pass]] = (byte) filter;
            Path file = write(png.file(TestPng.deflate(wrong)));
            assertRefused(file, "pass " + pass);
            assertThat(engine(file)).isNull();
        }
    }

    @Test
    void letsBeWhatGoesOnAfterThePixels() throws IOException {
        for (int more : new int[] {1, 1000, 300_000}) {
            TestPng png = TestPng.random(random, 21, 19, TestPng.RGB, 8, true);
            byte[] filtered = png.filtered(random);
            byte[] data = TestPng.deflate(Arrays.copyOf(filtered, filtered.length + more));
            assertAsTheEngine(write(png.file(data)), true, more + " bytes more");
            assertAsTheEngine(
                    write(png.file(TestPng.join(TestPng.deflate(filtered), new byte[more]))),
                    true,
                    more + " bytes behind the stream");
        }
    }

    @Test
    void aBombIsNotInflatedBeyondItsPixels() throws IOException {
        byte[] bomb = TestPng.deflate(new byte[8 << 20]);
        TestPng png = TestPng.random(random, 3, 3, TestPng.RGB, 8, true);
        int[] looks = {0};
        try (PngRows rows = PngRows.open(write(png.file(bomb)), 1, Pixels.NOTHING_MORE)) {
            rows.read((row, bytes) -> {}, () -> looks[0]++);
        }
        assertThat(looks[0]).as("looks, one for each 64 KiB").isBetween(1, 20);
    }

    @Test
    void refusesAHugePictureOfFewDataSoon() throws IOException {
        for (int type : new int[] {TestPng.GREY, TestPng.RGB_WITH_ALPHA}) {
            byte[] header = TestPng.header(65_535, 65_535, 8, type, true);
            byte[] data = TestPng.deflate(new byte[1 << 20]);
            Path file = write(TestPng.join(
                    TestPng.signature(), TestPng.chunk("IHDR", header), TestPng.chunk("IDAT", data), TestPng.end()));
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertRefused(file, "type " + type));
        }
        assertThat(PngRows.heap(new PixelSize(65_535, 65_535), 4, 16, true, 1)).isBetween(3L << 20, 6L << 20);
    }

    @Test
    void looksAtChecksumsAsTheEngineDoes() throws IOException {
        TestPng png = TestPng.random(random, 21, 19, TestPng.PALETTE, 8, true).transparent(random);
        byte[] data = TestPng.deflate(png.filtered(random));
        byte[] file = TestPng.join(
                png.beginning(), TestPng.chunk("teSt", new byte[5]), TestPng.chunk("IDAT", data), TestPng.end());
        for (String name : new String[] {"IHDR", "PLTE", "IDAT", "tRNS", "teSt"}) {
            boolean matters = !name.equals("teSt");
            byte[] wrong = file.clone();
            wrong[checksum(file, name)] ^= 1;
            assertAsTheEngine(write(wrong), !matters, name);
        }
        byte[] wrongAdler = data.clone();
        wrongAdler[data.length - 1] ^= 1;
        assertAsTheEngine(write(png.file(wrongAdler)), false, "the checksum of the stream");
        assertAsTheEngine(write(png.file(Arrays.copyOf(data, data.length - 4))), false, "no checksum");
    }

    @Test
    void looksAtTheChecksumOfEachPieceOfImageData() throws IOException {
        TestPng png = TestPng.random(random, 21, 19, TestPng.RGB, 8, true);
        byte[] data = TestPng.deflate(png.filtered(random));
        int pieces = 5;
        for (int wrong = 0; wrong < pieces; wrong++) {
            byte[] file = png.beginning();
            for (int piece = 0; piece < pieces; piece++) {
                byte[] part =
                        Arrays.copyOfRange(data, piece * data.length / pieces, (piece + 1) * data.length / pieces);
                byte[] chunk = TestPng.chunk("IDAT", part);
                chunk[chunk.length - 1] ^= (byte) (piece == wrong ? 1 : 0);
                file = TestPng.join(file, chunk);
            }
            assertAsTheEngine(write(TestPng.join(file, TestPng.end())), false, "piece " + wrong);
        }
    }

    private static int checksum(byte[] file, String name) {
        for (int at = 8; at < file.length; ) {
            int length = (file[at] & 0xff) << 24
                    | (file[at + 1] & 0xff) << 16
                    | (file[at + 2] & 0xff) << 8
                    | (file[at + 3] & 0xff);
            if (new String(file, at + 4, 4, java.nio.charset.StandardCharsets.US_ASCII).equals(name)) {
                return at + 8 + length;
            }
            at += 12 + length;
        }
        throw new AssertionError(name);
    }

    @Test
    void colourTypesAndPalettesThatMakeNoSense() throws IOException {
        TestPng png = TestPng.random(random, 9, 9, TestPng.PALETTE, 4, true);
        byte[] data = TestPng.chunk("IDAT", TestPng.deflate(png.filtered(random)));
        byte[] palette = TestPng.chunk("PLTE", png.palette);
        byte[][] beginnings = {
            {},
            TestPng.chunk("PLTE", new byte[0]),
            TestPng.chunk("PLTE", new byte[4]),
            TestPng.chunk("PLTE", new byte[771]),
            TestPng.join(palette, palette),
            TestPng.join(TestPng.chunk("ABCD", new byte[3]), palette),
            TestPng.join(palette, TestPng.end()),
        };
        for (byte[] beginning : beginnings) {
            byte[] file = TestPng.join(TestPng.signature(), png.header(), beginning, data, TestPng.end());
            assertAsTheEngine(write(file), false, Arrays.toString(beginning));
        }
        for (int entries : new int[] {1, 7, 15, 16, 17, 256}) {
            byte[] colours = Arrays.copyOf(png.palette, 3 * entries);
            byte[] alpha = TestPng.chunk("tRNS", new byte[] {1, 2, 3});
            byte[] file = TestPng.join(
                    TestPng.signature(), png.header(), TestPng.chunk("PLTE", colours), alpha, data, TestPng.end());
            assertAsTheEngine(write(file), true, entries + " entries");
        }
    }

    @Test
    void headersThatMakeNoSense() throws IOException {
        byte[] data = TestPng.chunk("IDAT", TestPng.deflate(new byte[5000]));
        for (int depth = 0; depth <= 17; depth++) {
            for (int type = 0; type < 8; type++) {
                byte[] header = TestPng.header(8, 8, depth, type, true);
                byte[] colours = type == TestPng.PALETTE ? TestPng.chunk("PLTE", new byte[3]) : new byte[0];
                Path file = write(
                        TestPng.join(TestPng.signature(), TestPng.chunk("IHDR", header), colours, data, TestPng.end()));
                assertThat(read(file) == null)
                        .as("type " + type + " of " + depth + " bits")
                        .isEqualTo(engine(file) == null);
            }
        }
        for (int field : new int[] {3, 7, 10, 11, 12}) {
            byte[] header = TestPng.header(8, 8, 8, TestPng.RGB, true);
            header[field] = (byte) (field > 9 ? 2 : 0);
            Path file = write(TestPng.join(TestPng.signature(), TestPng.chunk("IHDR", header), data, TestPng.end()));
            assertAsTheEngine(file, false, "byte " + field);
        }
    }

    /** Changes in the file, in what is deflated, and in the deflated data behind right checksums. */
    @Test
    void whateverIsChangedItAnswersAsTheEngineDoes() throws IOException {
        int[] types = {TestPng.GREY, TestPng.RGB, TestPng.PALETTE, TestPng.GREY_WITH_ALPHA, TestPng.RGB_WITH_ALPHA};
        int shown = 0;
        int stricter = 0;
        for (int round = 0; round < 700; round++) {
            Random changes = new Random(SEED + round);
            TestPng png = TestPng.random(
                    changes,
                    1 + changes.nextInt(40),
                    1 + changes.nextInt(40),
                    types[round % 5],
                    8,
                    changes.nextInt(4) > 0);
            Path file = write(changed(png, changes, round % 3));
            Pixels read = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> read(file));
            Pixels engine = engine(file);
            if (read != null) {
                shown++;
                String which = "seed " + (SEED + round);
                read.assertSame(Objects.requireNonNull(engine, which + ": the engine refuses it"), which);
            } else if (engine != null) {
                stricter++;
            }
        }
        assertThat(shown).isGreaterThan(100);
        assertThat(stricter).as("refused, though the engine does not").isLessThan(20);
    }

    private static byte[] changed(TestPng png, Random changes, int where) {
        byte[] filtered = png.filtered(changes);
        if (where == 0) {
            return change(png.file(TestPng.deflate(filtered)), 24, changes);
        }
        return where == 1
                ? png.file(TestPng.deflate(change(filtered, 0, changes)))
                : png.file(change(TestPng.deflate(filtered), 0, changes));
    }

    private static byte[] change(byte[] bytes, int from, Random changes) {
        byte[] changed = bytes.clone();
        for (int change = 1 + changes.nextInt(2); change > 0; change--) {
            int at = from + changes.nextInt(bytes.length - from);
            if (changes.nextInt(3) > 0) {
                changed[at] ^= (byte) (1 << changes.nextInt(8));
            } else {
                changed[at] = (byte) changes.nextInt();
            }
        }
        return changes.nextInt(8) == 0 ? Arrays.copyOf(changed, from + changes.nextInt(bytes.length - from)) : changed;
    }

    private static void assertRefused(Path file, String what) {
        assertThatThrownBy(() -> Pixels.read(file, 2))
                .as(what)
                .isInstanceOfSatisfying(
                        BadInput.class, bad -> assertThat(bad.kind()).isEqualTo(BadInput.Kind.DAMAGED_PICTURE));
    }

    private static void assertAsTheEngine(Path file, boolean shown, String what) {
        Pixels read = read(file);
        Pixels engine = engine(file);
        assertThat(read != null).as(what + ": shown here").isEqualTo(shown);
        assertThat(engine != null).as(what + ": shown by the engine").isEqualTo(shown);
        if (read != null && engine != null) {
            read.assertSame(engine, what);
        }
    }

    /** Null when it is bad; whatever else is thrown is passed on. */
    private static @Nullable Pixels read(Path file) {
        try {
            return Pixels.read(file, 1);
        } catch (BadInput bad) {
            return null;
        }
    }

    private static @Nullable Pixels engine(Path file) {
        try {
            return Pixels.engine(file);
        } catch (VipsException refused) {
            return null;
        }
    }

    private Path write(byte[] png) throws IOException {
        return Files.write(folder.resolve("damaged.png"), png);
    }
}
