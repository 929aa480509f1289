package dev.sluice.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.units.PixelSize;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DisplayFormatTest {

    /** The matrix as it is printed in books, not computed. */
    private static final int[][] BAYER = {
        {0, 32, 8, 40, 2, 34, 10, 42},
        {48, 16, 56, 24, 50, 18, 58, 26},
        {12, 44, 4, 36, 14, 46, 6, 38},
        {60, 28, 52, 20, 62, 30, 54, 22},
        {3, 35, 11, 43, 1, 33, 9, 41},
        {51, 19, 59, 27, 49, 17, 57, 25},
        {15, 47, 7, 39, 13, 45, 5, 37},
        {63, 31, 55, 23, 61, 29, 53, 21}
    };

    private static Raw noise(int width, int height, int channels) {
        Random random = new Random(width * 31L + height);
        return Raw.paint(width, height, channels, (x, y, channel) -> random.nextInt(256));
    }

    private static byte[] pack(Output output, Raw raw, int rowsAtATime) {
        DisplayFormat format = new DisplayFormat(output, new PixelSize(raw.width(), raw.height()));
        assertThat(format.channels()).isEqualTo(raw.channels());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = arena.allocate(format.bytes());
            int rowValues = raw.width() * raw.channels();
            for (int top = 0; top < raw.height(); top += rowsAtATime) {
                int count = Math.min(rowsAtATime, raw.height() - top);
                MemorySegment rows = arena.allocate((long) count * rowValues);
                for (int at = 0; at < count * rowValues; at++) {
                    rows.set(ValueLayout.JAVA_BYTE, at, (byte) raw.values()[top * rowValues + at]);
                }
                format.pack(rows, top, target);
            }
            return target.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /** Levels of one channel, in floating point and as the papers describe it. */
    private static int[][] levels(Raw raw, int channel, int most, Dither dither) {
        double[][] wanted = new double[raw.height()][raw.width()];
        int[][] levels = new int[raw.height()][raw.width()];
        for (int y = 0; y < raw.height(); y++) {
            boolean rightwards = y % 2 == 0;
            for (int step = 0; step < raw.width(); step++) {
                int x = rightwards ? step : raw.width() - 1 - step;
                double value = (raw.at(x, y, channel) + wanted[y][x]) * most / 255;
                levels[y][x] = switch (dither) {
                    case NONE -> (int) Math.floor(value + 0.5);
                    case ORDERED -> (int) Math.floor(value + (BAYER[y % 8][x % 8] + 0.5) / 64);
                    case DIFFUSION -> (int) Math.clamp(Math.floor(value + 0.5), 0, most);
                };
                if (dither == Dither.DIFFUSION) {
                    double error = raw.at(x, y, channel) + wanted[y][x] - levels[y][x] * 255.0 / most;
                    int ahead = rightwards ? 1 : -1;
                    spread(wanted, x + ahead, y, error * 7 / 16);
                    spread(wanted, x - ahead, y + 1, error * 3 / 16);
                    spread(wanted, x, y + 1, error * 5 / 16);
                    spread(wanted, x + ahead, y + 1, error / 16);
                }
            }
        }
        return levels;
    }

    private static void spread(double[][] wanted, int x, int y, double error) {
        if (y < wanted.length && x >= 0 && x < wanted[0].length) {
            wanted[y][x] += error;
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Dither.class,
            names = {"NONE", "ORDERED"})
    void packsRgb565AsTheReferenceDoes(Dither dither) {
        Raw raw = noise(13, 11, 3);
        byte[] little = pack(new Output.Rgb565(false, dither), raw, 4);
        byte[] big = pack(new Output.Rgb565(true, dither), raw, 11);
        int[][] red = levels(raw, 0, 31, dither);
        int[][] green = levels(raw, 1, 63, dither);
        int[][] blue = levels(raw, 2, 31, dither);
        for (int y = 0; y < 11; y++) {
            for (int x = 0; x < 13; x++) {
                int at = (y * 13 + x) * 2;
                int expected = red[y][x] << 11 | green[y][x] << 5 | blue[y][x];
                assertThat((little[at] & 0xff) | (little[at + 1] & 0xff) << 8)
                        .as("%d,%d", x, y)
                        .isEqualTo(expected);
                assertThat((big[at] & 0xff) << 8 | (big[at + 1] & 0xff)).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Dither.class,
            names = {"NONE", "ORDERED"})
    void packsGreyAsTheReferenceDoes(Dither dither) {
        Raw raw = noise(13, 9, 1);
        byte[] four = pack(new Output.Grey(4, dither), raw, 2);
        byte[] one = pack(new Output.Grey(1, dither), raw, 2);
        int[][] fours = levels(raw, 0, 15, dither);
        int[][] ones = levels(raw, 0, 1, dither);
        for (int y = 0; y < 9; y++) {
            for (int x = 0; x < 13; x++) {
                assertThat(four[y * 7 + x / 2] >> (x % 2 == 0 ? 4 : 0) & 15).isEqualTo(fours[y][x]);
                assertThat(one[y * 2 + x / 8] >> (7 - x % 8) & 1).isEqualTo(ones[y][x]);
            }
            assertThat(one[y * 2 + 1] & 7).as("padding").isZero();
        }
    }

    /** Whole-number errors round a little differently from the reference's, so the tone is compared and not each pixel. */
    @ParameterizedTest
    @ValueSource(ints = {20, 64, 128, 200, 250})
    void diffusionKeepsTheToneOfAnArea(int grey) {
        Raw raw = Raw.paint(64, 64, 1, (x, y, channel) -> grey);
        byte[] packed = pack(new Output.Grey(1, Dither.DIFFUSION), raw, 32);
        int[][] reference = levels(raw, 0, 1, Dither.DIFFUSION);
        int white = 0;
        int expected = 0;
        for (int at = 0; at < 64 * 64; at++) {
            white += packed[at / 8] >> (7 - at % 8) & 1;
            expected += reference[at / 64][at % 64];
        }
        assertThat(white / 4096.0).isBetween(grey / 255.0 - 0.02, grey / 255.0 + 0.02);
        assertThat(white).isBetween(expected - 40, expected + 40);
    }

    @Test
    void diffusionFollowsTheReferenceWhereRoundingDoesNotMatter() {
        Raw raw = noise(16, 8, 1);
        byte[] packed = pack(new Output.Grey(4, Dither.DIFFUSION), raw, 3);
        int[][] reference = levels(raw, 0, 15, Dither.DIFFUSION);
        int differing = 0;
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 16; x++) {
                int level = packed[y * 8 + x / 2] >> (x % 2 == 0 ? 4 : 0) & 15;
                assertThat(level).isBetween(reference[y][x] - 1, reference[y][x] + 1);
                differing += level == reference[y][x] ? 0 : 1;
            }
        }
        assertThat(differing).isLessThan(16 * 8 / 5);
    }

    @ParameterizedTest
    @EnumSource(Dither.class)
    void keepsBlackBlackAndWhiteWhite(Dither dither) {
        Raw raw = Raw.paint(16, 4, 1, (x, y, channel) -> x < 8 ? 0 : 255);
        byte[] packed = pack(new Output.Grey(1, dither), raw, 4);
        for (int row = 0; row < 4; row++) {
            assertThat(packed[row * 2]).isZero();
            assertThat(packed[row * 2 + 1]).isEqualTo((byte) 0xff);
        }
    }

    @Test
    void writesABmpThatAnotherReaderUnderstands() throws Exception {
        Raw raw = noise(7, 5, 3);
        var image = javax.imageio.ImageIO.read(new java.io.ByteArrayInputStream(pack(new Output.Bmp(), raw, 2)));
        for (int y = 0; y < 5; y++) {
            for (int x = 0; x < 7; x++) {
                int expected = raw.at(x, y, 0) << 16 | raw.at(x, y, 1) << 8 | raw.at(x, y, 2);
                assertThat(image.getRGB(x, y) & 0xffffff).isEqualTo(expected);
            }
        }
    }
}
