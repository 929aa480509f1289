package dev.sluice.image.rows.jpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Segments, headers and tables that cannot be. */
@Timeout(value = 5, unit = TimeUnit.SECONDS)
final class BadProgressiveJpegTest {

    private static final byte[] MEANS = Pieces.scan(1, 0, 0, 0, 0, "0");
    private static final byte[] DETAILS = Pieces.scan(1, 1, 63, 0, 0, "0");
    private static final byte[] START =
            Pieces.join(Pieces.QUANTISATION, Pieces.FRAME, Pieces.NO_DIFFERENCE, Pieces.NO_DETAIL);

    @TempDir
    private Path folder;

    private Refusal refusal;

    @BeforeEach
    void begin() {
        refusal = new Refusal(folder);
    }

    @Test
    void theSmallestPictureOfAllIsTaken() {
        Coefficients found = Coefficients.of(Converted.strictly(Pieces.block(MEANS), folder));
        assertThat(found.values).isDeepEqualTo(new int[1][64]);
    }

    @Test
    void refusesOtherKindsOfJpeg() {
        for (int frame : new int[] {0xc0, 0xc1, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf}) {
            refusal.unsupported(
                    "no progressive JPEG with Huffman coding",
                    Pieces.picture(Pieces.QUANTISATION, Pieces.frameOf(frame, 8, 8, 8, 0x11), MEANS));
        }
        refusal.unsupported("arithmetically", Pieces.picture(Pieces.segment(0xcc, 0, 0), Pieces.FRAME));
        refusal.unsupported("hierarchical", Pieces.picture(Pieces.segment(0xde, 8, 0, 8, 0, 8, 0), Pieces.FRAME));
        refusal.unsupported("hierarchical", Pieces.block(MEANS, Pieces.segment(0xdf, 0x11)));
        refusal.unsupported("12 bits", Pieces.picture(Pieces.frame(12, 8, 8, 0x11)));
        refusal.damaged("not 9", Pieces.picture(Pieces.frame(9, 8, 8, 0x11)));
    }

    @Test
    void refusesAHeightThatComesLater() {
        refusal.unsupported("its height", Pieces.picture(Pieces.frame(8, 8, 0, 0x11)));
        refusal.unsupported("its height", Pieces.block(MEANS, Pieces.segment(0xdc, 0, 8)));
    }

    @Test
    void refusesWhatIsNoJpeg() {
        refusal.damaged("does not begin", new byte[0]);
        refusal.damaged("does not begin", Pieces.bytes(0xff));
        refusal.damaged("does not begin", Pieces.bytes(0, 0xff, 0xd8));
        refusal.damaged("does not begin", Pieces.bytes(0xff, 0xd9));
        refusal.damaged("before its first scan", Pieces.picture());
        refusal.damaged("before its first scan", Pieces.bytes(0xff, 0xd8));
        refusal.damaged("before its first scan", Pieces.block());
        refusal.damaged("a second JPEG", Pieces.block(MEANS, Pieces.bytes(0xff, 0xd8)));
        refusal.damaged("no known meaning", Pieces.block(Pieces.segment(0x42, 1, 2), MEANS));
        refusal.damaged("no known meaning", Pieces.block(Pieces.segment(0xc8, 1, 2), MEANS));
        refusal.damaged("no known meaning", Pieces.block(Pieces.segment(0xf0, 1, 2), MEANS));
        refusal.damaged(
                "no known meaning",
                Pieces.join(Pieces.bytes(0xff, 0xd8), START, MEANS, DETAILS, Pieces.bytes(0xff, 0x59)));
    }

    @Test
    void refusesFramesThatMakeNoSense() {
        refusal.damaged("two JPEG frame headers", Pieces.block(Pieces.FRAME, MEANS));
        refusal.damaged("without a frame header", Pieces.picture(Pieces.QUANTISATION, Pieces.NO_DIFFERENCE, MEANS));
        refusal.damaged("no width", Pieces.picture(Pieces.frame(8, 0, 8, 0x11)));
        refusal.damaged("makes no sense", Pieces.picture(Pieces.frame(8, 8, 8)));
        refusal.damaged("makes no sense", Pieces.picture(Pieces.frame(8, 8, 8, 0x11, 0x11, 0x11, 0x11, 0x11)));
        refusal.damaged("makes no sense", Pieces.picture(Pieces.segment(0xc2, 8, 0, 8, 0, 8, 1, 1, 0x11)));
        refusal.damaged("makes no sense", Pieces.picture(Pieces.segment(0xc2, 8, 0, 8, 0, 8, 1, 1, 0x11, 0, 0)));
        refusal.damaged("shorter", Pieces.picture(Pieces.segment(0xc2, 8, 0, 8)));
        for (int factors : new int[] {0x01, 0x10, 0x51, 0x15, 0xff}) {
            refusal.damaged("sampling factors", Pieces.picture(Pieces.frame(8, 8, 8, factors)));
        }
        refusal.damaged(
                "quantisation table that cannot be",
                Pieces.picture(Pieces.segment(0xc2, 8, 0, 8, 0, 8, 1, 1, 0x11, 4)));
        refusal.damaged(
                "the same number", Pieces.picture(Pieces.segment(0xc2, 8, 0, 8, 0, 8, 2, 1, 0x11, 0, 1, 0x11, 0)));
        refusal.unsupported("interleaved", Pieces.picture(Pieces.frame(8, 8, 8, 0x33, 0x11, 0x11)));
        refusal.unsupported("interleaved", Pieces.picture(Pieces.frame(8, 8, 8, 0x44, 0x44, 0x44, 0x44)));
    }

