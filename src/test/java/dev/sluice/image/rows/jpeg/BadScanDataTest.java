package dev.sluice.image.rows.jpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.failure.BadInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scans whose headers are sound, and whose data are not. */
@Timeout(value = 5, unit = TimeUnit.SECONDS)
final class BadScanDataTest {

    private static final byte[] MEANS = Pieces.scan(1, 0, 0, 0, 0, "0");

    @TempDir
    private Path folder;

    private Refusal refusal;

    @BeforeEach
    void begin() {
        refusal = new Refusal(folder);
    }

    @Test
    void refusesDataThatAreCorrupt() {
        refusal.damaged("in scan 1, its data are corrupt", Pieces.block(Pieces.table(0, 0, 12), scan(0, "0110")));
        refusal.damaged("in scan 1, its data are corrupt", Pieces.block(Pieces.table(0, 0, 255), scan(0, "0110")));
        refusal.damaged("in scan 1, its data are corrupt", Pieces.block(scan(0, "10")));
        refusal.damaged("in scan 1, its data are corrupt", Pieces.block(scan(0, "1".repeat(20))));
        detail("in scan 2, its data are corrupt", 0, "1", 0);
        detail("in scan 2, its data are corrupt", 0, "01", 0x00, 0x0b);
        detail("in scan 2, its data are corrupt", 1, "01", 0x00, 0x0a);
        detail("in scan 2, its data are corrupt", 0, "00".repeat(4), 0xf0, 0xe1);
        detail("in scan 2, its data are corrupt", 0, "00".repeat(3) + "010", 0xf0, 0xf1);
    }

    /** A scan of means with table 0. */
    private static byte[] scan(int low, String bits) {
        return Pieces.scan(1, 0, 0, 0, low, bits);
    }

    /** A scan of everything but means, with codes of equal length for these symbols. */
    private void detail(String why, int low, String bits, int... symbols) {
        refusal.damaged(why, Pieces.block(MEANS, Pieces.table(0x10, symbols), Pieces.scan(1, 1, 63, 0, low, bits)));
    }

    @Test
    void refusesRefinementsThatAreCorrupt() {
        byte[] first = Pieces.join(MEANS, Pieces.scan(1, 1, 63, 0, 1, "0"));
        for (int symbol : new int[] {0x02, 0x0f}) {
            refusal.damaged(
                    "in scan 3, its data are corrupt",
                    Pieces.block(first, Pieces.table(0x10, symbol), Pieces.scan(1, 1, 63, 1, 0, "0".repeat(300))));
        }
        refusal.damaged(
                "in scan 3, its data are corrupt",
                Pieces.block(first, Pieces.table(0x10, 0xf0), Pieces.scan(1, 1, 63, 1, 0, "0".repeat(300))));
        refusal.damaged(
                "in scan 3, its data are corrupt", Pieces.block(first, Pieces.scan(1, 1, 63, 1, 0, "1".repeat(30))));
    }

    @Test
    void refusesCoefficientsThatBaselineHasNoCodeFor() {
        refusal.damaged("out of range", Pieces.block(Pieces.table(0, 0, 11), scan(1, "01" + "1".repeat(11))));
        byte[] wide = Pieces.frame(8, 8 * 64, 8, 0x11);
        refusal.damaged(
                "in scan 1, its data are corrupt",
                Pieces.picture(
                        Pieces.QUANTISATION,
                        wide,
                        Pieces.table(0, 0, 11),
                        scan(5, ("01" + "1".repeat(11)).repeat(64))));
        refusal.damaged(
                "in scan 3, its data are corrupt",
                Pieces.block(
                        MEANS,
                        Pieces.scan(1, 1, 63, 0, 11, "0"),
                        Pieces.table(0x10, 0, 1),
                        Pieces.scan(1, 1, 63, 11, 10, "010")));
    }

    @Test
    void refusesScansThatEndEarly() {
        byte[] wide = Pieces.frame(8, 800, 80, 0x11);
        byte[] means = scan(0, "0".repeat(1000));
        byte[] start = Pieces.join(Pieces.QUANTISATION, wide, Pieces.NO_DIFFERENCE, Pieces.NO_DETAIL);
        byte[] details = Pieces.scan(1, 1, 63, 0, 1, "0".repeat(1000));
        assertThat(Converted.strictly(Pieces.picture(start, means, details), folder))
                .isNotEmpty();
        refusal.damaged("in scan 1, its data end early", Pieces.picture(start, scan(0, "0".repeat(992))));
        refusal.damaged(
                "in scan 2, its data end early",
                Pieces.picture(start, means, Pieces.scan(1, 1, 63, 0, 1, "0".repeat(992))));
        refusal.damaged(
                "in scan 3, its data end early",
                Pieces.picture(start, means, details, Pieces.scan(1, 1, 63, 1, 0, "0".repeat(992))));
        refusal.damaged(
                "in scan 2, its data end early",
                Pieces.picture(start, scan(1, "0".repeat(1000)), Pieces.scan(1, 0, 0, 1, 0, "0".repeat(992))));
    }

