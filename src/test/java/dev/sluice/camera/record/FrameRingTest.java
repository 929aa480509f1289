package dev.sluice.camera.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.camera.frame.Frame;
import dev.sluice.governor.Demand;
import dev.sluice.governor.Lease;
import dev.sluice.governor.Purpose;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameRingTest {

    private static final DataSize SIZE = DataSize.ofKibibytes(256);

    @TempDir
    private Path folder;

    private static FrameRing ring(Studio studio, double rate) {
        Lease lease = studio.governor.admit(
                Demand.memory(Purpose.CAMERA, "ring", SIZE), Deadline.after(Duration.ofSeconds(1), Ticker.SYSTEM));
        return new FrameRing(lease, SIZE, Duration.ofSeconds(5), rate);
    }

    /** The last frames that came, in their order, byte for byte, and as many of them as fit, whatever their sizes. */
    @Test
    void holdsTheNewestFramesWhateverTheirSizes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Studio studio = new Studio(folder);
                FrameRing ring = ring(studio, 30)) {
            for (int round = 0; round < 60; round++) {
                Map<Long, byte[]> came = new HashMap<>();
                int largest = 1 + random.nextInt(300_000);
                int count = random.nextInt(40);
                long sinceNanos = studio.time.nanos() + random.nextInt(2_000) * 1_000_000L;
                long last = 0;
                for (int i = 0; i < count; i++) {
                    byte[] bytes = new byte[1 + random.nextInt(largest)];
                    random.nextBytes(bytes);
                    Frame frame = studio.frame(bytes);
                    ring.add(frame);
                    if (bytes.length <= SIZE.bytes()) {
                        last = frame.arrivedNanos();
                        came.put(last, bytes);
                    }
                    frame.release();
                    studio.time.move(Duration.ofMillis(50 + random.nextInt(60)));
                }
                List<Long> kept = new ArrayList<>();
                long held = 0;
                Map<Long, byte[]> content = new HashMap<>();
                ring.drain(sinceNanos, (one, bytes) -> {
                    kept.add(one.arrivedNanos());
                    byte[] copy = new byte[bytes.remaining()];
                    bytes.get(copy);
                    content.put(one.arrivedNanos(), copy);
                });
                assertThat(kept).as("seed %d", seed).isSorted();
                assertThat(kept).as("seed %d", seed).allMatch(nanos -> nanos - sinceNanos >= 0);
                for (long nanos : kept) {
                    assertThat(content.get(nanos)).as("seed %d", seed).isEqualTo(came.get(nanos));
                    held += Objects.requireNonNull(content.get(nanos)).length;
                }
                if (last - sinceNanos >= 0 && last != 0) {
                    assertThat(kept).as("seed %d", seed).endsWith(last);
                }
                assertThat(held).as("seed %d", seed).isLessThanOrEqualTo(SIZE.bytes());
                assertThat(ring.frames()).isZero();
                studio.time.move(Duration.ofSeconds(10));
            }
        }
    }

    @Test
    void isThinnedSoThatItLastsLonger() {
        try (Studio studio = new Studio(folder);
                FrameRing ring = ring(studio, 4)) {
            for (int i = 0; i < 300; i++) {
                Frame frame = studio.frame(new byte[1_000]);
                ring.add(frame);
                frame.release();
                studio.time.move(Duration.ofNanos(66_666_667));
            }
            assertThat(ring.frames()).isBetween(19, 21);
        }
    }

    @Test
    void thinningIsEvenOnTheLongRunAndDoesNotBurst() {
        Random random = new Random(5);
        Thinning thinning = new Thinning(4);
        long nanos = -3_000_000_000L;
        int let = 0;
        for (int i = 0; i < 1_500; i++) {
            let += thinning.lets(nanos) ? 1 : 0;
            nanos += 40_000_000L + random.nextInt(53_000_000);
        }
        assertThat(let).isBetween(380, 402);
        nanos += 60_000_000_000L;
        int burst = 0;
        for (int i = 0; i < 10; i++) {
            burst += thinning.lets(nanos) ? 1 : 0;
            nanos += 10_000_000L;
        }
        assertThat(burst).isLessThanOrEqualTo(2);
    }
}
