package dev.sluice.image.rows.jpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.failure.BadInput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("slow")
final class ProgressiveJpegFuzzTest {

    private static final int MUTATIONS = 80;
    private static final int CUTS = 40;

    /** A thousand times what one takes: for machines that are busy. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /** What tends to break parsers: signs, ends, and markers. */
    private static final int[] NASTY = {0, 1, 0x7f, 0x80, 0xff, 0xd9, 0xda, 0xc4, 0xd0};

    /** How far libjpeg's smoothing of bits that are missing may go, on average. */
    private static final double SMOOTHED = 6;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void aPictureCutOffAnywhereIsRefusedOrTheWholePicture(Corpus picture) {
        byte[] jpeg = picture.progressive();
        byte[] whole = Converted.strictly(jpeg, folder);
        int refused = 0;
        for (int length : cuts(jpeg)) {
            String name = picture + ", cut to " + length;
            Optional<byte[]> found = convert(Arrays.copyOf(jpeg, length), false, name);
            refused += found.isEmpty() ? 1 : 0;
            found.ifPresent(baseline -> assertThat(baseline).as(name).isEqualTo(whole));
            assertThat(found.isEmpty() || length > jpeg.length - 8).as(name).isTrue();
        }
        assertThat(refused).isGreaterThan(CUTS);
    }

    /** All over the file, and for every scan: before it, in its header, in the midst of its data, and before its end. */
    private static NavigableSet<Integer> cuts(byte[] jpeg) {
        NavigableSet<Integer> cuts = new TreeSet<>();
        for (int i = 0; i < CUTS; i++) {
            cuts.add((int) ((long) i * jpeg.length / CUTS));
        }
        int before = jpeg.length;
        for (int at = jpeg.length - 2; at > 0; at--) {
            if (jpeg[at] == -1 && (jpeg[at + 1] & 0xff) == 0xda) {
                cuts.add(at);
                cuts.add(at + 1);
                cuts.add(at + 5);
                cuts.add((at + before) / 2);
                cuts.add(before - 1);
                before = at;
            }
        }
        for (int i = 1; i <= 8; i++) {
            cuts.add(jpeg.length - i);
        }
        return cuts;
    }

    @ParameterizedTest
    @EnumSource
    void aPictureThatIsKeptLosesOnlyWhatIsCutOff(Corpus picture) {
        byte[] jpeg = picture.progressive();
        int[][] whole = Coefficients.of(picture.baseline()).values;
        long difference = Long.MAX_VALUE;
        long first = -1;
        for (int length : cuts(jpeg)) {
            Optional<byte[]> found = convert(Arrays.copyOf(jpeg, length), true, picture + ", cut to " + length);
            if (found.isPresent()) {
                difference = difference(Coefficients.of(found.get()).values, whole);
                first = first < 0 ? difference : first;
            }
        }
        assertThat(first).as("with little of it").isPositive();
        assertThat(difference).as("without the end marker").isBetween(0L, first / 2);
    }

    private static long difference(int[][] found, int[][] whole) {
        long sum = 0;
        for (int component = 0; component < whole.length; component++) {
            assertThat(found[component]).hasSameSizeAs(whole[component]);
            for (int i = 0; i < whole[component].length; i++) {
                sum += Math.abs(found[component][i] - whole[component][i]);
            }
        }
        return sum;
    }

    /** Where a scan has got lost among broken bytes libjpeg smooths over what is missing: there the two only come close. */
    @ParameterizedTest
    @EnumSource
    void neverFailsButAsForeseenAndNeverDiffersFromLibvips(Corpus picture) {
        Decoder decoder = new Decoder(folder);
        int taken = 0;
        for (int seed = 0; seed < MUTATIONS; seed++) {
            byte[] mutant = mutate(picture.progressive(), new Random(seed));
            String name = picture + ", seed " + seed;
            convert(mutant, true, name).ifPresent(Coefficients::of);
            Optional<byte[]> found = convert(mutant, false, name);
            if (found.isPresent()) {
                byte[] ours = decoder.pixels(found.get());
                byte[] theirs = decoder.pixels(mutant);
                if (complete(mutant)) {
                    taken++;
                    assertThat(Arrays.mismatch(ours, theirs)).as(name).isEqualTo(-1);
                } else {
                    assertThat(meanDifference(ours, theirs)).as(name).isLessThan(SMOOTHED);
                }
            }
        }
        assertThat(taken).as("mutants that are whole pictures").isPositive();
    }

    /** Whether the scan headers bring every bit of every coefficient. */
    private static boolean complete(byte[] jpeg) {
        Map<Integer, int[]> bits = new HashMap<>();
        for (int at = 0; at < jpeg.length - 10; at++) {
            int count = jpeg[at + 4];
            if (jpeg[at] == -1 && (jpeg[at + 1] & 0xff) == 0xda && jpeg[at + 3] == 6 + 2 * count) {
                int band = at + 5 + 2 * count;
                for (int i = 0; i < count; i++) {
                    int[] component = bits.computeIfAbsent((int) jpeg[at + 5 + 2 * i], _ -> filled());
                    Arrays.fill(component, jpeg[band], jpeg[band + 1] + 1, jpeg[band + 2] & 15);
                }
            }
        }
        return bits.values().stream()
                .allMatch(component -> Arrays.stream(component).allMatch(low -> low == 0));
    }

    private static int[] filled() {
        int[] missing = new int[64];
        Arrays.fill(missing, Integer.MAX_VALUE);
        return missing;
    }

    private static double meanDifference(byte[] ours, byte[] theirs) {
        assertThat(ours).hasSameSizeAs(theirs);
        long sum = 0;
        for (int i = 0; i < ours.length; i++) {
            sum += Math.abs((ours[i] & 0xff) - (theirs[i] & 0xff));
        }
        return (double) sum / ours.length;
    }

    /** The baseline JPEG; empty when it was refused in a way that is foreseen. */
    private Optional<byte[]> convert(byte[] jpeg, boolean keepTruncated, String name) {
        long begun = System.nanoTime();
        try {
            return Optional.of(Converted.of(jpeg, folder, keepTruncated, more -> {}));
        } catch (BadInput refused) {
            assertThat(refused.getMessage()).as(name).doesNotContain(folder.toString());
            return Optional.empty();
        } catch (RuntimeException wrong) {
            throw new AssertionError(name, wrong);
        } finally {
            assertThat(System.nanoTime() - begun).as(name).isLessThan(LONGEST.toNanos());
        }
    }

    static byte[] mutate(byte[] picture, Random random) {
        int changes = 1 + random.nextInt(3);
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
