package dev.sluice.image.rows.bmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sluice.failure.BadInput;
import dev.sluice.units.PixelSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input: it ends in an answer. */
class BmpDamageTest {

    private static final long SEED = 1990;

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("picture.bmp"), bytes);
    }

    private void assertRefused(byte[] bytes, BadInput.Kind kind, String what) throws IOException {
        Path file = write(bytes);
        assertThatThrownBy(() -> Pixels.read(file, 1))
                .as(what)
                .isInstanceOfSatisfying(
                        BadInput.class,
                        bad -> assertThat(bad.kind()).as(bad.getMessage()).isEqualTo(kind));
    }

    private void assertDamaged(byte[] bytes, String what) throws IOException {
        assertRefused(bytes, BadInput.Kind.DAMAGED_PICTURE, what);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8, 16, 24, 32})
    void refusesAFileThatIsCutOffAnywhere(int bits) throws IOException {
        for (int height : new int[] {7, -7}) {
            byte[] file = TestBmp.random(random, 9, height, bits).file();
            int padding = TestBmp.rowBytes(9, bits) - (9 * bits + 7) / 8;
            for (int length = 0; length < file.length - padding; length++) {
                assertDamaged(Arrays.copyOf(file, length), "cut off at " + length);
            }
            Pixels.read(write(Arrays.copyOf(file, file.length - padding)), 1)
                    .assertSame(Pixels.read(write(file), 1), "without the padding of its last row");
        }
    }

    @Test
    void refusesRunLengthsThatAreCutOffAnywhere() throws IOException {
        TestBmp bmp = TestBmp.random(random, 5, 3, 8);
        bmp.compression = 1;
        bmp.pixels = TestBmp.bytes(5, 1, 0, 0, 0, 3, 1, 2, 3, 0, 2, 9, 0, 0, 5, 2, 0, 1);
        byte[] file = bmp.file();
        Pixels.read(write(file), 1);
        for (int length = 0; length < file.length; length++) {
            assertDamaged(Arrays.copyOf(file, length), "cut off at " + length);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "8 | 6 1 0 1 | a run",
                "8 | 3 1 3 1 0 1 | two runs",
                "8 | 0 6 1 2 3 4 5 6 0 1 | pixels as they are",
                "8 | 5 1 0 2 1 0 0 1 | a jump to the right",
                "8 | 0 2 255 0 0 2 255 0 0 1 | two jumps to the right",
                "8 | 0 2 0 4 1 1 0 1 | a jump down",
                "8 | 0 2 0 255 1 1 0 1 | a jump far down",
                "8 | 0 0 0 0 0 2 0 2 1 1 0 1 | lines and a jump down",
                "4 | 6 17 0 1 | a run",
                "4 | 0 6 1 2 3 0 0 1 | pixels as they are",
                "4 | 255 17 0 1 | a long run"
            })
    void refusesRunLengthsThatLeaveThePicture(int bits, String codes, String what) throws IOException {
        TestBmp bmp = TestBmp.random(random, 5, 3, bits);
        bmp.compression = bits == 8 ? 1 : 2;
        bmp.pixels = TestBmp.bytes(
                Arrays.stream(codes.split(" ")).mapToInt(Integer::parseInt).toArray());
        assertDamaged(bmp.file(), what);
    }

    @Test
    void refusesColoursThatThePaletteDoesNotHave() throws IOException {
        TestBmp bmp = TestBmp.random(random, 4, 1, 8);
        bmp.pixels = TestBmp.bytes(0, 1, 2, 3);
        bmp.palette = Arrays.copyOf(bmp.palette, 3);
        bmp.colours = 3;
        assertDamaged(bmp.file(), "three colours");
        bmp.pixels[3] = 2;
        Pixels.read(write(bmp.file()), 1);

        bmp.colours = 0;
        assertThat(Pixels.read(write(bmp.file()), 1).channels())
                .as("as many as stand before the pixels")
                .isEqualTo(3);
        bmp.pixels[3] = 3;
        assertDamaged(bmp.file(), "no number, but three colours before the pixels");

        bmp.palette = new int[0];
        assertDamaged(bmp.file(), "no colours");
        bmp.palette = new int[300];
        bmp.colours = 300;
        Pixels.read(write(bmp.file()), 1);
        bmp.colours = -1;
        Pixels.read(write(bmp.file()), 1);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 5, DAMAGED_PICTURE",
        "5, 0, DAMAGED_PICTURE",
        "-5, 5, DAMAGED_PICTURE",
        "-2147483648, 5, DAMAGED_PICTURE",
        "5, -2147483648, UNSUPPORTED_PICTURE",
        "65536, 1, UNSUPPORTED_PICTURE",
        "1, 65536, UNSUPPORTED_PICTURE",
        "2147483647, 2147483647, UNSUPPORTED_PICTURE",
        "65535, 65535, DAMAGED_PICTURE",
        "65535, -65535, DAMAGED_PICTURE"
    })
    void refusesSizesThatAreNone(int width, int height, BadInput.Kind kind) throws IOException {
        TestBmp bmp = TestBmp.random(random, 5, 5, 24);
        bmp.width = width;
        bmp.height = height;
        assertRefused(bmp.file(), kind, width + "x" + height);
    }

    @Test
    void refusesAHugePictureOfFewRunLengthsSoon() throws IOException {
        TestBmp bmp = new TestBmp(65_535, 65_535, 8);
        bmp.palette = new int[256];
        bmp.compression = 1;
        bmp.pixels = new byte[1 << 20];
        for (int at = 0; at < bmp.pixels.length; at += 2) {
            bmp.pixels[at] = (byte) 255;
        }
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertDamaged(bmp.file(), "few run lengths"));
        assertThat(BmpRows.heap(new PixelSize(65_535, 65_535), false, true, 1)).isBetween(1L << 20, 2L << 20);
    }

    @Test
    void aNearlyEmptyPictureIsReadAsFarAsItIsWanted() throws IOException {
        TestBmp bmp = new TestBmp(65_535, 65_535, 8);
        bmp.palette = new int[256];
        bmp.compression = 1;
        bmp.pixels = TestBmp.bytes(0, 1);
        Path file = write(bmp.file());
        int[] rows = new int[1];
        try (BmpRows reader = BmpRows.open(file, 1)) {
            assertThatThrownBy(() -> reader.read((row, bytes) -> rows[0]++, () -> {
                        if (rows[0] > 100) {
                            throw new IllegalStateException("enough");
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(rows[0]).isBetween(100, 200);
    }

    @ParameterizedTest
    @CsvSource({
        "40, 3, 0, UNSUPPORTED_PICTURE",
        "40, 24, 1, UNSUPPORTED_PICTURE",
        "40, 8, 2, UNSUPPORTED_PICTURE",
        "40, 4, 1, UNSUPPORTED_PICTURE",
        "40, 24, 3, UNSUPPORTED_PICTURE",
        "40, 24, 4, UNSUPPORTED_PICTURE",
        "40, 24, 5, UNSUPPORTED_PICTURE",
        "40, 24, 99, UNSUPPORTED_PICTURE",
        "64, 16, 3, UNSUPPORTED_PICTURE",
        "16, 24, 0, UNSUPPORTED_PICTURE",
        "39, 24, 0, UNSUPPORTED_PICTURE",
        "125, 24, 0, UNSUPPORTED_PICTURE"
    })
    void refusesKindsThatAreNotKnown(int header, int bits, int compression, BadInput.Kind kind) throws IOException {
        TestBmp bmp = new TestBmp(5, 5, bits);
        bmp.pixels = new byte[200];
        bmp.palette = new int[256];
        bmp.header = Math.max(40, header);
        bmp.compression = compression;
        byte[] file = bmp.file();
        file[14] = (byte) header;
        assertRefused(file, kind, header + " " + bits + " " + compression);
    }

    @Test
    void refusesRunLengthsFromTheTopAndMasksThatAreTorn() throws IOException {
        TestBmp runs = TestBmp.random(random, 5, -3, 8);
        runs.compression = 1;
        assertRefused(runs.file(), BadInput.Kind.UNSUPPORTED_PICTURE, "from the top");
        TestBmp torn = TestBmp.random(random, 5, 3, 16);
        torn.compression = 3;
        torn.masks = new int[] {0xf0f0, 0x0f00, 0x000f};
        assertRefused(torn.file(), BadInput.Kind.UNSUPPORTED_PICTURE, "torn");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 53, 54, 100, Integer.MAX_VALUE, -1})
    void refusesPixelsThatAreSomewhereElse(int at) throws IOException {
        TestBmp bmp = TestBmp.random(random, 40, 5, 1);
        byte[] file = bmp.file();
        for (int i = 0; i < 4; i++) {
            file[10 + i] = (byte) (at >> (8 * i));
        }
        if (at == 100) {
            Pixels.read(write(TestBmp.join(file, new byte[64])), 1);
            return;
        }
        assertDamaged(file, "at " + at);
    }

    @Test
    void anyChangeEndsInAnAnswer() throws IOException {
        byte[][] files = new byte[8][];
        for (int i = 0; i < files.length; i++) {
            int bits = new int[] {1, 4, 8, 16, 24, 32, 8, 4}[i];
            TestBmp bmp = TestBmp.random(random, 17, 6, bits);
            if (i >= 6) {
                bmp.compression = bits == 8 ? 1 : 2;
                bmp.pixels = RunLengths.write(random, new byte[6][17], bits, true);
            }
            files[i] = bmp.file();
        }
        int read = 0;
        for (int round = 0; round < 4000; round++) {
            byte[] file = files[round % files.length].clone();
            for (int change = random.nextInt(3); change >= 0; change--) {
                file[random.nextInt(round % 2 == 0 ? 64 : file.length)] = (byte) random.nextInt();
            }
            Path path = write(file);
            for (int shrink : new int[] {1, 3}) {
                try (BmpRows rows = BmpRows.open(path, shrink)) {
                    int[] seen = new int[1];
                    rows.read((row, bytes) -> seen[0]++, () -> {
                        if (seen[0] > 1000) {
                            throw new BadInput(BadInput.Kind.DAMAGED_PICTURE, "the picture is long enough");
                        }
                    });
                    assertThat(seen[0])
                            .as("seed %s, round %s", SEED, round)
                            .isEqualTo(rows.size().height());
                    read++;
                } catch (BadInput foreseen) {
                    assertThat(foreseen).hasMessageStartingWith("the picture ");
                }
            }
        }
        assertThat(read)
                .as("seed " + SEED + ": pictures that could be read all the same")
                .isBetween(500, 7500);
    }
}
