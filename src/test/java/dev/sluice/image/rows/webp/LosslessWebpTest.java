package dev.sluice.image.rows.webp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.sluice.support.Pictures;
import dev.sluice.units.PixelSize;
import java.awt.image.BufferedImage;
import java.lang.management.ManagementFactory;
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

class LosslessWebpTest {

    private static final Path SAMPLES = Path.of("src/test/resources/webp");
    private static final long SEED = 9649;
    private static final long MEBI = 1 << 20;

    private static final Engine ENGINE = new Engine();

    @TempDir
    private Path folder;

    static List<String> samples() throws Exception {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void readsWhatCwebpWroteAsTheEngineDoes(String name) {
        Path file = SAMPLES.resolve(name);
        Pixels expected = ENGINE.read(file);
        Pixels.read(file, 1, Pixels.NOTHING_MORE).assertEquals(expected, name);
        for (int shrink : new int[] {2, 3, 8, 100}) {
            Pixels.read(file, shrink, Pixels.NOTHING_MORE)
                    .assertEquals(expected.shrunk(shrink), name + " by " + shrink);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4, 6})
    void readsWhatTheEngineWroteAtAnyEffortAndSize(int effort) {
        Random random = new Random(SEED + effort);
        for (int round = 0; round < 16; round++) {
            int width = round < 4 ? 1 + random.nextInt(3) : 1 + random.nextInt(200);
            int height = 1 + random.nextInt(150);
            BufferedImage picture = picture(random, width, height, round % 8);
            Path file = folder.resolve(effort + "-" + round + ".webp");
            ENGINE.write(picture, file, saver -> saver.set("effort", effort).set("exact", 1));

            String which = width + "x" + height + ", seed " + (SEED + effort) + " round " + round;
            Pixels expected = Pixels.of(picture);
            Pixels read = Pixels.read(file, 1, Pixels.NOTHING_MORE);
            if (expected.channels == read.channels) {
                read.assertEquals(expected, which);
            }
            read.assertEquals(ENGINE.read(file), which);
            int shrink = 2 + random.nextInt(9);
            Pixels.read(file, shrink, Pixels.NOTHING_MORE).assertEquals(read.shrunk(shrink), which + " by " + shrink);
        }
    }

    /** Photographs, noise, one colour, few colours, and all of them with alpha. */
    private static BufferedImage picture(Random random, int width, int height, int kind) {
        boolean alpha = kind >= 4;
        BufferedImage image =
                new BufferedImage(width, height, alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        int colours = 1 << random.nextInt(9);
        int[] palette = random.ints(colours).toArray();
        BufferedImage scene = Pictures.scene(width, height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int argb = switch (kind % 4) {
                    case 0 -> (scene.getRGB(x, y) ^ (random.nextInt() & 0x00070707)) & (alpha ? 0x80ffffff : -1);
                    case 1 -> random.nextInt();
                    case 2 -> palette[0];
                    default -> palette[(x / 5 + y / 7 + random.nextInt(2)) % colours];
                };
                image.setRGB(x, y, argb);
            }
        }
        return image;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50, 90})
    void readsNearLosslessPictures(int quality) {
        Path file = folder.resolve("near.webp");
        BufferedImage picture = Pictures.noise(120, 90, SEED);
        ENGINE.write(picture, file, saver -> saver.set("near_lossless", 1).set("Q", quality));
        Pixels.read(file, 1, Pixels.NOTHING_MORE).assertEquals(ENGINE.read(file), "Q " + quality);
    }

    @Test
    void readsWhateverTheFormatCanSay() throws Exception {
        for (int round = 0; round < 200; round++) {
            Random random = new Random(SEED + round);
            int width = 1 + random.nextInt(round % 10 == 0 ? 600 : 60);
            int height = 1 + random.nextInt(60);
            Path file = folder.resolve("random.webp");
            Files.write(file, Container.simple(new RandomPicture(random, width, height).write()));
            String which = width + "x" + height + ", seed " + (SEED + round);
            Pixels.read(file, 1, more -> {}).assertEquals(ENGINE.read(file), which);
        }
    }

    @Test
    void copiesFromAsFarAsTheFormatReaches() throws Exception {
        int farthest = (4 << 18) - 120;
        int width = 16_383;
        int height = 100;
        BitWriter out =
                new BitWriter().header(width, height).put(0, 1).put(0, 1).put(0, 1);
        // Green: 254 literals and a copy of 4096 pixels; distance: one row, or the farthest.
        int[] green = new int[280];
        Arrays.fill(green, 0, 254, 8);
        green[256 + 23] = 7;
        out.lengths(green).twoSymbols(0, 255).oneSymbol(7).oneSymbol(255);
        int[] distance = new int[40];
        distance[0] = 1;
        distance[39] = 1;
        out.lengths(distance);
        Random random = new Random(SEED);
        int done = 0;
        while (done < width * height) {
            boolean copy = done >= 2 * width && width * height - done >= 4096 && random.nextInt(50) == 0;
            if (copy) {
                boolean far = done >= farthest && random.nextInt(3) != 0;
                out.put(0, 7).put((1 << 10) - 1, 10).flag(far);
                if (far) {
                    out.put((1 << 18) - 1, 18);
                }
                done += 4096;
            } else {
                out.put(Integer.reverse(2 + random.nextInt(254)) >>> 24, 8).flag(random.nextBoolean());
                done++;
            }
        }
        Path file = folder.resolve("far.webp");
        Files.write(file, Container.simple(out.toBytes()));
        Pixels.read(file, 1, Pixels.NOTHING_MORE).assertEquals(ENGINE.read(file), "far copies");
    }

