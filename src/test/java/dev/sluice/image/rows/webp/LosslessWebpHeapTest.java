package dev.sluice.image.rows.webp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.Refused;
import dev.sluice.image.rows.Allowance;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures that are made to need more than others. */
class LosslessWebpHeapTest {

    private static final long SEED = 345;

    @TempDir
    private Path folder;

    private Trial trial;

    @BeforeEach
    void begin() {
        trial = new Trial(folder);
    }

    @Test
    void asksForWhatSmallTilesNeedBeforeItTakesIt() {
        byte[] small = tiles(1200, 1000, 0);
        long tiles = 300L * 250;
        long ordinary = 6L * (1 << 14) + 4L * (1 << 12);
        assertThat(trial.asked(small)).isEqualTo(6 * tiles + 4 - ordinary);
        assertThat(trial.asked(tiles(1200, 1000, 2))).as("tiles of 16 pixels").isZero();
        assertThat(trial.asked(tiles(200, 200, 0))).as("a small picture").isZero();

        Path file = trial.file(small);
        Allowance none = more -> {
            throw new Refused.Draining();
        };
        assertThatThrownBy(() -> Pixels.read(file, 1, none)).isInstanceOf(Refused.class);
    }

    /** A flat picture that has predictions, factors of colour and groups for small tiles. */
    private static byte[] tiles(int width, int height, int bits) {
        BitWriter out = new BitWriter().header(width, height);
        out.put(1, 1).put(0, 2).put(bits, 3).flatSubImage(0xff000100);
        out.put(1, 1).put(1, 2).put(bits, 3).flatSubImage(0xff000000);
        out.put(0, 2).put(1, 1).put(bits, 3).flatSubImage(0xff000000);
        return Container.simple(out.oneSymbol(1).restOfGroup(2, 3, 255, 0).toBytes());
    }

    /** Begins a picture of 256 by 64 pixels whose tiles of 4 by 4 pixels use groups 0, 1, 2 and so on, times 64. */
    private static BitWriter groups(int cacheBits) {
        BitWriter out = new BitWriter().header(256, 64).put(0, 1).flag(cacheBits > 0);
        if (cacheBits > 0) {
            out.put(cacheBits, 4);
        }
        out.put(1, 1).put(0, 3).put(0, 1);
        int[] green = new int[280];
        for (int low = 0; low < 256; low += 64) {
            green[low] = 2;
        }
        int[] red = new int[256];
        Arrays.fill(red, 8);
        out.lengths(green).lengths(red).oneSymbol(0).oneSymbol(0).oneSymbol(0);
        for (int tile = 0; tile < 1024; tile++) {
            out.put(Integer.reverse(tile % 4) >>> 30, 2).put(Integer.reverse(tile / 4) >>> 24, 8);
        }
        return out;
    }

    @Test
    void manyGroupsAreTakenWhenTheirTablesFit() {
        BitWriter out = groups(0);
        for (int group = 0; group <= 1023 * 64; group++) {
            out.oneSymbol(group & 0xff).restOfGroup(2, group >> 8, 255, 0);
        }
        byte[] bytes = Container.simple(out.toBytes());
        long directory = 4L * (1023 * 64 + 1);
        long ordinary = 6L * 1024 + 4L * (1 << 12);
        assertThat(trial.asked(bytes)).isEqualTo(directory + 2 * 1024 - ordinary);
        Path file = trial.file(bytes);
        Pixels.read(file, 1, more -> {}).assertEquals(Trial.ENGINE.read(file), "many groups");
    }

    @Test
    void refusesTablesBeyondAllMeasure() {
        Random random = new Random(SEED);
        BitWriter out = groups(11);
        RandomCode green = new RandomCode(random, 280 + 2048, 2328);
        RandomCode other = new RandomCode(random, 256, 256);
        for (int group = 0; group <= 1023 * 64; group++) {
            if (group % 64 == 0) {
                green.writeLengths(out);
                other.writeLengths(out);
                other.writeLengths(out);
                other.writeLengths(out);
                out.oneSymbol(0);
            } else {
                out.oneSymbol(1).restOfGroup(0, 0, 0, 0);
            }
        }
        long[] asked = new long[1];
        Path file = trial.file(Container.simple(out.toBytes()));
        assertThatThrownBy(() -> Pixels.read(file, 1, more -> asked[0] += more.bytes()))
                .asInstanceOf(type(BadInput.class))
                .satisfies(bad -> assertThat(bad.kind()).isEqualTo(BadInput.Kind.UNSUPPORTED_PICTURE))
                .satisfies(bad -> assertThat(bad).hasMessageContaining("8.0 MiB"));
        assertThat(asked[0]).isBetween(7L << 20, 9L << 20);
    }

    @Test
    void aPictureOfManyPixelsInFewBytesIsReadAsFarAsItIsWanted() {
        byte[] flat = Trial.plain(16_384, 16_384)
                .oneSymbol(1)
                .restOfGroup(2, 3, 255, 0)
                .toBytes();
        Path file = trial.file(Container.simple(flat));
        int[] rows = new int[1];
        try (LosslessWebp reader = LosslessWebp.open(file, 1, Pixels.NOTHING_MORE)) {
            assertThatThrownBy(() -> reader.read((row, bytes) -> rows[0]++, () -> {
                        if (rows[0] > 100) {
                            throw new IllegalStateException("enough");
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(rows[0]).isBetween(100, 200);

        BitWriter noisy = Trial.plain(16_384, 16_384).twoSymbols(1, 2).restOfGroup(2, 3, 255, 0);
        Path little = trial.file(Container.simple(noisy.toBytes()));
        try (LosslessWebp reader = LosslessWebp.open(little, 1, Pixels.NOTHING_MORE)) {
            assertThatThrownBy(() -> reader.read((row, bytes) -> {}, () -> {}))
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining("end early");
        }
    }
}
