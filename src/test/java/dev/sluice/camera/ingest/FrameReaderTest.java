package dev.sluice.camera.ingest;

import static dev.sluice.camera.ingest.Jpegs.ascii;
import static dev.sluice.camera.ingest.Jpegs.formed;
import static dev.sluice.camera.ingest.Jpegs.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.camera.frame.FrameMemory;
import dev.sluice.support.Pictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class FrameReaderTest {

    private final Cutting cutting = new Cutting();

    @AfterEach
    void nothingIsHeldInTheEnd() {
        cutting.close();
    }

    private void assertCut(byte[] stream, byte[]... frames) throws IOException {
        List<IntSupplier> pieces = List.of(() -> Integer.MAX_VALUE, () -> 1, () -> 7, new Random(5)::nextInt);
        for (IntSupplier each : pieces) {
            List<byte[]> cut = cutting.frames(stream, () -> 1 + Math.floorMod(each.getAsInt() - 1, 5_000));
            assertThat(Jpegs.prints(cut))
                    .as("frames of %s bytes", stream.length)
                    .isEqualTo(Jpegs.prints(List.of(frames)));
        }
    }

    private static byte[] part(byte[] frame) {
        return join(ascii("--b\r\nContent-Type: image/jpeg\r\n\r\n"), frame, ascii("\r\n"));
    }

    @Test
    void framesAreCutHoweverTheyArrive() throws IOException {
        byte[] one = formed(20_000, 1);
        byte[] two = Jpegs.real(160, 120, 2);
        byte[] three = Jpegs.progressive(160, 120, 3);
        assertCut(join(part(one), part(two), part(three)), one, two, three);
        assertThat(cutting.counts.dropped()).isZero();
    }

    @Test
    void whatStandsBetweenFramesIsPassedOver() throws IOException {
        byte[] one = formed(300, 1);
        byte[] two = formed(400, 2);
        byte[] garbage = Jpegs.scan(5_000, new Random(3));
        byte[] marks = {(byte) 0xff, (byte) 0xff, (byte) 0xd9, (byte) 0xff, (byte) 0xd8, 0, (byte) 0xff};
        assertCut(join(garbage, marks, one, new byte[900], garbage, marks, two, marks, ascii("--b--")), one, two);
    }

    @Test
    void aFrameBeginsBehindAnyNumberOfMarks() throws IOException {
        byte[] one = formed(300, 1);
        assertCut(join(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff}, one), one);
    }

    @Test
    void endsAndBeginningsWithinSegmentsAreNone() throws IOException {
        byte[] thumbnail = formed(200, 9);
        byte[] frame = Jpegs.with(Jpegs.with(formed(900, 1), 0xe1, thumbnail), 0xfe, join(thumbnail, thumbnail));
        assertCut(join(part(frame), part(frame)), frame, frame);
    }

    @Test
    void marksThatFillUpAreKept() throws IOException {
        byte[] plain = formed(50, 1);
        byte[] fill = {(byte) 0xff, (byte) 0xff, (byte) 0xff};
        byte[] end = {(byte) 0xff, (byte) 0xff, (byte) 0xd9};
        byte[] frame =
                join(new byte[] {(byte) 0xff, (byte) 0xd8}, fill, Arrays.copyOfRange(plain, 2, plain.length - 2), end);
        assertCut(frame, frame);
    }

    @Test
    void severalScansWithTablesAndLinesBetweenAreOneFrame() throws IOException {
        Random random = new Random(4);
        byte[] frame = join(
                new byte[] {(byte) 0xff, (byte) 0xd8},
                Jpegs.header(0xc2, 64, 64),
                Jpegs.segment(0xc4, Jpegs.bytes(20, random)),
                Jpegs.segment(0xda, new byte[] {1, 1, 0, 0, 0, 0}),
                Jpegs.scan(700, random),
                Jpegs.segment(0xdc, new byte[] {0, 64}),
                Jpegs.segment(0xc4, Jpegs.bytes(20, random)),
                Jpegs.segment(0xda, new byte[] {1, 1, 0, 1, 63, 0}),
                Jpegs.scan(900, random),
                new byte[] {(byte) 0xff, (byte) 0xd9});
        assertCut(join(part(frame), part(frame)), frame, frame);
    }

    @Test
    void aFrameThatIsCutOffInItsScanIsDroppedAndTheNextIsWhole() throws IOException {
        byte[] whole = formed(3_000, 1);
        byte[] half = Arrays.copyOf(formed(3_000, 2), 1_500);
        assertCut(join(part(whole), half, ascii("\r\n--b\r\n\r\n"), whole, part(whole)), whole, whole, whole);
        assertThat(cutting.counts.dropped()).isEqualTo(1);
    }

    /** The length of the segment reaches into the next frame, whose beginning it swallows. */
    @Test
    void aFrameThatIsCutOffInASegmentTakesNoOtherWithIt() throws IOException {
        byte[] whole = formed(30_000, 1);
        byte[] broken = Arrays.copyOf(Jpegs.with(formed(100, 2), 0xe1, new byte[20_000]), 4_000);
        assertCut(join(part(whole), broken, part(whole), part(whole)), whole, whole, whole);
        assertThat(cutting.counts.dropped()).isEqualTo(1);
        byte[] twice = Arrays.copyOf(Jpegs.with(formed(100, 2), 0xe1, new byte[50_000]), 40);
        assertCut(join(broken, twice, twice, part(whole), part(whole)), whole, whole);
    }

    @Test
    void theEndOfTheStreamWithinAFrameDropsIt() throws IOException {
        byte[] whole = formed(3_000, 1);
        for (int length : new int[] {1, 2, 3, 5, 60, 90, 110, 2_000, whole.length - 1}) {
            assertCut(join(whole, Arrays.copyOf(whole, length)), whole);
        }
    }

    @Test
    void theFrameHeaderSaysTheSizeAndAbsurdOnesAreDropped() throws IOException {
        byte[] good = formed(640, 480, 100, 1);
        assertCut(join(formed(0, 480, 100, 1), formed(640, 0, 100, 1), formed(60_000, 480, 100, 1), good), good);
        assertThat(cutting.counts.dropped()).isEqualTo(3);
    }

    @Test
    void aBaselineFrameWithoutTablesGetsTheStandardOnes() throws IOException {
        byte[] whole = Jpegs.real(64, 48, 6);
        byte[] bare = Jpegs.withoutTables(whole);
        assertThat(bare).hasSizeLessThan(whole.length - 400);
        List<byte[]> cut = cutting.frames(join(part(bare), part(bare)), () -> 3);
        assertThat(cut).hasSize(2);
        BufferedImage expected = Pictures.decode(whole);
        BufferedImage actual = Pictures.decode(cut.getFirst());
        for (int y = 0; y < 48; y++) {
            for (int x = 0; x < 64; x++) {
                assertThat(actual.getRGB(x, y)).isEqualTo(expected.getRGB(x, y));
            }
        }
    }

    @Test
    void aFrameAboveTheCapIsReadOverAndTheNextIsKept() throws IOException {
        byte[] good = formed(9_000, 1);
        byte[] large = formed(11 << 20, 2);
        assertThat(Jpegs.prints(cutting.frames(join(part(good), part(large), part(good)))))
                .isEqualTo(Jpegs.prints(List.of(good, good)));
        assertThat(cutting.memory.missed()).isEqualTo(1);
        assertThat(cutting.memory.held().bytes()).isLessThanOrEqualTo(FrameMemory.LARGEST_FRAME);
    }

    @Test
    void aFrameThatBeginsAgainAndAgainCostsNoMoreThanItsBytes() throws IOException {
        byte[] trap = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe1, (byte) 0xff, (byte) 0xf0};
        byte[] traps = new byte[2_000_000];
        for (int at = 0; at < traps.length; at++) {
            traps[at] = trap[at % trap.length];
        }
        byte[] good = formed(9_000, 1);
        long began = System.nanoTime();
        List<byte[]> cut = cutting.frames(join(traps, new byte[70_000], good, good));
        assertThat(Jpegs.prints(cut)).contains(Jpegs.print(good));
        assertThat((System.nanoTime() - began) / 1_000_000).as("milliseconds").isLessThan(3_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<!DOCTYPE html><html>", "\0\0\0\1\147B", "plain words, again ", "\1\2\3\4"})
    void aStreamWithoutPicturesIsGivenUpWithWordsForIt(String text) {
        byte[] stream = new byte[2 << 20];
        byte[] opening = ascii(text);
        for (int at = 0; at < stream.length; at++) {
            stream[at] = opening[at % opening.length];
        }
        String expected = switch (text.charAt(0)) {
            case '<' -> "web page";
            case '\0' -> "H.264";
            case 'p' -> "text that begins with \"plain words";
            default -> "no known kind";
        };
        assertThatThrownBy(() -> cutting.frames(stream))
                .isInstanceOf(CameraFailure.class)
                .hasMessageContaining(expected);
    }

    @Test
    void framesBeyondTheRateAreSkippedWithoutMemory() throws IOException {
        long[] now = {0};
        Pace pace = new Pace(10, () -> now[0]);
        byte[] frame = formed(100, 1);
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            frames.addAll(cutting.frames(new Cutting.Pieces(frame, () -> 100_000), pace));
            now[0] += 33_333_333;
        }
        assertThat(frames).hasSizeBetween(29, 31);
        assertThat(cutting.memory.frames()).isEqualTo(frames.size());
    }

    /** Mutated streams: nothing but our own failures, an end, and frames that are frames. */
    @Test
    void anyBytesAreReadToTheirEnd() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[][] frames = {Jpegs.real(48, 32, 1), Jpegs.progressive(48, 32, 2), formed(2_000, 3), formed(20, 4)};
        for (int round = 0; round < 1_500; round++) {
            byte[] stream = join(
                    part(frames[random.nextInt(4)]), part(frames[random.nextInt(4)]), part(frames[random.nextInt(4)]));
            for (int change = random.nextInt(12); change > 0; change--) {
                int at = random.nextInt(stream.length);
                switch (random.nextInt(4)) {
                    case 0 -> stream[at] = (byte) random.nextInt();
                    case 1 -> stream[at] = (byte) 0xff;
                    case 2 ->
                        stream = join(
                                Arrays.copyOf(stream, at),
                                Arrays.copyOfRange(
                                        stream, Math.min(stream.length, at + random.nextInt(90)), stream.length));
                    default ->
                        stream = join(
                                Arrays.copyOf(stream, at),
                                Jpegs.bytes(random.nextInt(60), random),
                                Arrays.copyOfRange(stream, at, stream.length));
                }
            }
            List<byte[]> whole = FrameReaderInput.check(stream);
            List<byte[]> pieces = cutting.frames(stream, () -> 1 + random.nextInt(300));
            assertThat(Jpegs.prints(pieces)).as("seed %s round %s", seed, round).isEqualTo(Jpegs.prints(whole));
        }
    }
}
