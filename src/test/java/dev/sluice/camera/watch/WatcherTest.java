package dev.sluice.camera.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.camera.frame.Frame;
import dev.sluice.camera.frame.FrameMemory;
import dev.sluice.camera.watch.MotionOptions.Zone;
import dev.sluice.governor.Demand;
import dev.sluice.governor.Lease;
import dev.sluice.governor.Purpose;
import dev.sluice.image.Area;
import dev.sluice.support.Pictures;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.PixelSize;
import dev.sluice.units.Ticker;
import java.awt.Color;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatcherTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration FRAME = Duration.ofNanos(1_000_000_000 / 15);

    @TempDir
    Path folder;

    private WatchFixture camera;

    @BeforeEach
    void open() {
        camera = new WatchFixture(folder, DataSize.ofMebibytes(64));
    }

    @AfterEach
    void nothingIsHeldInTheEnd() {
        camera.close();
        assertThat(camera.frames.held()).isEqualTo(DataSize.ZERO);
        assertThat(camera.spool.owned()).isZero();
    }

    private static WatchOptions motion(Zone... zones) {
        return new WatchOptions(
                1,
                new MotionOptions(24, 0.01, Duration.ofSeconds(10), Duration.ofSeconds(10), List.of(zones)),
                null,
                null);
    }

    /** A watcher that knows the yard. */
    private Watcher used(WatchOptions options) {
        Watcher watcher = camera.watcher(options);
        for (int i = 0; i < 4; i++) {
            camera.show(watcher, WatchFixture.still(i), SECOND);
        }
        assertThat(camera.motions).isEmpty();
        return watcher;
    }

    private void box(Watcher watcher, int left, int top) {
        camera.show(watcher, WatchFixture.withBox(left, left, top, 100, 120, Color.WHITE), SECOND);
    }

    @Test
    void aStillSceneUnderNoiseIsNoMotion() {
        try (Watcher watcher = camera.watcher(motion())) {
            List<byte[]> pictures = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                pictures.add(WatchFixture.still(i));
            }
            for (int i = 0; i < 200; i++) {
                camera.show(watcher, pictures.get(i % pictures.size()), SECOND);
            }
            assertThat(watcher.status().processed()).isEqualTo(200);
            assertThat(watcher.status().failed()).isZero();
        }
        assertThat(camera.motions).isEmpty();
    }

    @Test
    void whatMovesBeginsAnEventWithTheBoxAndTheEventEnds() {
        try (Watcher watcher = used(motion())) {
            box(watcher, 80, 120);
            assertThat(camera.motions).hasSize(1);
            MotionEvent began = camera.motions.getFirst();
            assertThat(began).isInstanceOf(MotionEvent.Began.class);
            assertThat(began.camera()).isEqualTo("porch");
            assertThat(began.begin()).isEqualTo(camera.clock.instant());
            assertBox(began.box(), 80, 120, 180, 240);
            assertThat(began.share()).isBetween(0.04, 0.065);
            assertThat(watcher.status().moving()).isTrue();
            box(watcher, 300, 120);
            assertThat(camera.motions).hasSize(1);
            for (int i = 0; i < 12; i++) {
                camera.show(watcher, WatchFixture.still(50 + i), SECOND);
            }
            assertThat(camera.motions).hasSize(2);
            MotionEvent.Ended ended = (MotionEvent.Ended) camera.motions.getLast();
            assertThat(ended.begin()).isEqualTo(began.begin());
            assertThat(ended.end())
                    .isBetween(began.begin().plusSeconds(1), began.begin().plusSeconds(4));
            assertThat(ended.box().left() + ended.box().size().width()).isBetween(388, 412);
            assertThat(watcher.status().motions()).isEqualTo(1);
            assertThat(watcher.status().moving()).isFalse();
        }
    }

    /** To a pixel of the small picture. */
    private static void assertBox(Area box, int left, int top, int right, int bottom) {
        assertThat(box.left()).isBetween(left - 8, left + 4);
        assertThat(box.top()).isBetween(top - 8, top + 4);
        assertThat(box.left() + box.size().width()).isBetween(right - 4, right + 8);
        assertThat(box.top() + box.size().height()).isBetween(bottom - 4, bottom + 8);
    }

    @Test
    void motionWithinTheCooldownIsTheSameEvent() {
        try (Watcher watcher = used(motion())) {
            for (int round = 0; round < 3; round++) {
                box(watcher, 80 + round, 120);
                for (int i = 0; i < 7; i++) {
                    camera.show(watcher, WatchFixture.still(10L * round + i), SECOND);
                }
            }
            assertThat(camera.motions).hasSize(1);
            camera.advance(Duration.ofSeconds(11));
            WatchFixture.eventually(() -> camera.motions.size() == 2);
            assertThat(camera.motions.getLast()).isInstanceOf(MotionEvent.Ended.class);
        }
    }

    @Test
    void aLampIsNoMotion() {
        try (Watcher watcher = used(motion())) {
            for (double light : new double[] {1.6, 1.6, 0.5, 0.5, 1, 1.3, 1}) {
                camera.show(watcher, WatchFixture.jpeg(WatchFixture.yard((long) (light * 10), light)), SECOND);
            }
            assertThat(camera.motions).isEmpty();
        }
    }

    @Test
    void whatMovesInAnExcludedZoneIsNoMotion() {
        try (Watcher watcher = used(motion(new Zone(0, 0.25, 0.5, 0.5, true)))) {
            box(watcher, 80, 120);
            assertThat(camera.motions).isEmpty();
            box(watcher, 400, 120);
            assertThat(camera.motions).hasSize(1);
        }
    }

    @Test
    void afterAGapOrAnotherSizeTheSceneIsLearntAnew() {
        try (Watcher watcher = used(motion())) {
            camera.show(watcher, WatchFixture.withBox(1, 80, 120, 100, 120, Color.WHITE), Duration.ofSeconds(11));
            assertThat(camera.motions).isEmpty();
            for (int i = 0; i < 4; i++) {
                camera.show(watcher, WatchFixture.withBox(i, 80, 120, 100, 120, Color.WHITE), SECOND);
            }
            assertThat(camera.motions).isEmpty();
            camera.show(watcher, WatchFixture.jpeg(Pictures.scene(320, 240)), SECOND);
            assertThat(camera.motions).isEmpty();
        }
    }

    @Test
    void anEventEndsWhenTheWatcherIsClosed() {
        try (Watcher watcher = used(motion())) {
            box(watcher, 80, 120);
            assertThat(camera.motions).hasSize(1);
        }
        assertThat(camera.motions).hasSize(2);
        assertThat(camera.motions.getLast()).isInstanceOf(MotionEvent.Ended.class);
    }

    @Test
    void framesAreThinnedToTheRate() {
        byte[] picture = WatchFixture.still(1);
        try (Watcher watcher = camera.watcher(new WatchOptions(2, MotionOptions.DEFAULT, null, null))) {
            for (int i = 0; i < 150; i++) {
                camera.show(watcher, picture, FRAME);
            }
            assertThat(watcher.status().processed()).isBetween(19L, 21L);
            assertThat(watcher.status().seen()).isEqualTo(150);
        }
    }

    @Test
    void whileOneIsLookedAtTheNewestOfTheOthersWaitsAndTheCameraGoesOn() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Watcher.Listeners listeners = new Watcher.Listeners(
                event -> {
                    entered.countDown();
                    waitFor(go);
                },
                sighting -> {});
        try (Watcher watcher = new Watcher("porch", motion(), camera.parts, listeners)) {
            watcher.start();
            for (int i = 0; i < 4; i++) {
                camera.show(watcher, WatchFixture.still(i), SECOND);
            }
            camera.send(watcher, WatchFixture.withBox(1, 80, 120, 100, 120, Color.WHITE), SECOND);
            assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 40; i++) {
                camera.send(watcher, WatchFixture.still(i), SECOND);
                assertThat(camera.frames.full()).isFalse();
            }
            assertThat(camera.frames.held().bytes()).isLessThan(3 * 400_000);
            assertThat(camera.frames.missed()).isZero();
            go.countDown();
            WatchFixture.idle(watcher);
            WatchStatus status = watcher.status();
            assertThat(status.seen()).isEqualTo(45);
            assertThat(status.processed()).isEqualTo(6);
            assertThat(status.skipped()).isEqualTo(39);
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void framesThatAreNoPicturesAreCountedAndTheNextIsLookedAt() {
        try (Watcher watcher = used(motion())) {
            byte[] whole = WatchFixture.still(1);
            camera.show(watcher, "no picture at all".getBytes(StandardCharsets.UTF_8), SECOND);
            camera.show(watcher, Arrays.copyOf(whole, whole.length / 2), SECOND);
            Random random = new Random(5);
            for (int i = 0; i < 20; i++) {
                byte[] broken = whole.clone();
                for (int at = 0; at < 50; at++) {
                    broken[100 + random.nextInt(broken.length - 100)] = (byte) random.nextInt();
                }
                camera.show(watcher, broken, SECOND);
            }
            assertThat(watcher.status().failed()).isGreaterThanOrEqualTo(2);
            assertThat(watcher.status().lastFailure()).isNotNull();
            long before = watcher.status().processed();
            camera.show(watcher, whole, SECOND);
            assertThat(watcher.status().processed()).isEqualTo(before + 1);
        }
    }

    @Test
    void aFrameThatTheGateRefusesIsSkippedAndCounted() {
        try (Watcher watcher = used(motion())) {
            try (Lease others = camera.governor.admit(
                    Demand.memory(
                            Purpose.CACHE,
                            "all",
                            camera.governor.largest().memory().minus(DataSize.ofKibibytes(64))),
                    Deadline.after(SECOND, Ticker.SYSTEM))) {
                camera.show(watcher, WatchFixture.still(1), SECOND);
                assertThat(watcher.status().refused()).isEqualTo(1);
                assertThat(watcher.status().failed()).isZero();
                assertThat(others.held().cores()).isEqualTo(1);
            }
            camera.show(watcher, WatchFixture.still(2), SECOND);
            assertThat(watcher.status().processed()).isEqualTo(5);
        }
    }

    @Test
    void itCanBeClosedAtAnyMoment() throws InterruptedException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] picture = WatchFixture.still(1);
        for (int round = 0; round < 60; round++) {
            Watcher watcher = camera.watcher(motion());
            Thread source = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 8; i++) {
                    Frame frame = camera.frame(picture, WatchFixture.SIZE);
                    if (frame != null) {
                        camera.advance(SECOND);
                        watcher.accept(frame);
                        frame.release();
                    }
                }
            });
            LockSupport.parkNanos(random.nextInt(20_000_000));
            long begun = System.nanoTime();
            watcher.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("seed %d", seed)
                    .isLessThan(Duration.ofSeconds(2));
            watcher.close();
            source.join();
            watcher.start();
        }
        assertThat(camera.frames.full()).isFalse();
        List<Frame> all = new ArrayList<>();
        for (int i = 0; i < FrameMemory.MOST_SLOTS; i++) {
            Frame frame = camera.frame(picture, WatchFixture.SIZE);
            assertThat(frame).as("no frame was kept, seed %d", seed).isNotNull();
            all.add(Objects.requireNonNull(frame));
        }
        all.forEach(Frame::release);
    }

    @Test
    void closedBeforeItWasStartedItHoldsNothing() {
        Watcher watcher =
                new Watcher("porch", motion(), camera.parts, new Watcher.Listeners(event -> {}, sighting -> {}));
        camera.send(watcher, WatchFixture.still(1), SECOND);
        watcher.close();
        watcher.start();
        camera.send(watcher, WatchFixture.still(1), SECOND);
        assertThat(watcher.status().seen()).isEqualTo(1);
    }

    @Test
    void fourCamerasDoWithWhatTheSmallestBudgetLeaves(@TempDir Path other) {
        // Of 128 MB the budget leaves 16 to 20 MiB for work.
        try (WatchFixture small = new WatchFixture(other, DataSize.ofMebibytes(16))) {
            List<Watcher> watchers = new ArrayList<>();
            byte[] picture = WatchFixture.jpeg(Pictures.noise(1280, 720, 3));
            for (int i = 0; i < 4; i++) {
                watchers.add(new Watcher(
                        "camera" + i, motion(), small.parts, new Watcher.Listeners(event -> {}, sighting -> {})));
                watchers.getLast().start();
            }
            for (int round = 0; round < 10; round++) {
                small.advance(SECOND);
                Frame frame = Objects.requireNonNull(small.frame(picture, new PixelSize(1280, 720)));
                watchers.forEach(watcher -> watcher.accept(frame));
                frame.release();
                watchers.forEach(WatchFixture::idle);
            }
            watchers.forEach(watcher -> {
                assertThat(watcher.status().lastFailure()).isNull();
                assertThat(watcher.status().processed()).isEqualTo(10);
                watcher.close();
            });
        }
    }
}
