package dev.sluice.image.rows.png;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.failure.BadInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InflationTest {

    private static final long SEED = 1951;

    @TempDir
    private Path folder;

    @Test
    void inflatesWhateverTheFormatCanSay() throws IOException {
        for (int round = 0; round < 100; round++) {
            Random random = new Random(SEED + round);
            byte[] stream = stream(random);
            byte[] inflated = inflated(stream);
            assertSame(inflate(stream, random), inflated, SEED + round);
        }
    }

    @Test
    void inflatesBrokenDataAsFarAsOthersDo() throws IOException {
        for (int round = 0; round < 400; round++) {
            Random random = new Random(SEED - round);
            byte[] stream = stream(random);
            for (int change = 1 + random.nextInt(3); change > 0; change--) {
                stream[2 + random.nextInt(stream.length - 2)] ^= (byte) (1 << random.nextInt(8));
            }
            stream = Arrays.copyOf(stream, stream.length - random.nextInt(stream.length / 4));
            assertSame(inflate(stream, random), inflated(stream), SEED - round);
        }
    }

    private static void assertSame(byte[] inflated, byte[] expected, long seed) {
        assertThat(Arrays.mismatch(inflated, expected))
                .as("the first byte that differs, of " + expected.length + " and " + inflated.length + ", seed " + seed)
                .isEqualTo(-1);
    }

    /** Blocks of all kinds, now and then more than the window holds. */
    private static byte[] stream(Random random) {
        DeflateWriter writer = new DeflateWriter().header();
        int blocks = 1 + random.nextInt(6);
        for (int block = 1; block <= blocks; block++) {
            int symbols = random.nextInt(random.nextInt(8) == 0 ? 4000 : 300);
            switch (random.nextInt(4)) {
                case 0 -> writer.stored(random, symbols * random.nextInt(16), block == blocks);
                case 1 -> writer.fixed(random, symbols, block == blocks);
                default -> writer.dynamic(random, symbols, block == blocks);
            }
        }
        return writer.bytes();
    }

    /** All that comes out before the end or damage, by turns of all ways to take it, copies going on in place of originals. */
    private byte[] inflate(byte[] stream, Random random) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] one = new byte[1];
        try (FileChannel channel = open(stream)) {
            Inflation inflation = begin(channel);
            while (true) {
                if (random.nextInt(2000) == 0) {
                    inflation = inflation.copy();
                }
                if (random.nextBoolean()) {
                    all.write(inflation.read());
                } else {
                    inflation.read(one, 0, 1);
                    all.write(one[0]);
                }
            }
        } catch (BadInput end) {
            assertThat(end.kind()).isEqualTo(BadInput.Kind.DAMAGED_PICTURE);
            return all.toByteArray();
        }
    }

    private static byte[] inflated(byte[] stream) {
        byte[] out = new byte[1 << 21];
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(stream, 2, stream.length - 2);
            int made = 0;
            try {
                while (inflater.inflate(out, made, out.length - made) > 0) {
                    made = (int) inflater.getBytesWritten();
                }
            } catch (DataFormatException damage) {
                made = (int) inflater.getBytesWritten();
            }
            return Arrays.copyOf(out, made);
        }
    }

    @Test
    void skipsAsMuchAsItReads() throws IOException {
        Random random = new Random(SEED);
        byte[] bytes = new byte[700_000];
        for (int at = 0; at < bytes.length; at++) {
            bytes[at] = (byte) random.nextInt(1 + at % 50);
        }
        try (FileChannel channel = open(TestPng.deflate(bytes))) {
            Inflation inflation = begin(channel);
            byte[] some = new byte[70_000];
            for (int at = 0; at < 600_000; at += 100_000) {
                inflation.skip(30_000);
                inflation.read(some, 0, some.length);
                assertThat(some).as("from " + at).isEqualTo(Arrays.copyOfRange(bytes, at + 30_000, at + 100_000));
            }
            inflation.skip(100_000);
            inflation.finish();
            assertThatThrownBy(inflation::read).isInstanceOf(BadInput.class);
        }
    }

    /** The window is full when the last byte has been made, and what is left makes nothing. */
    @Test
    void readsToTheEndHoweverFullItsWindowIs() throws IOException {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int length = (96 << 10) - 300; length <= (96 << 10) + 300; length += 3) {
                byte[] zeros = new byte[length];
                try (FileChannel channel = open(TestPng.deflate(zeros))) {
                    Inflation inflation = begin(channel);
                    inflation.skip(length);
                    inflation.finish();
                }
            }
        });
    }

    static Stream<Arguments> wrong() {
        Random random = new Random(SEED);
        int[] end = new int[257];
        end[0] = 1;
        end[256] = 1;
        int[] one = {1};
        int[] tooManyWords = end.clone();
        tooManyWords[7] = 1;
        int[] tooFewWords = end.clone();
        tooFewWords[0] = 2;
        int[] noEnd = end.clone();
        noEnd[256] = 0;
        noEnd[9] = 1;
        return Stream.of(
                arguments("no zlib header", new DeflateWriter().put(0x79, 8).put(0x01, 8)),
                arguments("another method", new DeflateWriter().put(0x77, 8).put(0x04, 8)),
                arguments("a window too large", new DeflateWriter().put(0x88, 8).put(0x1c, 8)),
                arguments("a dictionary", new DeflateWriter().put(0x78, 8).put(0x20, 8)),
                arguments("a block of no kind", begun().put(7, 3)),
                arguments("a length contradicted", begun().put(1, 8).put(5, 16).put(5, 16)),
                arguments("too many literals", begun().codes(new int[287], one, true)),
                arguments("too many distances", begun().codes(end, new int[31], true)),
                arguments("literals with too many words", begun().codes(tooManyWords, one, true)),
                arguments("literals with too few words", begun().codes(tooFewWords, one, true)),
                arguments("distances with too many words", begun().codes(end, new int[] {1, 1, 1}, true)),
                arguments("distances with too few words", begun().codes(end, new int[] {2, 2, 2}, true)),
                arguments("a block without an end", begun().codes(noEnd, one, true)),
                arguments(
                        "lengths with too many words",
                        begun().put(5, 3).put(0, 14).put(0x49, 12)),
                arguments("lengths with no words", begun().put(5, 3).put(0, 14).put(0, 12)),
                arguments(
                        "nothing to repeat",
                        begun().put(5, 3).put(0, 14).put(0x9, 12).put(0, 8)),
                arguments("a repetition beyond the end", beyond()),
                arguments("a length that is none", begun().put(3, 3).put(0x63, 8)),
                arguments(
                        "a distance that is none",
                        begun().stored(random, 9, false).put(3, 3).put(0x40, 7).put(15, 5)),
                arguments(
                        "a distance before the begin",
                        begun().put(3, 3).put(0x40, 7).put(0, 5)),
                arguments("a distance without a code", withoutDistances()));
    }

    private static DeflateWriter begun() {
        return new DeflateWriter().header();
    }

    /** The code lengths 18 and 0 have a word of one bit each; three times 138 zeros are more than 258 lengths. */
    private static DeflateWriter beyond() {
        DeflateWriter writer =
                begun().put(5, 3).put(0, 10).put(0, 4).put(0, 6).put(1, 3).put(1, 3);
        for (int times = 0; times < 3; times++) {
            writer.put(1, 1).put(127, 7);
        }
        return writer;
    }

    /** One literal, then a length. */
    private static DeflateWriter withoutDistances() {
        int[] literals = new int[258];
        literals[0] = 1;
        literals[256] = 2;
        literals[257] = 2;
        return begun().codes(literals, new int[] {0}, true).put(0, 1).put(3, 2).put(0, 15);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void refusesWhatDeflateCannotSay(String what, DeflateWriter writer) throws IOException {
        for (int zeros = 0; zeros < 300; zeros++) {
            writer.put(0, 1);
        }
        byte[] stream = writer.bytes();
        assertThatThrownBy(() -> {
                    try (Inflater inflater = new Inflater()) {
                        inflater.setInput(stream);
                        while (inflater.inflate(new byte[100]) > 0) {}
                        if (inflater.needsDictionary()) {
                            throw new DataFormatException("dictionary");
                        }
                    }
                })
                .as(what)
                .isInstanceOf(DataFormatException.class);
        try (FileChannel channel = open(stream)) {
            Inflation inflation = begin(channel);
            assertThatThrownBy(() -> inflation.skip(1000))
                    .as(what)
                    .isInstanceOfSatisfying(
                            BadInput.class,
                            damage -> assertThat(damage.kind()).isEqualTo(BadInput.Kind.DAMAGED_PICTURE))
                    .message()
                    .doesNotContain("end early");
        }
    }

    private FileChannel open(byte[] stream) throws IOException {
        return FileChannel.open(
                Files.write(folder.resolve("stream"), TestPng.join(TestPng.chunk("IDAT", stream), TestPng.end())));
    }

    private static Inflation begin(FileChannel channel) {
        FileWindow file = new FileWindow(channel);
        long length = file.i32();
        file.skip(Integer.BYTES);
        return new Inflation(new ImageData(file, length), () -> {});
    }
}