    @Test
    void refusesSegmentsWithImpossibleLengths() {
        refusal.damaged("impossible length", Pieces.block(Pieces.bytes(0xff, 0xe0, 0, 0), MEANS));
        refusal.damaged("impossible length", Pieces.block(Pieces.bytes(0xff, 0xdb, 0, 1), MEANS));
        refusal.damaged("before its first scan", Pieces.block(Pieces.bytes(0xff, 0xe0, 0xff, 0xff), MEANS));
        refusal.damaged("before its first scan", Pieces.block(Pieces.bytes(0xff, 0xc4, 0x80, 0), MEANS));
        refusal.damaged("before its last scan", Pieces.block(MEANS, Pieces.bytes(0xff, 0xe0, 0xff, 0xff)));
        refusal.damaged("shorter", Pieces.block(Pieces.segment(0xdb, 0, 1, 2, 3), MEANS));
        refusal.damaged("shorter", Pieces.block(Pieces.segment(0xc4, 0, 1, 2, 3), MEANS));
        refusal.damaged("shorter", Pieces.block(Pieces.segment(0xdd, 1), MEANS));
        refusal.damaged("longer", Pieces.block(Pieces.segment(0xdd, 0, 1, 2), MEANS));
        refusal.damaged("scan header", Pieces.block(Pieces.segment(0xda, 1, 1, 0, 0, 0)));
        refusal.damaged("scan header", Pieces.block(Pieces.segment(0xda, 1, 1, 0, 0, 0, 0, 0)));
        refusal.damaged("scan header", Pieces.block(Pieces.segment(0xda, 0, 0, 0, 0)));
        refusal.damaged("shorter", Pieces.block(Pieces.segment(0xda)));
    }

    @Test
    void refusesTablesThatCannotBe() {
        refusal.damaged("quantisation table is of no known kind", Pieces.block(Pieces.segment(0xdb, 0x20), MEANS));
        refusal.damaged("quantisation table is of no known kind", Pieces.block(Pieces.segment(0xdb, 0x04), MEANS));
        refusal.damaged("Huffman table is of no known kind", Pieces.block(Pieces.table(0x20, 0), MEANS));
        refusal.damaged("Huffman table is of no known kind", Pieces.block(Pieces.table(0x04, 0), MEANS));
        refusal.damaged("more than 256", Pieces.block(huffman(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 2), MEANS));
        refusal.damaged("codes that cannot be", Pieces.block(huffman(0, 3), MEANS));
        refusal.damaged("codes that cannot be", Pieces.block(huffman(0, 2), MEANS));
        refusal.damaged("codes that cannot be", Pieces.block(huffman(0, 1, 1, 1, 1, 2), MEANS));
        refusal.damaged("codes that cannot be", Pieces.block(huffman(0, 0, 0, 0, 0, 0, 0, 255), MEANS));
        refusal.damaged("codes that cannot be", Pieces.block(MEANS, huffman(0x10, 0, 4), DETAILS));
    }

    /** A table with so many codes of each length, and symbols of zero. */
    private static byte[] huffman(int destination, int... counts) {
        int[] content = new int[17 + Math.min(300, IntStream.of(counts).sum())];
        content[0] = destination;
        System.arraycopy(counts, 0, content, 1, counts.length);
        return Pieces.segment(0xc4, content);
    }

    @Test
    void aTableThatIsImpossibleAndUnusedDoesNotMatter() {
        assertThat(Converted.strictly(Pieces.block(huffman(1, 3), MEANS), folder))
                .isEqualTo(Converted.strictly(Pieces.block(MEANS), folder));
    }

    @Test
    void refusesScansWithoutTheirTables() {
        refusal.damaged("the quantisation table", Pieces.picture(Pieces.FRAME, Pieces.NO_DIFFERENCE, MEANS));
        refusal.damaged(
                "the Huffman table", Pieces.picture(Pieces.QUANTISATION, Pieces.FRAME, Pieces.NO_DETAIL, MEANS));
        refusal.damaged(
                "the Huffman table",
                Pieces.picture(Pieces.QUANTISATION, Pieces.FRAME, Pieces.NO_DIFFERENCE, MEANS, DETAILS));
        refusal.damaged("the Huffman table", Pieces.block(Pieces.segment(0xda, 1, 1, 0x40, 0, 0, 0)));
        refusal.damaged("the Huffman table", Pieces.block(MEANS, Pieces.segment(0xda, 1, 1, 0x0f, 1, 63, 0)));
        int[] other = new int[65];
        Arrays.fill(other, 1, 65, 9);
        refusal.unsupported("quantisation tables change", Pieces.block(MEANS, Pieces.segment(0xdb, other), DETAILS));
    }

