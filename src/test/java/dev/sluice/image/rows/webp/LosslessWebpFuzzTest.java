package dev.sluice.image.rows.webp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.Refused;
import dev.sluice.image.rows.Allowance;
import dev.sluice.image.vips.VipsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What chance makes of good files is refused, or read as the engine reads it. */
@Tag("slow")
@Timeout(60)
class LosslessWebpFuzzTest {

    private static final Path SAMPLES = Path.of("src/test/resources/webp");
    private static final long SEED = 20_261_121;
    private static final Duration TIME = Duration.ofSeconds(5);

    /** Where the stream begins in a file without an extended header. */
    private static final int STREAM = 20;

    private static final Engine ENGINE = new Engine();

    @TempDir
    private Path folder;

    @Test
    void mutantsAreRefusedOrReadAsTheEngineReadsThem() throws Exception {
        List<String> samples = LosslessWebpTest.samples();
        long end = System.nanoTime() + TIME.toNanos();
        int read = 0;
        int refused = 0;
        for (int round = 0; round < 4000 && System.nanoTime() < end; round++) {
            Random random = new Random(SEED + round);
            String name = samples.get(random.nextInt(samples.size()));
            byte[] mutant = mutated(random, Files.readAllBytes(SAMPLES.resolve(name)));
            Path file = Files.write(folder.resolve("mutant.webp"), mutant);
            String which = name + ", seed " + (SEED + round);
            Pixels own = own(file, which);
            Pixels engines = engines(file);
            if (own != null && engines != null) {
                own.assertEquals(engines, which);
                read++;
            } else {
                assertThat(own).as(which + ": both refuse").isNull();
                assertThat(engines).as(which + ": both refuse").isNull();
                refused++;
            }
        }
        assertThat(read).isGreaterThan(20);
        assertThat(refused).isGreaterThan(20);
    }

    @Test
    void mutantsOfHeadersAreRefusedOrReadAsTheEngineReadsThem() throws Exception {
        byte[] simple = Files.readAllBytes(SAMPLES.resolve("palette-alpha.webp"));
        byte[] pixels = Arrays.copyOfRange(simple, 12, simple.length);
        byte[] whole = Container.riff(
                Container.extended(Container.ALPHA, 53, 41),
                Container.chunk("ICCP", new byte[9]),
                pixels,
                Container.chunk("EXIF", new byte[5]));
        int headers = 12 + 18 + 18 + 8 + 5;
        int read = 0;
        for (int round = 0; round < 600; round++) {
            Random random = new Random(SEED + round);
            byte[] mutant = whole.clone();
            mutant[random.nextInt(headers)] = (byte) (random.nextBoolean() ? random.nextInt(32) : random.nextInt());
            Path file = Files.write(folder.resolve("mutant.webp"), mutant);
            String which = "seed " + (SEED + round);
            Pixels own = own(file, which);
            Pixels engines = own == null ? null : engines(file);
            if (own != null && engines != null) {
                own.assertEquals(engines, which);
                read++;
            }
        }
        assertThat(read).isBetween(50, 500);
    }

    private static byte[] mutated(Random random, byte[] whole) {
        byte[] mutant = whole.clone();
        // Most of them early, where the codes are.
        int most = STREAM + 1 + random.nextInt(mutant.length - STREAM);
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            int at = STREAM + random.nextInt(most - STREAM);
            switch (random.nextInt(3)) {
                case 0 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> mutant[at] = (byte) random.nextInt();
                default -> Arrays.fill(mutant, at, Math.min(mutant.length, at + random.nextInt(8)), (byte) 0);
            }
        }
        return mutant;
    }

    private static @Nullable Pixels own(Path file, String which) {
        Allowance some = more -> {
            if (more.bytes() > 64 << 20) {
                throw new Refused.Draining();
            }
        };
        try {
            return Pixels.read(file, 1, some);
        } catch (BadInput bad) {
            assertThat(bad.kind()).as(which).isIn(BadInput.Kind.DAMAGED_PICTURE, BadInput.Kind.UNSUPPORTED_PICTURE);
            return null;
        }
    }

    private static @Nullable Pixels engines(Path file) {
        try {
            return ENGINE.read(file);
        } catch (VipsException bad) {
            return null;
        }
    }
}
