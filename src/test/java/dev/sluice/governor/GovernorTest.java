package dev.sluice.governor;

import static dev.sluice.governor.Gates.demand;
import static dev.sluice.governor.Gates.eventually;
import static dev.sluice.governor.Gates.render;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sluice.failure.Gone;
import dev.sluice.failure.Refused;
import dev.sluice.support.LeaseLeaks;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(30)
class GovernorTest {

    @RegisterExtension
    private final LeaseLeaks leaks = new LeaseLeaks();

    private final AtomicLong now = new AtomicLong(-5);
    private final AtomicBoolean pressed = new AtomicBoolean();
    private final AtomicReference<DataSize> disk = new AtomicReference<>(DataSize.ofMebibytes(1_000));
    private final Governor governor = gate(4, Duration.ofSeconds(30));

    private Governor gate(int queueLength, Duration maxWait) {
        return leaks.watch(new Governor(
                new Capacity(DataSize.ofMebibytes(100), DataSize.ofMebibytes(10), 4),
                Gates.config(queueLength, maxWait),
                now::get,
                pressed::get,
                disk::get));
    }

    private Deadline seconds(long seconds) {
        return Deadline.after(Duration.ofSeconds(seconds), now::get);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    /** A thread that asks for something; its future has the lease, or why there is none. */
    private CompletableFuture<Lease> ask(Governor gate, Demand demand, Deadline by) {
        CompletableFuture<Lease> answer = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                answer.complete(gate.admit(demand, by));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        eventually(() -> answer.isDone()
                || gate.ledger().waiting().stream()
                        .anyMatch(waiting -> waiting.demand().tag().equals(demand.tag())));
        return answer;
    }

    private static <T extends Throwable> T refusal(CompletableFuture<Lease> answer, Class<T> kind) {
        return assertThatThrownBy(answer::join).cause().asInstanceOf(type(kind)).actual();
    }

    private static @Nullable Throwable failureOf(Runnable action) {
        try {
            action.run();
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    @Test
    void admitsAtOnceWhatFits() {
        try (Lease one = governor.admit(render("one", 60), seconds(1));
                Lease two = governor.admit(render("two", 40), seconds(1))) {
            pass(Duration.ofSeconds(3));
            Ledger ledger = governor.ledger();
            assertThat(ledger.memory()).isEqualTo(new Ledger.Use(100 << 20, 100 << 20, 100 << 20));
            assertThat(ledger.cores()).isEqualTo(new Ledger.Use(4, 2, 2));
            assertThat(ledger.holders())
                    .containsExactly(
                            new Ledger.Holder(one.held(), Duration.ofSeconds(3), false),
                            new Ledger.Holder(two.held(), Duration.ofSeconds(3), false));
            assertThat(ledger.counts()).isEqualTo(new Ledger.Counts(2, 0, 0, 0, 0, 0, 0, 0));
        }
        assertThat(governor.ledger().memory()).isEqualTo(new Ledger.Use(100 << 20, 0, 100 << 20));
    }

    @Test
    void aWaiterIsServedWhenALeaseComesBack() {
        CompletableFuture<Lease> waiting;
        try (Lease big = governor.admit(render("big", 80), seconds(9))) {
            waiting = ask(governor, render("next", 30), seconds(9));
            assertThat(waiting).isNotDone();
            assertThat(governor.ledger().waiting())
                    .containsExactly(new Ledger.Waiting(render("next", 30), Duration.ZERO, 0));
            big.shrinkTo(DataSize.ofMebibytes(70));
            waiting.join().close();
        }
        assertThat(governor.ledger().counts()).isEqualTo(new Ledger.Counts(2, 1, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void refusesForEverWhatNeverFits() {
        assertThatThrownBy(() -> governor.admit(render("huge", 101), seconds(1)))
                .asInstanceOf(type(Refused.TooLarge.class))
                .satisfies(refused -> {
                    assertThat(refused.needed()).isEqualTo(DataSize.ofMebibytes(101));
                    assertThat(refused.budget()).isEqualTo(DataSize.ofMebibytes(100));
                });
        Demand heap = new Demand(Purpose.RENDER, "heap", DataSize.ZERO, DataSize.ofMebibytes(11), DataSize.ZERO, 0);
        assertThatThrownBy(() -> governor.admit(heap, seconds(1)))
                .isInstanceOf(Refused.TooLarge.class)
                .hasMessageContaining("Java heap");
        assertThat(governor.ledger().counts().tooLarge()).isEqualTo(2);
    }

    @Test
    void tellsWhetherThereIsRoomNow() {
        DataSize half = DataSize.ofMebibytes(50);
        assertThat(governor.roomNow(half, DataSize.ZERO)).isTrue();
        Waiter waiting;
        try (Lease _ = governor.admit(render("other", 51), seconds(1))) {
            assertThat(governor.roomNow(half, DataSize.ZERO)).isFalse();
            assertThat(governor.roomNow(DataSize.ofMebibytes(49), DataSize.ZERO))
                    .isTrue();
            assertThat(governor.roomNow(DataSize.ZERO, DataSize.ofMebibytes(11)))
                    .isFalse();
            waiting = governor.join(render("waits", 60), 0, seconds(1).remainingNanos());
            assertThat(governor.roomNow(DataSize.ofMebibytes(1), DataSize.ZERO))
                    .as("somebody waits")
                    .isFalse();
            assertThat(waiting.outcome()).isEqualTo(Waiter.Outcome.WAITING);
        }
        waiting.granted().close();
    }

    @Test
    void whatResidentsHoldIsNotCountedOnByWaiting() {
        try (Lease camera = governor.admit(demand(Purpose.CAMERA, "door", 30, 0), seconds(1))) {
            assertThat(governor.largest().memory()).isEqualTo(DataSize.ofMebibytes(70));
            assertThatThrownBy(() -> governor.admit(render("big", 71), seconds(1)))
                    .isInstanceOf(Refused.TooLarge.class);
            assertThat(camera.held().tag()).isEqualTo("door");
        }
        assertThat(governor.largest().memory()).isEqualTo(DataSize.ofMebibytes(100));
    }

    @Test
    void aDemandForMoreCoresThanThereAreGetsAll() {
        try (Lease lease = governor.admit(demand(Purpose.MODEL, "captions", 1, 9), seconds(1))) {
            assertThat(lease.held().cores()).isEqualTo(4);
        }
    }

    @Test
    void isBusyWhenTheDeadlinePasses() {
        try (Lease _ = governor.admit(render("big", 80), seconds(9))) {
            CompletableFuture<Lease> waiting = ask(governor, render("next", 30), seconds(9));
            pass(Duration.ofSeconds(9));
            Refused.Busy busy = refusal(waiting, Refused.Busy.class);
            assertThat(busy.needed()).isEqualTo(DataSize.ofMebibytes(30));
            assertThat(busy.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(60));
            assertThat(governor.ledger().waiting()).isEmpty();
        }
    }

    @Test
    void waitsNoLongerThanTheSettingSays() {
        Governor impatient = gate(4, Duration.ofSeconds(2));
        try (Lease _ = impatient.admit(render("big", 80), seconds(99))) {
            CompletableFuture<Lease> waiting = ask(impatient, render("next", 30), seconds(99));
            pass(Duration.ofSeconds(2));
            refusal(waiting, Refused.Busy.class);
        }
    }

    @Test
    void aDeadlineThatHasPassedIsNotWorthALease() {
        assertThatThrownBy(() -> governor.admit(render("late", 1), seconds(0))).isInstanceOf(Refused.Busy.class);
    }

    @Test
    void aClientThatLeavesMakesRoomForTheNext() {
        AtomicBoolean gone = new AtomicBoolean();
        Demand all = demand(Purpose.RENDER, "four cores", 1, 4);
        try (Lease _ = governor.admit(render("big", 80), seconds(9))) {
            CompletableFuture<Lease> first = ask(governor, all, seconds(9).unless(gone::get));
            pass(Duration.ofSeconds(6));
            CompletableFuture<Lease> second = ask(governor, render("blocked", 1), seconds(9));
            assertThat(second).isNotDone();
            gone.set(true);
            refusal(first, Gone.class);
            second.join().close();
            assertThat(governor.ledger().counts().gone()).isEqualTo(1);
        }
    }

    @Test
    void anInterruptEndsTheWaitAndStaysSet() throws InterruptedException {
        try (Lease _ = governor.admit(render("big", 80), seconds(9))) {
            AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
            AtomicBoolean interrupted = new AtomicBoolean();
            Thread waiter = Thread.ofVirtual().start(() -> {
                failure.set(failureOf(
                        () -> governor.admit(render("next", 30), seconds(9)).close()));
                interrupted.set(Thread.currentThread().isInterrupted());
            });
            eventually(() -> governor.ledger().waiting().size() == 1);
            waiter.interrupt();
            waiter.join();
            assertThat(failure.get()).isInstanceOf(Refused.Draining.class);
            assertThat(interrupted).isTrue();
            assertThat(governor.ledger().waiting()).isEmpty();
        }
    }

    @Test
    void aFullLineSendsAwayTheNextAndPrefersInteractiveWork() {
        Governor shortLine = gate(1, Duration.ofSeconds(30));
        try (Lease _ = shortLine.admit(render("big", 80), seconds(9))) {
            CompletableFuture<Lease> batch = ask(shortLine, demand(Purpose.BATCH, "batch", 30, 1), seconds(9));
            CompletableFuture<Lease> wanted = ask(shortLine, render("wanted", 30), seconds(9));
            refusal(batch, Refused.Busy.class);
            assertThatThrownBy(() -> shortLine.admit(render("next", 30), seconds(9)))
                    .isInstanceOf(Refused.Busy.class)
                    .hasMessageContaining("too many wait");
            assertThatThrownBy(() -> shortLine.admit(demand(Purpose.BATCH, "batch", 30, 1), seconds(9)))
                    .isInstanceOf(Refused.Busy.class);
            shortLine.admit(render("fits", 1), seconds(9)).close();
            assertThat(wanted).isNotDone();
            pass(Duration.ofSeconds(9));
            refusal(wanted, Refused.Busy.class);
        }
    }

    @Test
    void underPressureBackgroundWorkIsRefusedOrPausedAndInteractiveWorkGoesOn() {
        Lease big = governor.admit(render("big", 80), seconds(9));
        CompletableFuture<Lease> paused = ask(governor, demand(Purpose.BATCH, "early", 30, 1), seconds(9));
        pressed.set(true);
        big.close();
        assertThatThrownBy(() -> governor.admit(demand(Purpose.BATCH, "late", 1, 1), seconds(9)))
                .isInstanceOf(Refused.Busy.class)
                .hasMessageContaining("busy with other work");
        governor.admit(render("wanted", 90), seconds(9)).close();
        assertThat(paused).isNotDone();
        pressed.set(false);
        paused.join().close();
    }

    @Test
    void aDiskThatIsNearlyFullIsBusyAndOneThatIsTakenIsWaitedFor() {
        Demand upload =
                new Demand(Purpose.RENDER, "upload", DataSize.ZERO, DataSize.ZERO, DataSize.ofMebibytes(600), 0);
        CompletableFuture<Lease> second;
        try (Lease _ = governor.admit(upload, seconds(9))) {
            second = ask(governor, upload, seconds(9));
            assertThat(second).isNotDone();
        }
        second.join().close();
        disk.set(DataSize.ofMebibytes(599));
        assertThatThrownBy(() -> governor.admit(upload, seconds(9)))
                .isInstanceOf(Refused.Busy.class)
                .hasMessageContaining("disk is nearly full");
    }

    @Test
    void smallOnesPassABigOneABoundedNumberOfTimes() {
        CompletableFuture<Lease> big;
        try (Lease _ = governor.admit(render("first", 80), seconds(20))) {
            big = ask(governor, render("big", 90), seconds(20));
            for (int i = 0; i < 16; i++) {
                governor.admit(render("small" + i, 10), seconds(20)).close();
            }
            assertThat(governor.ledger().waiting().getFirst().overtaken()).isEqualTo(16);
            CompletableFuture<Lease> tooMany = ask(governor, render("small", 10), seconds(5));
            assertThat(tooMany).isNotDone();
            pass(Duration.ofSeconds(5));
            refusal(tooMany, Refused.Busy.class);
        }
        big.join().close();
        assertThat(governor.ledger().counts().overtakes()).isEqualTo(16);
    }

    @Test
    void drainingRefusesThoseWhoWaitAndWaitsForTheLeases() {
        Lease last = governor.admit(render("last", 80), seconds(9));
        CompletableFuture<Lease> waiting = ask(governor, render("next", 30), seconds(9));
        assertThat(governor.drain(Duration.ofMillis(5))).isFalse();
        refusal(waiting, Refused.Draining.class);
        assertThatThrownBy(() -> governor.admit(render("late", 1), seconds(9))).isInstanceOf(Refused.Draining.class);
        CompletableFuture<Boolean> drained =
                CompletableFuture.supplyAsync(() -> governor.drain(Duration.ofSeconds(20)), Thread::startVirtualThread);
        last.close();
        assertThat(drained.join()).isTrue();
        assertThat(governor.ledger().counts().draining()).isEqualTo(2);
    }

    @Test
    void theSmallGateForToolsTakesDefaults() {
        try (Governor small = leaks.watch(new Governor(DataSize.ofMebibytes(8), 1));
                Lease lease = small.admit(
                        new Demand(
                                Purpose.RENDER,
                                "tool",
                                DataSize.ofMebibytes(8),
                                DataSize.ofMebibytes(1),
                                DataSize.ofMebibytes(1),
                                1),
                        seconds(1))) {
            assertThat(List.of(lease.held().cores(), small.ledger().holders().size()))
                    .containsExactly(1, 1);
        }
    }

    @Test
    void thoseWhoAreSentAwayAreToldToComeLaterTheMoreWait() {
        Pace pace = new Pace();
        assertThat(pace.retryAfter(0, 0)).isEqualTo(Duration.ofSeconds(1));
        for (int i = 0; i < 100; i++) {
            pace.learn(Duration.ofSeconds(4).toNanos());
        }
        assertThat(pace.retryAfter(0, 2)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(5));
        assertThat(pace.retryAfter(6, 2)).isBetween(Duration.ofSeconds(16), Duration.ofSeconds(17));
        assertThat(pace.retryAfter(1_000, 1)).isEqualTo(Duration.ofSeconds(60));
    }
}