    @Test
    void refusesScansOfBandsThatCannotBe() {
        int[][] bands = {{0, 1, 0, 0}, {0, 63, 0, 0}, {2, 1, 0, 0}, {1, 64, 0, 0}, {64, 64, 0, 0}, {1, 255, 0, 0}};
        for (int[] band : bands) {
            refusal.damaged("none that a progressive JPEG", Pieces.block(Pieces.scan(1, band[0], band[1], 0, 0, "0")));
        }
        refusal.damaged("none that a progressive JPEG", Pieces.block(Pieces.scan(1, 0, 0, 0, 14, "0")));
        refusal.damaged("none that a progressive JPEG", Pieces.block(Pieces.scan(1, 0, 0, 2, 2, "0")));
        refusal.damaged("none that a progressive JPEG", Pieces.block(Pieces.scan(1, 0, 0, 1, 2, "0")));
        refusal.damaged("none that a progressive JPEG", Pieces.block(Pieces.scan(1, 0, 0, 3, 1, "0")));
    }

    @Test
    void refusesScansOfComponentsThatCannotBe() {
        byte[] two = Pieces.frame(8, 8, 8, 0x11, 0x11);
        refusal.damaged("a component that is not there", Pieces.block(Pieces.scan(2, 0, 0, 0, 0, "0")));
        refusal.damaged("scan header", Pieces.block(Pieces.means(2, 0, 0, "00")));
        refusal.damaged(
                "the same component twice",
                Pieces.picture(Pieces.QUANTISATION, two, Pieces.segment(0xda, 2, 1, 0, 1, 0, 0, 0, 0)));
        refusal.damaged(
                "more than one component",
                Pieces.picture(Pieces.QUANTISATION, two, Pieces.segment(0xda, 2, 1, 0, 2, 0, 1, 63, 0)));
        refusal.damaged(
                "no scan of one of its components",
                Pieces.picture(Pieces.QUANTISATION, two, Pieces.NO_DIFFERENCE, MEANS));
    }

    @Test
    void refusesScansOutOfOrder() {
        byte[] details = Pieces.scan(1, 1, 63, 0, 1, "0");
        refusal.damaged("the same coefficients", Pieces.block(MEANS, MEANS));
        refusal.damaged("the same coefficients", Pieces.block(MEANS, details, details));
        refusal.damaged("the same coefficients", Pieces.block(MEANS, details, Pieces.scan(1, 63, 63, 0, 0, "0")));
        refusal.damaged("before the scan of means", Pieces.block(details, MEANS));
        refusal.damaged("no scan before it has brought", Pieces.block(Pieces.scan(1, 0, 0, 1, 0, "0")));
        refusal.damaged("no scan before it has brought", Pieces.block(MEANS, Pieces.scan(1, 0, 0, 1, 0, "0")));
        refusal.damaged("no scan before it has brought", Pieces.block(MEANS, Pieces.scan(1, 1, 63, 1, 0, "0")));
        refusal.damaged(
                "no scan before it has brought",
                Pieces.block(MEANS, Pieces.scan(1, 1, 5, 0, 1, "0"), Pieces.scan(1, 1, 6, 1, 0, "0")));
    }

    @Test
    void refusesScansWithoutEnd() {
        byte[][] many = new byte[500][];
        Arrays.fill(many, MEANS);
        refusal.damaged("the same coefficients", Pieces.block(many));
        List<byte[]> legal = new ArrayList<>(List.of(MEANS));
        for (int low = 7; low >= 0; low--) {
            for (int k = 1; k < 64; k++) {
                legal.add(Pieces.scan(1, k, k, low == 7 ? 0 : low + 1, low, "0"));
            }
        }
        assertThat(legal).hasSizeGreaterThan(500);
        refusal.unsupported("more than 100 scans", Pieces.block(Pieces.join(legal)));
        assertThat(Converted.of(Pieces.block(Pieces.join(legal.subList(0, 100))), folder, false, more -> {}))
                .isNotEmpty();
    }

    @Test
    void tenThousandTablesAreRefusedOrCostNothing() {
        byte[][] segments = new byte[10_000][];
        Arrays.fill(segments, Pieces.NO_DETAIL);
        refusal.damaged("more than 4096 JPEG segments", Pieces.block(Pieces.join(segments), MEANS));
        int[] table = new int[18];
        table[1] = 1;
        int[] tables = new int[3_500 * 18];
        for (int i = 0; i < 3_500; i++) {
            System.arraycopy(table, 0, tables, i * 18, 18);
        }
        byte[] segment = Pieces.segment(0xc4, tables);
        assertThat(Converted.strictly(Pieces.block(segment, segment, segment, MEANS), folder))
                .isEqualTo(Converted.strictly(Pieces.block(MEANS), folder));
        byte[][] profiles = new byte[600][];
        Arrays.fill(profiles, Pieces.segment(0xee, 'A', 'd', 'o', 'b', 'e'));
        refusal.damaged("more than 512 segments", Pieces.block(Pieces.join(profiles), MEANS));
    }
}