    @ParameterizedTest
    @CsvSource({"0x00,true,3", "0x00,false,3", "0x10,true,4", "0x10,false,4"})
    void theContainerSaysWhetherAlphaCounts(String flags, boolean hint, int channels) throws Exception {
        byte[] stream = translucent();
        if (!hint) {
            stream[4] &= ~0x10;
        }
        Path file = folder.resolve("alpha.webp");
        Files.write(
                file,
                Container.riff(
                        Container.extended(Integer.decode(flags), 5, 3),
                        Container.chunk("ICCP", new byte[7]),
                        Container.chunk("VP8L", stream)));
        Pixels read = Pixels.read(file, 1, Pixels.NOTHING_MORE);
        assertThat(read.channels).isEqualTo(channels);
        read.assertEquals(ENGINE.read(file), flags + " " + hint);
    }

    @ParameterizedTest
    @CsvSource({"true,4", "false,3"})
    void withoutAnExtendedHeaderTheStreamSaysWhetherAlphaCounts(boolean hint, int channels) throws Exception {
        byte[] stream = translucent();
        if (!hint) {
            stream[4] &= ~0x10;
        }
        Path file = folder.resolve("alpha.webp");
        Files.write(file, Container.simple(stream));
        Pixels read = Pixels.read(file, 1, Pixels.NOTHING_MORE);
        assertThat(read.channels).isEqualTo(channels);
        read.assertEquals(ENGINE.read(file), "hint " + hint);
    }

    /** 5 by 3 pixels of one colour and half its opacity. */
    private static byte[] translucent() {
        return new BitWriter()
                .header(5, 3)
                .put(0, 1)
                .put(0, 1)
                .put(0, 1)
                .oneSymbol(20)
                .restOfGroup(10, 30, 128, 0)
                .toBytes();
    }

    @Test
    void allocatesNoMoreThanItsPrice() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int height : new int[] {100, 1400}) {
            BufferedImage picture = Pictures.noise(900, height, SEED);
            Path file = folder.resolve("priced" + height + ".webp");
            ENGINE.write(picture, file, saver -> saver.set("effort", 4));
            for (int shrink : new int[] {1, 4}) {
                long price = LosslessWebp.heap(new PixelSize(900, height), false, shrink);
                long least = Long.MAX_VALUE;
                // The first rounds load classes.
                for (int round = 0; round < 3; round++) {
                    long before = threads.getCurrentThreadAllocatedBytes();
                    try (LosslessWebp reader = LosslessWebp.open(file, shrink, Pixels.NOTHING_MORE)) {
                        reader.read((row, bytes) -> {}, () -> {});
                    }
                    least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
                }
                assertThat(least)
                        .as("for 900x" + height + " by " + shrink)
                        .isLessThanOrEqualTo(price)
                        .isGreaterThan(price * 3 / 4);
            }
        }
    }

    @Test
    void thePriceOfLargePicturesIsSmallAndHardlyGrowsWithHeight() {
        assertThat(LosslessWebp.heap(new PixelSize(8_000, 6_000), false, 8)).isLessThan(6 * MEBI);
        assertThat(LosslessWebp.heap(new PixelSize(10_000, 8_000), true, 2)).isLessThan(7 * MEBI);
        assertThat(LosslessWebp.heap(new PixelSize(16_384, 16_384), true, 1)).isLessThan(12 * MEBI);
        assertThat(LosslessWebp.heap(new PixelSize(64, 64), true, 1)).isLessThan(MEBI / 2);
    }

    @Test
    void lookingMayEndTheReading() {
        int[] looks = new int[1];
        try (LosslessWebp reader = LosslessWebp.open(SAMPLES.resolve("flat.webp"), 1, Pixels.NOTHING_MORE)) {
            assertThatThrownBy(() -> reader.read((row, bytes) -> {}, () -> {
                        looks[0]++;
                        if (looks[0] == 3) {
                            throw new IllegalStateException("enough");
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(looks[0]).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 32_769})
    void refusesAShrinkThatIsNone(int shrink) {
        assertThatThrownBy(() -> LosslessWebp.open(SAMPLES.resolve("flat.webp"), shrink, Pixels.NOTHING_MORE))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
