package dev.sluice.image.rows.png;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.sluice.failure.StoreFailure;
import dev.sluice.units.PixelSize;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PngRowsTest {

    private static final long SEED = 3_141_592;

    private static final int[][] TYPES = {
        {0, 1}, {0, 2}, {0, 4}, {0, 8}, {0, 16}, {2, 8}, {2, 16}, {3, 1}, {3, 2}, {3, 4}, {3, 8}, {4, 8}, {4, 16},
        {6, 8}, {6, 16}
    };

    @TempDir
    private Path folder;

    private int files;

    static Stream<Path> pngSuite() throws IOException, URISyntaxException {
        Path suite = Path.of(PngRowsTest.class.getResource("/png").toURI());
        try (Stream<Path> all = Files.list(suite)) {
            return all.filter(file -> file.toString().endsWith(".png")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("pngSuite")
    void readsPngSuiteAsTheEngineDoes(Path file) throws IOException {
        Path copy = Files.copy(file, folder.resolve(file.getFileName()));
        Pixels engine = Pixels.engine(copy);
        Pixels.read(copy, 1).assertSame(engine, "the picture");
        for (int shrink = 2; shrink < 9; shrink++) {
            Pixels.read(copy, shrink).assertSame(engine.averaged(shrink), "by " + shrink);
        }
    }

    static Stream<int[]> types() {
        return Arrays.stream(TYPES);
    }

    @ParameterizedTest
    @MethodSource("types")
    void readsEverySizeUpTo33(int[] type) throws IOException {
        Random random = new Random(SEED);
        for (int side = 1; side <= 33; side++) {
            for (int round = 0; round < 4; round++) {
                boolean turned = round % 2 == 0;
                int other = 1 + random.nextInt(33);
                TestPng png = TestPng.random(
                        random, turned ? other : side, turned ? side : other, type[0], type[1], round < 3);
                if (type[0] < 4 && round > 0) {
                    png.transparent(random);
                }
                String what = png.width + "x" + png.height + ", seed " + SEED;
                Path file = write(png.file(random));
                Pixels.read(file, 1).assertSame(Pixels.of(png), what);
                int shrink = 2 + random.nextInt(7);
                Pixels.read(file, shrink).assertSame(Pixels.of(png).averaged(shrink), what + " by " + shrink);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void agreesWithTheEngineAboutTransparency(int[] type) throws IOException {
        Random random = new Random(SEED);
        for (int round = 0; round < 4; round++) {
            TestPng png = TestPng.random(random, 19, 23, type[0], type[1], round % 2 == 0);
            if (type[0] < 4) {
                png.transparent(random);
                if (round > 1 && type[0] != TestPng.PALETTE) {
                    png.transparency[0] ^= 1;
                }
            }
            Path file = write(png.file(random));
            Pixels.read(file, 1).assertSame(Pixels.engine(file), "round " + round + ", seed " + SEED);
            Pixels.of(png).assertSame(Pixels.engine(file), "the test's own idea of round " + round);
        }
    }

    @ParameterizedTest(name = "level {0}, strategy {1}")
    @CsvSource({"0,0", "1,0", "9,0", "6,1", "6,2"})
    void readsPicturesLargerThanItsWindows(int level, int strategy) throws IOException {
        Random random = new Random(SEED);
        for (boolean interlaced : new boolean[] {true, false}) {
            TestPng png = TestPng.random(random, 401, 307, TestPng.RGB, 8, interlaced);
            byte[] data = TestPng.deflate(png.filtered(random), level, strategy);
            Path file = write(png.file(data));
            Pixels.read(file, 1).assertSame(Pixels.of(png), "seed " + SEED);
            Pixels.read(file, 8).assertSame(Pixels.of(png).averaged(8), "seed " + SEED);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 4096})
    void imageDataMayBeSplitAnywhere(int piece) throws IOException {
        Random random = new Random(SEED);
        TestPng png = TestPng.random(random, 67, 71, TestPng.RGB, 8, true);
        byte[] data = TestPng.deflate(png.filtered(random));
        byte[] file = png.beginning();
        for (int at = 0; at < data.length; at += piece) {
            byte[] part = Arrays.copyOfRange(data, at, Math.min(data.length, at + piece));
            byte[] empty = random.nextBoolean() ? TestPng.chunk("IDAT", new byte[0]) : new byte[0];
            file = TestPng.join(file, empty, TestPng.chunk("IDAT", part));
        }

        Path split = write(TestPng.join(file, TestPng.end()));
        Pixels.read(split, 1).assertSame(Pixels.of(png), "seed " + SEED);
    }

    @Test
    void readsTheDefaultPictureOfAnAnimation() throws IOException {
        Random random = new Random(SEED);
        TestPng png = TestPng.random(random, 20, 20, TestPng.RGB_WITH_ALPHA, 8, true);
        byte[] next = TestPng.deflate(
                TestPng.random(random, 20, 20, TestPng.RGB_WITH_ALPHA, 8, true).filtered(random));
        byte[] file = TestPng.join(
                TestPng.signature(),
                png.header(),
                TestPng.chunk("acTL", new byte[] {0, 0, 0, 2, 0, 0, 0, 0}),
                TestPng.chunk("IDAT", TestPng.deflate(png.filtered(random))),
                TestPng.chunk("fdAT", TestPng.join(new byte[] {0, 0, 0, 2}, next)),
                TestPng.end());

        Pixels.read(write(file), 1).assertSame(Pixels.of(png), "seed " + SEED);
    }

    @Test
    void letsAncillaryChunksBe() throws IOException {
        Random random = new Random(SEED);
        TestPng png = TestPng.random(random, 9, 9, TestPng.RGB, 8, true);
        byte[] file = TestPng.join(
                TestPng.signature(),
                png.header(),
                TestPng.chunk("gAMA", new byte[] {0, 0, (byte) 0x80, 0}),
                TestPng.chunk("sBIT", new byte[] {5, 6, 5}),
                TestPng.chunk("bKGD", new byte[] {0, 9, 0, 9, 0, 9}),
                TestPng.chunk("PLTE", new byte[3]),
                TestPng.chunk("teSt", new byte[40_000]),
                TestPng.chunk("IDAT", TestPng.deflate(png.filtered(random))),
                TestPng.end());

        Path written = write(file);
        Pixels.read(written, 1).assertSame(Pixels.of(png), "seed " + SEED);
        Pixels.read(written, 1).assertSame(Pixels.engine(written), "gamma is not looked at");
    }

    @ParameterizedTest(name = "type {0} of {1} bits, {2} wide, by {3}, interlaced: {4}")
    @CsvSource({
        "2,8,3000,8,true",
        "6,16,1500,1,true",
        "3,8,5000,2,true",
        "0,1,9000,3,true",
        "2,8,3000,8,false",
        "4,16,65535,4,true"
    })
    void holdsWhatItSaysWhateverTheHeight(int type, int depth, int width, int shrink, boolean interlaced)
            throws IOException {
        int[] heights = {15, 15, 60};
        Random random = new Random(SEED);
        long[] taken = new long[heights.length];
        for (int round = 0; round < heights.length; round++) {
            TestPng png = TestPng.random(random, width, heights[round], type, depth, interlaced);
            Path file = write(png.file(random));
            long price = PngRows.heap(
                    new PixelSize(png.width, png.height), png.channels(), depth == 16 ? 16 : 8, interlaced, shrink);
            taken[round] = allocatedBy(file, shrink);
            if (round > 0) {
                assertThat(taken[round]).isBetween(price * 9 / 10, price);
            }
        }
        assertThat(taken[2]).as("four times the height").isCloseTo(taken[1], within(4096L));
    }

    private static long allocatedBy(Path file, int shrink) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try (PngRows rows = PngRows.open(file, shrink, Pixels.NOTHING_MORE)) {
            rows.read((row, bytes) -> {}, () -> {});
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void isPricedBelowTenMebibytesAtTenThousandPixels() {
        PixelSize size = new PixelSize(10_000, 65_535);
        for (int shrink = 1; shrink < 20; shrink++) {
            assertThat(PngRows.heap(size, 3, 8, true, shrink)).isLessThan(2 << 20);
            assertThat(PngRows.heap(size, 4, 16, true, shrink)).isLessThan(3 << 20);
        }
    }

    @Test
    void isLookedAfterWhileItReads() throws IOException {
        Random random = new Random(SEED);
        Path file = write(TestPng.random(random, 500, 500, TestPng.RGB, 8, true).file(random));
        int[] looks = {0};
        try (PngRows rows = PngRows.open(file, 2, Pixels.NOTHING_MORE)) {
            rows.read((row, bytes) -> {}, () -> looks[0]++);
        }
        assertThat(looks[0]).isGreaterThan(30);

        for (int last : List.of(1, 3, looks[0] / 2)) {
            int[] left = {last};
            try (PngRows rows = PngRows.open(file, 2, Pixels.NOTHING_MORE)) {
                assertThatThrownBy(() -> rows.read((row, bytes) -> {}, () -> {
                            if (--left[0] == 0) {
                                throw new IllegalStateException("enough");
                            }
                        }))
                        .isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    void saysThatAFileCannotBeRead() throws IOException {
        assertThatThrownBy(() -> PngRows.open(folder.resolve("nothing.png"), 1, Pixels.NOTHING_MORE))
                .isInstanceOfSatisfying(
                        StoreFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(StoreFailure.Kind.BROKEN))
                .message()
                .doesNotContain("nothing.png");

        Random random = new Random(SEED);
        Path file = write(TestPng.random(random, 300, 300, TestPng.RGB, 8, true).file(random));
        PngRows rows = PngRows.open(file, 1, Pixels.NOTHING_MORE);
        rows.close();
        assertThatThrownBy(() -> rows.read((row, bytes) -> {}, () -> {})).isInstanceOf(StoreFailure.class);
    }

    private Path write(byte[] png) throws IOException {
        return Files.write(folder.resolve(files++ + ".png"), png);
    }
}