    @Test
    void aHugePictureWithLittleDataEndsAtOnce() throws IOException {
        byte[] start = Pieces.join(
                Pieces.QUANTISATION,
                Pieces.frame(8, 65_500, 65_500, 0x22, 0x11, 0x11),
                Pieces.NO_DIFFERENCE,
                Pieces.NO_DETAIL);
        byte[] jpeg = Pieces.picture(start, Pieces.means(3, 0, 0, "0".repeat(8)));
        refusal.damaged("in scan 1, its data end early", jpeg);
        AtomicInteger looks = new AtomicInteger();
        try (ProgressiveJpeg huge = ProgressiveJpeg.open(Converted.write(jpeg, folder), true, Converted::nothingMore)) {
            assertThatThrownBy(() -> huge.toBaseline(Channels.newChannel(OutputStream.nullOutputStream()), () -> {
                        if (looks.incrementAndGet() == 100) {
                            throw new IllegalStateException("too long");
                        }
                    }))
                    .hasMessage("too long");
        }
    }

    @Test
    void refusesRestartMarkersThatAreOutOfOrderOrMissing() {
        byte[] jpeg = Corpus.RESTARTS_EVERY_ROW.progressive();
        List<Integer> restarts = restarts(jpeg);
        assertThat(restarts).hasSizeGreaterThan(20);
        for (int at : restarts.subList(0, 8)) {
            byte[] swapped = jpeg.clone();
            swapped[at + 1] ^= 1;
            refusal.damaged("restart markers are missing or out of order", swapped);
            refusal.damaged("in scan", without(jpeg, at, 2));
        }
    }

    /** The third restart interval of the first scan is what suffers, whatever has happened to its marker. */
    @ParameterizedTest
    @ValueSource(ints = {0xd0, 0xd3, 0xd4, 0xd7, 0})
    void goesOnAtTheNextRestartMarkerWhenWhatIsDamagedIsKept(int marker) {
        byte[] jpeg = restartedMeans(8);
        byte[] broken = jpeg.clone();
        int third = restarts(jpeg).get(1);
        assertThat(broken[third + 1]).isEqualTo((byte) 0xd1);
        if (marker == 0) {
            broken = without(broken, third, 2);
        } else {
            broken[third + 1] = (byte) marker;
        }
        refusal.damaged("in scan 1", broken);
        int[] whole = Coefficients.of(Converted.strictly(jpeg, folder)).values[0];
        int[] kept = Coefficients.of(Converted.leniently(broken, folder)).values[0];
        assertThat(mean(whole, 0)).isEqualTo(1);
        assertThat(IntStream.range(0, 8).filter(block -> mean(kept, block) == 1))
                .as("blocks that are as they were")
                .contains(0, 1)
                .hasSizeGreaterThanOrEqualTo(marker == 0xd4 ? 5 : 6);
    }

    private static int mean(int[] coefficients, int block) {
        return coefficients[block * 64];
    }

    /** Blocks beside each other, all of mean 1, with a restart marker behind each. */
    private static byte[] restartedMeans(int blocks) {
        List<byte[]> scan = new ArrayList<>(List.of(Pieces.segment(0xda, 1, 1, 0, 0, 0, 0)));
        for (int i = 0; i < blocks; i++) {
            scan.add(Pieces.data("001"));
            if (i < blocks - 1) {
                scan.add(Pieces.bytes(0xff, 0xd0 + i % 8));
            }
        }
        return Pieces.picture(
                Pieces.QUANTISATION,
                Pieces.frame(8, 8 * blocks, 8, 0x11),
                Pieces.table(0, 1, 0),
                Pieces.segment(0xdd, 0, 1),
                Pieces.join(scan));
    }

    @Test
    void keepsWhatIsThereWhenThatIsAskedFor() {
        byte[] two = Pieces.join(
                Pieces.QUANTISATION, Pieces.frame(8, 16, 8, 0x11, 0x11), Pieces.table(0, 1, 0), Pieces.NO_DETAIL);
        byte[] half = Pieces.picture(two, scan(0, "0011"));
        Coefficients found = Coefficients.of(Converted.leniently(half, folder));
        assertThat(found.values[0][0]).isEqualTo(1);
        assertThat(found.values[1]).containsOnly(0);
        assertThat(found.tables[1]).containsOnly(1);
        byte[] cut = Pieces.join(Pieces.bytes(0xff, 0xd8), two, scan(0, "0011"), Pieces.bytes(0xff, 0xda, 0, 8, 1));
        assertThat(Converted.leniently(cut, folder)).isEqualTo(Converted.leniently(half, folder));
        assertThatThrownBy(() -> Converted.leniently(Pieces.picture(two), folder))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("before its first scan");
    }

    private static List<Integer> restarts(byte[] jpeg) {
        return IntStream.range(0, jpeg.length - 1)
                .filter(at -> jpeg[at] == -1 && (jpeg[at + 1] & 0xf8) == 0xd0)
                .boxed()
                .toList();
    }

    private static byte[] without(byte[] jpeg, int at, int count) {
        ByteArrayOutputStream shorter = new ByteArrayOutputStream();
        shorter.write(jpeg, 0, at);
        shorter.write(jpeg, at + count, jpeg.length - at - count);
        return shorter.toByteArray();
    }
}
