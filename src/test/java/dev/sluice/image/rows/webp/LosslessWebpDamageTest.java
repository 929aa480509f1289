package dev.sluice.image.rows.webp;

import dev.sluice.failure.BadInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that make no sense. */
class LosslessWebpDamageTest {

    private static final int LENGTH_ONE = 256;
    private static final int LENGTH_FOUR = 259;

    /** A pixel above: plane code 1. */
    private static final int ABOVE = 0;

    /** The pixel to the left: plane code 2. */
    private static final int LEFT = 1;

    @TempDir
    private Path folder;

    private Trial trial;

    @BeforeEach
    void begin() {
        trial = new Trial(folder);
    }

    @ParameterizedTest
    @CsvSource({
        "photo-z9.webp,41",
        "alpha-z0.webp,41",
        "palette256-z9.webp,23",
        "palette4-z9.webp,2",
        "drawn.webp,2",
        "size3x3.webp,1"
    })
    void refusesWhatIsCutOffAnywhere(String name, int step) throws Exception {
        byte[] whole = Files.readAllBytes(Trial.SAMPLES.resolve(name));
        for (int length = whole.length - 1; length >= 0; length -= step) {
            trial.refused(Arrays.copyOf(whole, length), BadInput.Kind.DAMAGED_PICTURE, "");
        }
        int header = 20;
        int stream = (whole[16] & 0xff) | ((whole[17] & 0xff) << 8);
        for (int length = stream - 4; length >= 5; length -= step) {
            byte[] cut = Arrays.copyOfRange(whole, header, header + length);
            trial.refused(Container.simple(cut), BadInput.Kind.DAMAGED_PICTURE, "");
        }
    }

    @Test
    void saysThatDataEndEarly() throws Exception {
        byte[] whole = Files.readAllBytes(Trial.SAMPLES.resolve("photo-z4.webp"));
        trial.refused(Arrays.copyOf(whole, whole.length / 2), BadInput.Kind.DAMAGED_PICTURE, "end early");
        byte[] cut = Arrays.copyOfRange(whole, 20, whole.length / 2);
        trial.refused(Container.simple(cut), BadInput.Kind.DAMAGED_PICTURE, "end early");
    }

    @Test
    void refusesCopiesFromBeforeTheFirstPixel() {
        trial.damaged(Trial.plain(4, 4).green(LENGTH_ONE).restOfGroup(0, 0, 0, LEFT), "before the first");
        trial.damaged(
                Trial.plain(4, 4)
                        .green(7, LENGTH_ONE)
                        .restOfGroup(0, 0, 0, ABOVE)
                        .put(0b1000, 4),
                "before the first");
        trial.taken(Container.simple(Trial.plain(4, 4)
                .green(7, LENGTH_ONE)
                .restOfGroup(0, 0, 0, ABOVE)
                .put(0xfff0, 16)
                .toBytes()));
        trial.damaged(
                new BitWriter()
                        .header(4, 4)
                        .put(0b111, 3)
                        .put(9, 8)
                        .put(0, 1)
                        .green(LENGTH_ONE)
                        .restOfGroup(0, 0, 0, LEFT),
                "before the first");
    }

