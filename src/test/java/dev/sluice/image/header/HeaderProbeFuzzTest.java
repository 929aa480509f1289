package dev.sluice.image.header;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.failure.SluiceException;
import dev.sluice.image.Probe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class HeaderProbeFuzzTest {

    private static final int MUTATIONS = 2_000;

    /** A thousand times what one takes: for machines that are busy. */
    private static final Duration LONGEST = Duration.ofSeconds(1);

    /** What tends to break parsers: signs, ends, and lengths that wrap. */
    private static final int[] NASTY = {0, 1, 0x7f, 0x80, 0xff, 0xfe};

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Format.class)
    void neverFailsButAsForeseenAndNeverTakesLong(Format format) throws IOException {
        Path file = folder.resolve("mutant");
        HeaderProbe probe = new HeaderProbe();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int seed = 0; seed < MUTATIONS; seed++) {
                byte[] mutant = mutate(format.picture(), new Random(seed));
                channel.write(ByteBuffer.wrap(mutant), 0);
                long begun = System.nanoTime();
                try {
                    check(probe.read(file));
                } catch (SluiceException refused) {
                    assertThat(refused.getMessage()).doesNotContain(folder.toString());
                } catch (RuntimeException | AssertionError wrong) {
                    throw new AssertionError(format + ", seed " + seed, wrong);
                }
                if (System.nanoTime() - begun > LONGEST.toNanos()) {
                    throw new AssertionError(format + ", seed " + seed + " took longer than " + LONGEST);
                }
            }
        }
    }

    private static void check(Probe probe) {
        assertThat(probe.size().width()).isBetween(1, 65_535);
        assertThat(probe.size().height()).isBetween(1, 65_535);
        assertThat(probe.channels()).isBetween(1, 7);
        assertThat(probe.bitsPerChannel()).isBetween(1, 64);
        assertThat(probe.metadata().bytes()).isBetween(0L, 16L << 20);
    }

    private static byte[] mutate(byte[] picture, Random random) {
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(picture.length);
            switch (random.nextInt(4)) {
                case 0 -> picture[at] = (byte) random.nextInt();
                case 1 -> picture[at] = (byte) NASTY[random.nextInt(NASTY.length)];
                case 2 -> picture[at] ^= (byte) (1 << random.nextInt(8));
                default -> {
                    int length = Math.min(random.nextInt(8), picture.length - at);
                    System.arraycopy(picture, random.nextInt(picture.length - length + 1), picture, at, length);
                }
            }
        }
        return picture;
    }
}
