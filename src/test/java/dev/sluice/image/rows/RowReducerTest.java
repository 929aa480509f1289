package dev.sluice.image.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.units.PixelSize;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowReducerTest {

    private static final long SEED = 20_260;

    @ParameterizedTest(name = "{0} channels of {1} bytes")
    @CsvSource({"1,1", "2,1", "3,1", "4,1", "1,2", "2,2", "3,2", "4,2"})
    void eachPixelIsTheMeanOfItsSquare(int channels, int bytes) {
        Random random = new Random(SEED);
        for (int round = 0; round < 60; round++) {
            PixelSize full = new PixelSize(1 + random.nextInt(40), 1 + random.nextInt(40));
            int shrink = 1 + random.nextInt(12);
            int[] values = values(random, full, channels, bytes);

            List<byte[]> rows = new ArrayList<>();
            RowReducer reducer = new RowReducer(
                    full, channels, bytes, shrink, (row, length) -> rows.add(Arrays.copyOf(row, length)));
            for (int y = 0; y < full.height(); y++) {
                reducer.row(pack(values, y * full.width() * channels, full.width() * channels, bytes));
            }

            String which = full + " by " + shrink + ", seed " + SEED + " round " + round;
            assertThat(unpack(rows, bytes)).as(which).containsExactly(Means.of(values, full, channels, shrink));
            assertThat(rows).as(which).hasSize(reducer.size().height());
        }
    }

    @ParameterizedTest(name = "{0} channels")
    @CsvSource({"3", "4"})
    void pixelsGiveTheSameAsBytes(int channels) {
        Random random = new Random(SEED);
        for (int shrink = 1; shrink < 6; shrink++) {
            PixelSize full = new PixelSize(31, 17);
            int[] values = values(random, full, channels, 1);
            int[] pixels = new int[full.width() + 3];
            List<byte[]> rows = new ArrayList<>();
            RowReducer reducer =
                    new RowReducer(full, channels, 1, shrink, (row, length) -> rows.add(Arrays.copyOf(row, length)));
            for (int y = 0; y < full.height(); y++) {
                for (int x = 0; x < full.width(); x++) {
                    int at = (y * full.width() + x) * channels;
                    int alpha = channels == 4 ? values[at + 3] : random.nextInt(256);
                    pixels[x + 3] = alpha << 24 | values[at] << 16 | values[at + 1] << 8 | values[at + 2];
                }
                reducer.rowOfPixels(pixels, 3);
            }

            assertThat(unpack(rows, 1))
                    .as("by " + shrink + ", seed " + SEED)
                    .containsExactly(Means.of(values, full, channels, shrink));
        }
    }

    @Test
    void handsOnTheArrayItselfWhenNothingIsReduced() {
        byte[] row = new byte[12];
        List<byte[]> rows = new ArrayList<>();
        new RowReducer(new PixelSize(4, 1), 3, 1, 1, (pixels, length) -> rows.add(pixels)).row(row);

        assertThat(rows.getFirst()).isSameAs(row);
    }

    @Test
    void invisibleColoursDoNotBleed() {
        List<byte[]> rows = new ArrayList<>();
        RowReducer reducer =
                new RowReducer(new PixelSize(4, 1), 2, 1, 2, (row, length) -> rows.add(Arrays.copyOf(row, length)));
        reducer.row(new byte[] {(byte) 200, 0, 40, 100, 90, 0, 91, 0});

        assertThat(rows.getFirst()).containsExactly(40, 50, 0, 0);
    }

    @ParameterizedTest(name = "{0} channels of {1} bytes, all {2}")
    @CsvSource({"1,2,65535", "2,2,65535", "3,1,255", "4,1,255", "4,2,65535"})
    void hugeSquaresDoNotOverflow(int channels, int bytes, int value) {
        PixelSize full = new PixelSize(RowReducer.MAX_SHRINK + 1, 3000);
        int[] values = new int[full.width() * channels];
        Arrays.fill(values, value);
        byte[] row = pack(values, 0, values.length, bytes);
        List<byte[]> rows = new ArrayList<>();
        RowReducer reducer = new RowReducer(
                full, channels, bytes, RowReducer.MAX_SHRINK, (out, length) -> rows.add(Arrays.copyOf(out, length)));
        for (int y = 0; y < full.height(); y++) {
            reducer.row(row);
        }

        assertThat(unpack(rows, bytes)).hasSize(2 * channels).containsOnly(value);
    }

    @Test
    void dividesAsExactArithmeticDoes() {
        Random random = new Random(SEED);
        for (int bits = 8; bits <= 16; bits += 8) {
            for (int round = 0; round < 20_000; round++) {
                long divisor = 1 + (random.nextLong() >>> (63 - random.nextInt(30)));
                RoundedDivision division = new RoundedDivision(divisor, bits);
                long quotient = random.nextInt((1 << bits) - 1);
                long below = Math.max(0, quotient * divisor + divisor - 1 - divisor / 2);
                for (long dividend = below; dividend <= below + 1; dividend++) {
                    long expected = BigInteger.valueOf(dividend + divisor / 2)
                            .divide(BigInteger.valueOf(divisor))
                            .longValueExact();
                    assertThat(division.of(dividend))
                            .as("%s / %s, seed %s", dividend, divisor, SEED)
                            .isEqualTo(expected);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "4,1", "4,7"})
    void refusesWhatItCannotReduce(int channels, int shrink) {
        PixelSize full = new PixelSize(5, 5);
        assertThatThrownBy(() -> new RowReducer(full, channels + 4, 1, shrink, (row, length) -> {}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RowReducer.size(full, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RowReducer.size(full, RowReducer.MAX_SHRINK + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysWhatItHolds() {
        assertThat(RowReducer.heap(10_000, 4, 1, 1)).isBetween(40_000L, 42_000L);
        assertThat(RowReducer.heap(10_000, 4, 1, 2)).isBetween(180_000L, 182_000L);
        assertThat(RowReducer.heap(10_001, 3, 2, 4)).isBetween(2501L * 30, 2501L * 30 + 2000);
    }

    private static int[] values(Random random, PixelSize size, int channels, int bytes) {
        int[] values =
                random.ints(size.pixels() * channels, 0, 1 << (8 * bytes)).toArray();
        int flavour = random.nextInt(3);
        if (channels == 2 || channels == 4) {
            for (int at = channels - 1; at < values.length; at += channels) {
                values[at] = flavour == 0 || random.nextInt(4) == 0 ? (1 << (8 * bytes)) - 1 : values[at];
                values[at] = flavour == 1 && random.nextBoolean() ? 0 : values[at];
            }
        }
        return values;
    }

    private static byte[] pack(int[] values, int from, int count, int bytes) {
        ByteBuffer row = ByteBuffer.allocate(count * bytes).order(ByteOrder.nativeOrder());
        for (int at = from; at < from + count; at++) {
            if (bytes == 2) {
                row.putShort((short) values[at]);
            } else {
                row.put((byte) values[at]);
            }
        }
        return row.array();
    }

    private static int[] unpack(List<byte[]> rows, int bytes) {
        return rows.stream()
                .flatMapToInt(row -> {
                    ByteBuffer buffer = ByteBuffer.wrap(row).order(ByteOrder.nativeOrder());
                    int[] values = new int[row.length / bytes];
                    for (int at = 0; at < values.length; at++) {
                        values[at] = bytes == 2 ? buffer.getShort() & 0xffff : buffer.get() & 0xff;
                    }
                    return Arrays.stream(values);
                })
                .toArray();
    }
}
