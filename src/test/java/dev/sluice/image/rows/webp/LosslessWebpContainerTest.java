package dev.sluice.image.rows.webp;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.StoreFailure;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files around a stream that is sound. */
class LosslessWebpContainerTest {

    @TempDir
    private Path folder;

    private Trial trial;

    @BeforeEach
    void begin() {
        trial = new Trial(folder);
    }

    static Stream<Arguments> containers() {
        byte[] flat = Trial.plain(6, 2).oneSymbol(1).restOfGroup(2, 3, 255, 0).toBytes();
        byte[] header = Container.extended(0, 6, 2);
        byte[] pixels = Container.chunk("VP8L", flat);
        byte[] signature = flat.clone();
        signature[0]++;
        byte[] version = flat.clone();
        version[4] |= (byte) 0x80;
        byte[] longChunk = Container.simple(flat);
        longChunk[16]++;
        longChunk[16]++;
        byte[] longFile = Container.simple(flat);
        longFile[4]++;
        longFile[4]++;
        byte[] shortFile = Container.simple(flat);
        shortFile[4]--;
        shortFile[4]--;
        byte[] hugeFile = Container.simple(flat);
        hugeFile[7] = -1;
        byte[] noRiff = Container.simple(flat);
        noRiff[0]++;
        byte[] noWebp = Container.simple(flat);
        noWebp[8]++;
        byte[] longHeader = Container.riff(header, pixels);
        longHeader[16] = 12;
        BadInput.Kind damaged = BadInput.Kind.DAMAGED_PICTURE;
        BadInput.Kind unsupported = BadInput.Kind.UNSUPPORTED_PICTURE;
        return Stream.of(
                Arguments.of("a wrong signature", Container.simple(signature), damaged),
                Arguments.of("another version", Container.simple(version), damaged),
                Arguments.of("a chunk that is too long", longChunk, damaged),
                Arguments.of("a file that is too long", longFile, damaged),
                Arguments.of("a file that is too short", shortFile, damaged),
                Arguments.of("a file of 4 GiB", hugeFile, damaged),
                Arguments.of("no RIFF", noRiff, damaged),
                Arguments.of("no WebP", noWebp, damaged),
                Arguments.of("a header that is too long", longHeader, damaged),
                Arguments.of("no header", Container.simple(new byte[4]), damaged),
                Arguments.of("no bits", Container.simple(Arrays.copyOf(flat, 5)), damaged),
                Arguments.of("no chunks", Container.riff(), damaged),
                Arguments.of("no pixels", Container.riff(header), damaged),
                Arguments.of("no pixels but others", Container.riff(header, Container.chunk("ICCP", flat)), damaged),
                Arguments.of("chunks without a header", Container.riff(Container.chunk("ICCP", flat), pixels), damaged),
                Arguments.of("two headers", Container.riff(header, header, pixels), damaged),
                Arguments.of("a wider canvas", Container.riff(Container.extended(0, 7, 2), pixels), damaged),
                Arguments.of("a lower canvas", Container.riff(Container.extended(0, 6, 1), pixels), damaged),
                Arguments.of("a lossy picture", Container.riff(Container.chunk("VP8 ", flat)), unsupported),
                Arguments.of("lossy alpha", Container.riff(header, Container.chunk("ALPH", flat), pixels), unsupported),
                Arguments.of(
                        "an animation by its flag", Container.riff(Container.extended(2, 6, 2), pixels), unsupported),
                Arguments.of(
                        "an animation by its chunks",
                        Container.riff(header, Container.chunk("ANIM", new byte[6]), pixels),
                        unsupported),
                Arguments.of("a frame", Container.riff(header, Container.chunk("ANMF", flat), pixels), unsupported));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("containers")
    void refusesContainers(String what, byte[] bytes, BadInput.Kind kind) {
        trial.refused(bytes, kind, "");
    }

    @Test
    void refusesMoreChunksThanAnybodyWrites() {
        byte[][] chunks = new byte[2000][];
        Arrays.fill(chunks, Container.chunk("what", new byte[0]));
        chunks[0] = Container.extended(0, 6, 2);
        trial.refused(Container.riff(chunks), BadInput.Kind.UNSUPPORTED_PICTURE, "chunks before its pixels");
    }

    @Test
    void looksPastChunksOfStrangers() {
        byte[] flat = Trial.plain(6, 2).oneSymbol(1).restOfGroup(2, 3, 255, 0).toBytes();
        trial.taken(Container.riff(
                Container.extended(0, 6, 2),
                Container.chunk("what", new byte[3]),
                Container.chunk("EXIF", new byte[8]),
                Container.chunk("VP8L", flat),
                Container.chunk("XMP ", new byte[5])));
    }

    @Test
    void takesBitsFromThePaddingOfTheChunkButNoneFromBehindIt() {
        byte[] behind = Container.chunk("EXIF", new byte[100]);
        for (int height = 1; height < 40; height++) {
            BitWriter out = Trial.plain(1, height).twoSymbols(3, 200).restOfGroup(0, 0, 255, 0);
            for (int y = 0; y < height; y++) {
                out.put(y, 1);
            }
            byte[] whole = out.toBytes();
            byte[] cut = Arrays.copyOf(whole, whole.length - 1);
            byte[] header = Container.extended(0, 1, height);
            trial.taken(Container.riff(header, Container.chunk("VP8L", whole), behind));
            byte[] file = Container.riff(header, Container.chunk("VP8L", cut), behind);
            if (cut.length % 2 == 1) {
                trial.taken(file);
            } else {
                trial.refused(file, BadInput.Kind.DAMAGED_PICTURE, "end early");
            }
        }
    }

    @Test
    void saysThatTheFileCannotBeRead() {
        assertThatThrownBy(() -> LosslessWebp.open(folder.resolve("missing"), 1, Pixels.NOTHING_MORE))
                .isInstanceOf(StoreFailure.class)
                .message()
                .doesNotContain("missing");
        LosslessWebp reader = LosslessWebp.open(Trial.SAMPLES.resolve("flat.webp"), 1, Pixels.NOTHING_MORE);
        reader.close();
        assertThatThrownBy(() -> reader.read((row, bytes) -> {}, () -> {})).isInstanceOf(StoreFailure.class);
    }
}
