package dev.sluice.camera.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.governor.Demand;
import dev.sluice.governor.Governor;
import dev.sluice.governor.Purpose;
import dev.sluice.support.LeaseLeaks;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.PixelSize;
import dev.sluice.units.Ticker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeaseLeaks.class)
class FrameMemoryTest {

    private static final PixelSize SIZE = new PixelSize(640, 480);

    private final Governor governor = new Governor(DataSize.ofMebibytes(24), 1);
    private final FrameMemory memory = new FrameMemory(governor, "camera porch", Ticker.SYSTEM, InstantSource.system());

    @AfterEach
    void nothingIsHeldInTheEnd() {
        memory.close();
        assertThat(governor.ledger().holders()).isEmpty();
        governor.close();
    }

    private static byte[] bytes(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private FrameDraft filled(byte[] bytes, int step) {
        FrameDraft draft = memory.draft();
        for (int at = 0; at < bytes.length; at += step) {
            draft.append(ByteBuffer.wrap(bytes, at, Math.min(step, bytes.length - at)));
        }
        return draft;
    }

    private Frame kept(byte[] bytes, int step) {
        return Objects.requireNonNull(filled(bytes, step).finish(SIZE), "there was no memory for a frame");
    }

    private static byte[] read(Frame frame) {
        byte[] read = new byte[frame.length()];
        frame.bytes().get(read);
        return read;
    }

    @Test
    void whatArrivesInPiecesIsTheFrame() {
        byte[] picture = bytes(300_001, 1);
        Frame frame = kept(picture, 4_099);
        assertThat(read(frame)).isEqualTo(picture);
        assertThat(frame.number()).isEqualTo(1);
        frame.release();
    }

    @Test
    void framesOfOneSizeUseTheSameMemory() {
        for (int i = 0; i < 200; i++) {
            Frame frame = kept(bytes(90_000 + i * 10, i), 16_384);
            frame.release();
        }
        assertThat(memory.held().bytes()).isLessThan(160_000);
        assertThat(governor.ledger().holders()).hasSize(1);
    }

    @Test
    void aHeldFrameKeepsItsBytesWhileOthersCome() {
        byte[] first = bytes(70_000, 7);
        Frame held = kept(first, 8_192);
        for (int i = 0; i < 20; i++) {
            Frame other = kept(bytes(70_000, 100 + i), 8_192);
            other.release();
        }
        assertThat(read(held)).isEqualTo(first);
        held.release();
    }

    @Test
    void aFrameIsMissedWhileAllSlotsAreHeldAndKeptAgainAfter() {
        List<Frame> held = new ArrayList<>();
        for (int i = 0; i < FrameMemory.MOST_SLOTS; i++) {
            held.add(kept(bytes(1_000, i), 1_000));
        }
        assertThat(memory.full()).isTrue();
        FrameDraft missed = filled(bytes(1_000, 99), 1_000);
        assertThat(missed.whole()).isFalse();
        assertThat(missed.finish(SIZE)).isNull();
        assertThat(memory.missed()).isEqualTo(1);
        held.removeFirst().release();
        Frame kept = kept(bytes(1_000, 100), 1_000);
        kept.release();
        held.forEach(Frame::release);
    }

    @Test
    void aFrameThatIsTooLargeIsReadOverAndGivesItsMemoryBack() {
        FrameDraft draft = filled(new byte[FrameMemory.LARGEST_FRAME + 1], 65_536);
        assertThat(draft.whole()).isFalse();
        assertThat(draft.length()).isEqualTo(FrameMemory.LARGEST_FRAME + 1);
        assertThat(draft.finish(SIZE)).isNull();
        assertThat(memory.held()).isEqualTo(DataSize.ZERO);
    }

    @Test
    void withoutRoomInTheBudgetFramesAreMissedAndNothingWaits() {
        try (var other = governor.admit(
                Demand.memory(Purpose.RENDER, "picture", DataSize.ofMebibytes(24)),
                Deadline.after(Duration.ofSeconds(1), Ticker.SYSTEM))) {
            assertThat(filled(bytes(1_000, 1), 1_000).finish(SIZE)).isNull();
            assertThat(other.held().memory()).isEqualTo(DataSize.ofMebibytes(24));
        }
        assertThat(memory.missed()).isEqualTo(1);
    }

    @Test
    void aFrameOutlivesItsCameraUntilItIsReleased() {
        byte[] picture = bytes(5_000, 3);
        Frame frame = kept(picture, 5_000);
        memory.close();
        assertThat(read(frame)).isEqualTo(picture);
        frame.release();
        assertThat(memory.held()).isEqualTo(DataSize.ZERO);
        assertThatThrownBy(frame::release).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(frame::retain).isInstanceOf(IllegalStateException.class);
        assertThat(filled(picture, 5_000).finish(SIZE)).isNull();
    }

    @Test
    void inAnyOrderOfHoldingAndReleasingEveryFrameKeepsItsBytes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Frame> held = new ArrayList<>();
        List<byte[]> expected = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            if (!held.isEmpty() && random.nextInt(3) > 0) {
                int which = random.nextInt(held.size());
                assertThat(Arrays.equals(read(held.get(which)), expected.get(which)))
                        .as("seed %d", seed)
                        .isTrue();
                held.remove(which).release();
                expected.remove(which);
            }
            byte[] picture = bytes(1 + random.nextInt(300_000), i);
            Frame frame = filled(picture, 1 + random.nextInt(100_000)).finish(SIZE);
            if (frame != null) {
                held.add(frame);
                expected.add(picture);
            }
        }
        held.forEach(Frame::release);
        assertThat(memory.held().bytes()).as("seed %d", seed).isLessThan(FrameMemory.MOST_SLOTS * 1_000_000L);
    }
}
