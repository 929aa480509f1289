package dev.sluice.image.rows.jpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.sluice.failure.StoreFailure;
import dev.sluice.image.ChromaSubsampling;
import dev.sluice.units.DataSize;
import dev.sluice.units.PixelSize;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ProgressiveJpegTest {

    @TempDir
    private Path folder;

    private byte[] pixels(byte[] jpeg) {
        byte[] pixels = new Decoder(folder).pixels(jpeg);
        assertThat(pixels).isNotEmpty();
        return pixels;
    }

    @ParameterizedTest
    @EnumSource
    void hasTheCoefficientsThatJpegtranFinds(Corpus picture) {
        Coefficients expected = Coefficients.of(picture.baseline());
        Coefficients found = Coefficients.of(Converted.strictly(picture.progressive(), folder));
        assertThat(found.width).isEqualTo(expected.width);
        assertThat(found.height).isEqualTo(expected.height);
        assertThat(found.marker).isEqualTo(expected.marker);
        assertThat(found.tables).isDeepEqualTo(expected.tables);
        assertThat(found.values).isDeepEqualTo(expected.values);
        assertThat(Arrays.stream(found.values[0]).filter(value -> value != 0).count())
                .as("coefficients of the first component that are not zero")
                .isGreaterThanOrEqualTo(found.values[0].length / 64);
    }

    @ParameterizedTest
    @EnumSource
    void looksTheSameToLibvips(Corpus picture) {
        assertThat(pixels(Converted.strictly(picture.progressive(), folder))).isEqualTo(pixels(picture.progressive()));
    }

    @Test
    void theFactorsOfOneComponentAloneMeanNothing() {
        byte[] grey = Corpus.GREY.progressive();
        byte[] before = pixels(Converted.strictly(grey, folder));
        int factors = indexOf(grey, 0xff, 0xc2) + 11;
        assertThat(grey[factors]).isEqualTo((byte) 0x11);
        grey[factors] = 0x22;
        assertThat(pixels(Converted.strictly(grey, folder))).isEqualTo(before).isEqualTo(pixels(grey));
    }

    /** The last scan of these brings the lowest bit of brightness. */
    @Test
    void bitsThatNoScanBringsAreZero() {
        byte[] jpeg = Corpus.YUV420.progressive();
        byte[] cut = Pieces.join(Arrays.copyOf(jpeg, lastScan(jpeg)), Pieces.bytes(0xff, 0xd9));
        Coefficients whole = Coefficients.of(Corpus.YUV420.baseline());
        Coefficients found = Coefficients.of(Converted.strictly(cut, folder));
        int[] expected = whole.values[0].clone();
        for (int i = 0; i < expected.length; i++) {
            expected[i] = i % 64 == 0 ? expected[i] : expected[i] / 2 * 2;
        }
        assertThat(found.values[0]).isEqualTo(expected).isNotEqualTo(whole.values[0]);
        assertThat(found.values[1]).isEqualTo(whole.values[1]);
    }

    @Test
    void aPictureThatIsCompleteNeedsNoEndMarker() {
        byte[] jpeg = Corpus.YUV444.progressive();
        assertThat(Converted.strictly(Arrays.copyOf(jpeg, jpeg.length - 2), folder))
                .isEqualTo(Converted.strictly(jpeg, folder));
    }

    @Test
    void whatComesBehindTheEndMarkerIsNotLookedAt() {
        byte[] jpeg = Corpus.GREY.progressive();
        assertThat(Converted.strictly(Pieces.join(jpeg, jpeg, Pieces.bytes(0xff, 0xda, 0xff)), folder))
                .isEqualTo(Converted.strictly(jpeg, folder));
    }

    @Test
    void fillBytesBeforeMarkersAndStuffingAreNoData() {
        byte[] jpeg = Corpus.RESTARTS_EVERY_TWO_BLOCKS.progressive();
        List<byte[]> parts = new ArrayList<>();
        for (int at = 0; at < jpeg.length; at++) {
            if (jpeg[at] == -1) {
                parts.add(Pieces.bytes(0xff, 0xff));
            }
            parts.add(Pieces.bytes(jpeg[at]));
        }
        byte[] filled = Pieces.join(parts);
        int start = indexOf(filled, 0xff, 0xd8);
        assertThat(Converted.strictly(Arrays.copyOfRange(filled, start, filled.length), folder))
                .isEqualTo(Converted.strictly(jpeg, folder));
    }

    @Test
    void keepsWhatDecidesHowPixelsLookAndNothingElse() {
        byte[] jpeg = Corpus.YUV420.progressive();
        byte[] exif = Pieces.join(Pieces.bytes(0xff, 0xe1, 0, 11), text("Exif\0\0MM*"));
        byte[] profile = Pieces.join(Pieces.bytes(0xff, 0xe2, 0x75, 0x32), text("ICC_PROFILE\0"), new byte[29_988]);
        byte[] adobe = Pieces.join(Pieces.bytes(0xff, 0xee, 0, 14), text("Adobe"), new byte[6], Pieces.bytes(1));
        byte[] comment = Pieces.join(Pieces.bytes(0xff, 0xfe, 0, 8), text("secret"));
        byte[] xmp = Pieces.join(Pieces.bytes(0xff, 0xe1, 0, 8), text("http:/"));
        byte[] further = Pieces.join(Pieces.bytes(0xff, 0xe2, 0, 6), text("MPF\0"));
        byte[] jfif = Arrays.copyOfRange(jpeg, 2, 20);
        byte[] rest = Arrays.copyOfRange(jpeg, 20, jpeg.length);
        byte[] full = Pieces.join(Arrays.copyOf(jpeg, 20), exif, comment, profile, xmp, further, profile, adobe, rest);
        byte[] baseline = Converted.strictly(full, folder);
        byte[] kept = Pieces.join(Pieces.bytes(0xff, 0xd8), jfif, exif, profile, profile, adobe);
        assertThat(Arrays.copyOf(baseline, kept.length)).isEqualTo(kept);
        byte[] plain = Converted.strictly(jpeg, folder);
        assertThat(Arrays.copyOfRange(baseline, kept.length, baseline.length))
                .isEqualTo(Arrays.copyOfRange(plain, 20, plain.length));
    }

    @Test
    void aComponentKeepsTheQuantisationTableOfItsFirstScan() {
        byte[] two = Pieces.picture(
                Pieces.QUANTISATION,
                Pieces.frame(8, 8, 8, 0x11, 0x11),
                Pieces.NO_DIFFERENCE,
                Pieces.scan(1, 0, 0, 0, 0, "0"),
                Pieces.segment(0xdb, filled(65, 0, 7)),
                Pieces.scan(2, 0, 0, 0, 0, "0"));
        Coefficients found = Coefficients.of(Converted.strictly(two, folder));
        assertThat(found.tables[0]).containsOnly(1);
        assertThat(found.tables[1]).containsOnly(7);
    }

    @Test
    void isAsLargeAsItsPriceSaysWhateverTheHeight() throws IOException {
        for (int components : new int[] {1, 3, 4}) {
            for (int width : new int[] {1, 10_000, 65_500}) {
                allocationIsPriced(width, 3_000, components);
            }
        }
    }

    /** Everything that is ever allocated is counted, not only what is held: so nothing can be allocated for a block either. */
    private void allocationIsPriced(int width, int height, int components) throws IOException {
        int[] factors = new int[components];
        Arrays.fill(factors, 0x11);
        factors[0] = components == 1 ? 0x11 : 0x22;
        if (components == 4) {
            factors[3] = 0x22;
        }
        ChromaSubsampling subsampling = components == 1 ? ChromaSubsampling.GREY : ChromaSubsampling.YUV420;
        PixelSize size = new PixelSize(width, height);
        byte[] jpeg = Pieces.picture(
                Pieces.QUANTISATION,
                Pieces.frame(8, width, height, factors),
                Pieces.NO_DIFFERENCE,
                Pieces.NO_DETAIL,
                Pieces.means(components, 0, 1, "0"),
                Pieces.scan(1, 1, 63, 0, 1, "0"),
                Pieces.scan(1, 1, 63, 1, 0, "0"));
        Path file = Converted.write(jpeg, folder);
        long price = ProgressiveJpeg.heap(size, components, subsampling);
        long warm = allocated(file);
        long measured = Math.min(warm, allocated(file));
        assertThat(measured).as("%s, %s components", size, components).isBetween(price / 8, price);
    }

    private static long allocated(Path file) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        WritableByteChannel nowhere = new Nowhere();
        Runnable look = () -> {};
        long before = threads.getCurrentThreadAllocatedBytes();
        try (ProgressiveJpeg jpeg = ProgressiveJpeg.open(file, true, Converted::nothingMore)) {
            jpeg.toBaseline(nowhere, look);
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void asksForScansBeyondTheOrdinaryBeforeItTakesThem() {
        List<DataSize> asked = new ArrayList<>();
        byte[] jpeg = oneScanForEachCoefficient();
        Coefficients found = Coefficients.of(Converted.of(jpeg, folder, false, asked::add));
        assertThat(found.values[0]).containsOnly(0);
        assertThat(asked).hasSize(64 - HeapPrice.ORDINARY_SCANS).containsOnly(DataSize.ofBytes(HeapPrice.SCAN));
    }

    @Test
    void asksForTablesBeyondTheOrdinary() {
        List<DataSize> asked = new ArrayList<>();
        List<byte[]> parts = new ArrayList<>(
                List.of(Pieces.QUANTISATION, Pieces.FRAME, Pieces.NO_DIFFERENCE, Pieces.scan(1, 0, 0, 0, 0, "0")));
        for (int k = 1; k < 64; k++) {
            parts.add(Pieces.NO_DETAIL);
            parts.add(Pieces.scan(1, k, k, 0, 0, "0"));
        }
        Converted.of(Pieces.picture(Pieces.join(parts)), folder, false, asked::add);
        assertThat(asked.stream().filter(size -> size.bytes() == HeapPrice.TABLE))
                .hasSize(64 - HeapPrice.ORDINARY_TABLES);
    }

    @Test
    void asksForRowsThatUnusualFactorsMakeHigher() {
        List<DataSize> asked = new ArrayList<>();
        byte[] jpeg = Pieces.picture(
                Pieces.QUANTISATION,
                Pieces.frame(8, 800, 8, 0x13, 0x13, 0x13),
                Pieces.NO_DIFFERENCE,
                Pieces.means(3, 0, 0, "0".repeat(900)));
        Converted.of(jpeg, folder, false, asked::add);
        assertThat(asked).containsExactly(DataSize.ofBytes((900 - 300) * (128 + 8)));
    }

    @Test
    void aRefusalToGrowEndsItAndLeavesNoFileOpen() throws IOException {
        Path file = Converted.write(oneScanForEachCoefficient(), folder);
        assertThatThrownBy(() -> ProgressiveJpeg.open(file, false, more -> {
                    throw new IllegalStateException("no room for " + more);
                }))
                .hasMessage("no room for " + DataSize.ofBytes(HeapPrice.SCAN));
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            assertThat(open.filter(link -> pointsTo(link, file))).isEmpty();
        }
    }

    private static boolean pointsTo(Path link, Path file) {
        try {
            return Files.readSymbolicLink(link).equals(file.toRealPath());
        } catch (IOException gone) {
            return false;
        }
    }

    @Test
    void isLookedAtAfterEveryRowAndEndedByWhatThatThrows() throws IOException {
        Path file = Converted.write(Corpus.YUV420.progressive(), folder);
        AtomicInteger looks = new AtomicInteger();
        WritableByteChannel target = Channels.newChannel(OutputStream.nullOutputStream());
        try (ProgressiveJpeg jpeg = ProgressiveJpeg.open(file, false, Converted::nothingMore)) {
            jpeg.toBaseline(target, looks::incrementAndGet);
            assertThat(looks).hasValue(4);
            assertThatThrownBy(() -> jpeg.toBaseline(target, () -> {
                        if (looks.incrementAndGet() == 6) {
                            throw new IllegalStateException("too late");
                        }
                    }))
                    .hasMessage("too late");
            assertThat(looks).hasValue(6);
        }
    }

    @Test
    void whatTheTargetThrowsIsHandedOn() {
        Path file = Converted.write(Corpus.GREY.progressive(), folder);
        WritableByteChannel full = Channels.newChannel(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("full");
            }
        });
        try (ProgressiveJpeg jpeg = ProgressiveJpeg.open(file, false, Converted::nothingMore)) {
            assertThatThrownBy(() -> jpeg.toBaseline(full, () -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessage("full");
        }
    }

    @Test
    void aFileThatCannotBeReadIsAFailureOfTheDisk() {
        assertThatThrownBy(() -> ProgressiveJpeg.open(folder.resolve("none"), false, Converted::nothingMore))
                .isInstanceOf(StoreFailure.class)
                .hasMessageNotContaining(folder.toString());
        assertThatThrownBy(() -> ProgressiveJpeg.open(folder, false, Converted::nothingMore))
                .isInstanceOf(StoreFailure.class);
    }

    private static byte[] oneScanForEachCoefficient() {
        List<byte[]> scans = new ArrayList<>(List.of(Pieces.scan(1, 0, 0, 0, 0, "0")));
        for (int k = 1; k < 64; k++) {
            scans.add(Pieces.scan(1, k, k, 0, 0, "0"));
        }
        return Pieces.block(Pieces.join(scans));
    }

    private static int[] filled(int length, int first, int others) {
        int[] values = new int[length];
        Arrays.fill(values, others);
        values[0] = first;
        return values;
    }

    private static byte[] text(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static int lastScan(byte[] jpeg) {
        int last = 0;
        for (int at = 0; at < jpeg.length - 1; at++) {
            if (jpeg[at] == -1 && (jpeg[at + 1] & 0xff) == 0xda) {
                last = at;
            }
        }
        return last;
    }

    private static int indexOf(byte[] bytes, int first, int second) {
        int at = 0;
        while ((bytes[at] & 0xff) != first || (bytes[at + 1] & 0xff) != second) {
            at++;
        }
        return at;
    }

    /** A target that costs nothing. */
    private static final class Nowhere implements WritableByteChannel {

        @Override
        public int write(ByteBuffer from) {
            int size = from.remaining();
            from.position(from.limit());
            return size;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
