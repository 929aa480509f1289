package dev.sluice.image.rows.bmp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.image.rows.RowReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BmpRowsTest {

    private static final long SEED = 1987;

    private static final int OPAQUE = 0xff00_0000;

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("picture.bmp"), bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8, 16, 24, 32})
    void readsWhatTheJdkReads(int bits) throws IOException {
        for (int width : new int[] {1, 2, 3, 7, 8, 9, 31, 32, 33, 100}) {
            for (int height : new int[] {1, -1, 5, -5, 40, -40}) {
                Path file = write(TestBmp.random(random, width, height, bits).file());
                String what = "seed " + SEED + ", " + width + "x" + height;
                Pixels.read(file, 1).assertSame(Pixels.ofJdk(file, 3), what);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8, 24})
    void readsThoseOfOs2(int bits) throws IOException {
        TestBmp bmp = TestBmp.random(random, 19, 11, bits);
        bmp.header = 12;
        Path file = write(bmp.file());
        Pixels.read(file, 1).assertSame(Pixels.ofJdk(file, 3), "seed " + SEED);
    }

    @Test
    void readsTwoBitsOfAPixel() throws IOException {
        TestBmp bmp = TestBmp.random(random, 5, 2, 2);
        bmp.pixels = TestBmp.bytes(0b00_01_10_11, 0b11_000000, 0, 0, 0b11_10_01_00, 0, 0, 0);
        int[][] indices = {{3, 2, 1, 0, 0}, {0, 1, 2, 3, 3}};
        Pixels.read(write(bmp.file()), 1)
                .assertSame(Pixels.of(5, 2, 3, (x, y) -> bmp.palette[indices[y][x]]), "seed " + SEED);
    }

    @ParameterizedTest
    @CsvSource({"8,false", "8,true", "4,false", "4,true"})
    void readsRunLengths(int bits, boolean skipping) throws IOException {
        for (int round = 0; round < 40; round++) {
            int width = 1 + random.nextInt(round < 20 ? 20 : 700);
            int height = 1 + random.nextInt(30);
            byte[][] indices = indices(width, height, bits);
            TestBmp bmp = TestBmp.random(random, width, height, bits);
            bmp.compression = bits == 8 ? 1 : 2;
            bmp.pixels = RunLengths.write(random, indices, bits, skipping);
            Path file = write(bmp.file());
            Pixels expected = Pixels.of(width, height, 3, (x, y) -> bmp.palette[indices[y][x]]);
            String what = "seed " + SEED + ", round " + round;
            Pixels.read(file, 1).assertSame(expected, what);
            Pixels.read(file, 3).assertSame(expected.averaged(3), what);
        }
    }

    private byte[][] indices(int width, int height, int bits) {
        byte[][] rows = new byte[height][width];
        for (byte[] row : rows) {
            int value = 0;
            for (int x = 0; x < width; x++) {
                value = random.nextInt(3) == 0 ? random.nextInt(Math.min(128, 1 << bits)) : value;
                row[x] = (byte) (random.nextInt(5) == 0 ? 0 : value);
            }
        }
        return rows;
    }

    /** Two runs of two columns, with a jump of two rows and three columns between, and nothing behind. */
    @Test
    void whatRunLengthsPassOverIsOfTheFirstColour() throws IOException {
        TestBmp bmp = TestBmp.random(random, 8, 5, 8);
        bmp.compression = 1;
        bmp.pixels = TestBmp.bytes(2, 7, 0, 2, 3, 2, 2, 9, 0, 1);
        int[][] indices = new int[5][8];
        indices[4][0] = indices[4][1] = 7;
        indices[2][5] = indices[2][6] = 9;
        Pixels.read(write(bmp.file()), 1)
                .assertSame(Pixels.of(8, 5, 3, (x, y) -> bmp.palette[indices[y][x]]), "seed " + SEED);
    }

    @ParameterizedTest
    @CsvSource({
        // 5 6 5, as each field is at its most and at a half
        "16, 40, 3, f800, 7e0, 1f, 0, 8410, 848284ff",
        "16, 40, 3, f800, 7e0, 1f, 0, f800, ff0000ff",
        "16, 40, 6, f00, f0, f, f000, 8f0a, ff00aa88",
        "16, 124, 3, 7c00, 3e0, 1f, 8000, 7fff, ffffff00",
        "32, 108, 3, ff, ff00, ff0000, ff000000, 80112233, 33221180",
        "32, 124, 0, 0, 0, 0, ff000000, 80112233, 11223380",
        "32, 124, 0, 0, 0, 0, 0, 80112233, 112233ff",
        "32, 56, 3, ff0000, ff00, ff, 0, 80112233, 112233ff",
        "32, 40, 0, 0, 0, 0, 0, 80112233, 112233ff",
        "32, 108, 3, 3ff00000, ffc00, 3ff, c0000000, bff003ff, ff00ffaa",
        "32, 108, 3, ffff0000, ff00, ff, 0, 8000ffff, 80ffffff"
    })
    void takesChannelsByTheirMasks(
            int bits,
            int header,
            int compression,
            String red,
            String green,
            String blue,
            String alpha,
            String pixel,
            String expected)
            throws IOException {
        TestBmp bmp = new TestBmp(1, 1, bits);
        bmp.header = header;
        bmp.compression = compression;
        boolean masked = header > 40 || compression != 0;
        boolean four = header >= 56 || compression == 6;
        int[] all = {hex(red), hex(green), hex(blue), hex(alpha)};
        bmp.masks = masked ? java.util.Arrays.copyOf(all, four ? 4 : 3) : new int[0];
        int value = hex(pixel);
        bmp.pixels = TestBmp.bytes(value, value >> 8, value >> 16, value >> 24);
        boolean opaque = all[3] == 0 || !four;
        int rgba = hex(expected);
        Pixels.read(write(bmp.file()), 1)
                .assertSame(Pixels.of(1, 1, opaque ? 3 : 4, (x, y) -> rgba >>> 8 | rgba << 24), pixel);
    }

    private static int hex(String text) {
        return Integer.parseUnsignedInt(text, 16);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8, 24})
    void theMaskOfAnIconTellsWhatIsTransparent(int bits) throws IOException {
        int width = 37;
        int height = 9;
        TestBmp bmp = TestBmp.random(random, width, 2 * height, bits);
        TestBmp alone = TestBmp.random(random, width, height, bits);
        alone.palette = bmp.palette;
        bmp.pixels = alone.pixels;
        byte[] mask = new byte[TestBmp.rowBytes(width, 1) * height];
        random.nextBytes(mask);
        Pixels opaque = Pixels.read(write(alone.file()), 1);
        Path file = write(bmp.icon(mask));
        Pixels expected = Pixels.of(width, height, 4, (x, y) -> {
            int at = 3 * (y * width + x);
            int bit = mask[(height - 1 - y) * 8 + x / 8] >> (7 - x % 8) & 1;
            byte[] rgb = opaque.values();
            return (bit == 0 ? OPAQUE : 0) | (rgb[at] & 0xff) << 16 | (rgb[at + 1] & 0xff) << 8 | (rgb[at + 2] & 0xff);
        });
        icon(file, 1).assertSame(expected, "seed " + SEED);
        icon(file, 4).assertSame(expected.averaged(4), "seed " + SEED);
    }

    private static Pixels icon(Path file, int shrink) throws IOException {
        try (RowReader rows = BmpRows.openIcon(file, 0, Files.size(file), shrink)) {
            return Pixels.read(rows);
        }
    }

    @Test
    void anIconOf32BitsHasItsOwnAlphaUnlessThereIsNone() throws IOException {
        TestBmp bmp = new TestBmp(2, 2, 32);
        bmp.pixels = TestBmp.bytes(1, 2, 3, 0, 4, 5, 6, 128);
        byte[] mask = TestBmp.bytes(0b0100_0000, 0, 0, 0);

        icon(write(bmp.icon(mask)), 1)
                .assertSame(Pixels.of(2, 1, 4, (x, y) -> x == 0 ? 0x00030201 : 0x80060504), "its own");
        bmp.pixels[7] = 0;
        icon(write(bmp.icon(mask)), 1)
                .assertSame(Pixels.of(2, 1, 4, (x, y) -> x == 0 ? 0xff030201 : 0x00060504), "by the mask");
        icon(write(bmp.icon(new byte[0])), 1)
                .assertSame(Pixels.of(2, 1, 4, (x, y) -> x == 0 ? 0xff030201 : 0xff060504), "without a mask");
    }

    @Test
    void averagesDownAsItReads() throws IOException {
        for (int shrink : new int[] {2, 3, 7, 50}) {
            TestBmp bmp = TestBmp.random(random, 101, 67, 32);
            bmp.header = 108;
            bmp.compression = 3;
            bmp.masks = new int[] {0xff0000, 0xff00, 0xff, OPAQUE};
            Path file = write(bmp.file());
            Pixels.read(file, shrink).assertSame(Pixels.read(file, 1).averaged(shrink), "by " + shrink);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,3000,900", "8,3000,900", "24,3000,900", "32,3000,900", "24,30000,40", "8,20,9000"})
    void holdsWhatItIsPricedFor(int bits, int width, int height) throws IOException {
        TestBmp bmp = TestBmp.random(random, width, height, bits);
        assertPriced(bmp, false);
        if (bits == 8) {
            bmp.compression = 1;
            bmp.pixels = RunLengths.write(random, indices(width, height, bits), bits, false);
            assertPriced(bmp, true);
        }
    }

    private void assertPriced(TestBmp bmp, boolean runLengths) throws IOException {
        Path file = write(bmp.file());
        for (int shrink : new int[] {1, 4}) {
            long before = allocated(file, shrink);
            long taken = Math.min(before, allocated(file, shrink));
            long price = BmpRows.heap(new dev.sluice.units.PixelSize(bmp.width, bmp.height), false, runLengths, shrink);
            assertThat(taken).as("shrink " + shrink).isLessThanOrEqualTo(price);
            assertThat(price).as("shrink " + shrink).isLessThan(3 * taken + (128 << 10));
        }
    }

    private static long allocated(Path file, int shrink) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try (BmpRows rows = BmpRows.open(file, shrink)) {
            rows.read((row, bytes) -> {}, () -> {});
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