    @Test
    void refusesCopiesBeyondTheLastPixel() {
        for (int literals = 1; literals < 9; literals++) {
            BitWriter out = Trial.plain(3, 3).green(7, LENGTH_FOUR).restOfGroup(0, 0, 0, LEFT);
            out.put(0, literals).put(0b11, 2);
            if (literals == 1 || literals == 5) {
                trial.taken(Container.simple(out.toBytes()));
            } else {
                trial.damaged(out, "beyond the last");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void refusesATransformThatComesTwice(int kind) {
        BitWriter out = new BitWriter().header(5, 5);
        for (int time = 0; time < 2; time++) {
            out.put(1, 1).put(kind, 2);
            if (kind < 2) {
                out.put(0, 3).flatSubImage(0);
            } else if (kind == 3) {
                out.put(0, 8).flatSubImage(0);
            }
        }
        trial.damaged(out.put(0, 3).oneSymbol(0).restOfGroup(0, 0, 0, 0), "the same WebP transform twice");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 12, 13, 14, 15})
    void refusesAColourCacheOfImpossibleSize(int bits) {
        trial.damaged(new BitWriter().header(5, 5).put(0, 1).put(1, 1).put(bits, 4), "colour cache");
        trial.damaged(
                new BitWriter().header(5, 5).put(0b111, 3).put(0, 8).put(1, 1).put(bits, 4), "colour cache");
    }

    static Stream<Arguments> brokenCodes() {
        return Stream.of(0, 1, 2, 3, 4)
                .flatMap(position -> Stream.of(
                        Arguments.of(position, "more codes than fit", new int[] {1, 1, 1}),
                        Arguments.of(position, "more codes than fit", new int[] {2, 2, 2, 1, 15}),
                        Arguments.of(position, "incomplete", new int[] {2, 1}),
                        Arguments.of(position, "incomplete", new int[] {15, 15}),
                        Arguments.of(position, "no symbols", new int[] {})));
    }

    @ParameterizedTest
    @MethodSource("brokenCodes")
    void refusesCodesThatAreNone(int position, String why, int[] lengths) {
        int[] alphabets = {280, 256, 256, 256, 40};
        BitWriter out = Trial.plain(3, 3);
        for (int i = 0; i < position; i++) {
            out.oneSymbol(1);
        }
        out.lengths(Arrays.copyOf(lengths, alphabets[position]));
        for (int i = position + 1; i < 5; i++) {
            out.oneSymbol(1);
        }
        trial.damaged(out, why);
    }

    @Test
    void refusesCodesOfLengthsThatAreNone() {
        // Five lengths, for the symbols 17, 18, 0, 1, 2.
        trial.damaged(Trial.plain(3, 3).put(0, 1).put(1, 4).put(0b001_001_001_000_000, 15), "more codes than fit");
        trial.damaged(Trial.plain(3, 3).put(0, 1).put(1, 4).put(0b010_001_000_000_000, 15), "incomplete");
        trial.damaged(Trial.plain(3, 3).put(0, 1).put(1, 4).put(0, 15), "no symbols");
    }

    @Test
    void refusesLengthsBeyondTheAlphabet() {
        // The only length that has a code is 18: eleven zeros and more, again and again.
        trial.damaged(
                Trial.plain(3, 3)
                        .put(0, 1)
                        .put(0, 4)
                        .put(0b000_000_001_000, 12)
                        .put(0, 1)
                        .put(-1, 28),
                "beyond its symbols");
        trial.damaged(
                Trial.plain(3, 3)
                        .put(0, 1)
                        .put(0, 4)
                        .put(0b000_000_001_000, 12)
                        .put(1, 1)
                        .put(7, 3)
                        .put(-1, 16),
                "more symbols than there are");
    }

    @Test
    void symbolsBeyondTheAlphabetDoNotCount() {
        trial.damaged(
                Trial.plain(3, 3)
                        .oneSymbol(1)
                        .oneSymbol(1)
                        .oneSymbol(1)
                        .oneSymbol(1)
                        .oneSymbol(40),
                "no symbols");
        trial.taken(Container.simple(Trial.plain(3, 3)
                .oneSymbol(1)
                .oneSymbol(2)
                .oneSymbol(3)
                .oneSymbol(4)
                .twoSymbols(3, 200)
                .toBytes()));
    }

    @Test
    void codesOfGroupsThatNoPixelUsesMustBeCodesToo() {
        BitWriter out = new BitWriter().header(8, 4).put(0, 2).put(1, 1).put(0, 3);
        out.put(0, 1).oneSymbol(2).restOfGroup(0, 0, 0, 0);
        out.oneSymbol(1).restOfGroup(0, 0, 0, 0);
        out.lengths(Arrays.copyOf(new int[] {1, 1, 1}, 280)).restOfGroup(0, 0, 0, 0);
        trial.damaged(out.oneSymbol(1).restOfGroup(0, 0, 0, 0), "more codes than fit");
    }
}
