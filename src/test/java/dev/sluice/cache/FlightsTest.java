package dev.sluice.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.Expired;
import dev.sluice.failure.Gone;
import dev.sluice.failure.Refused;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FlightsTest {

    private static final class Made implements AutoCloseable {
        private final AtomicInteger closed = new AtomicInteger();

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    private final Flights<String, Made> flights = new Flights<>(Duration.ofSeconds(10), Ticker.SYSTEM);
    private final AtomicInteger worked = new AtomicInteger();

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(5), Ticker.SYSTEM);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aThousandCallersHaveOnePieceOfWorkAndTheLastClosesIt() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Flights<String, Made>.Seat>> callers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 1_000; i++) {
                callers.add(threads.submit(() -> flights.join("a", soon(), _ -> {
                    await(go);
                    worked.incrementAndGet();
                    return new Made();
                })));
            }
            Thread.sleep(200);
            go.countDown();
        }
        Made made = callers.getFirst().get().value();
        int first = 0;
        for (int i = 0; i < callers.size(); i++) {
            assertThat(made.closed.get()).isZero();
            Flights<String, Made>.Seat seat = callers.get(i).get();
            assertThat(seat.value()).isSameAs(made);
            first += seat.first() ? 1 : 0;
            seat.close();
        }
        assertThat(first).isEqualTo(1);
        assertThat(worked).hasValue(1);
        assertThat(made.closed).hasValue(1);
        assertThat(flights.flying()).isZero();
    }

    @Test
    void aCallerWhoLeavesDoesNotStopTheOthers() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicBoolean gone = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> leaver = threads.submit(() -> flights.join("a", soon().unless(gone::get), _ -> {
                await(go);
                return new Made();
            }));
            Thread.sleep(50);
            Future<Flights<String, Made>.Seat> other = threads.submit(() -> flights.join("a", soon(), _ -> {
                throw new IllegalStateException("the work is under way");
            }));
            Thread.sleep(50);
            gone.set(true);
            assertThatThrownBy(leaver::get).hasCauseInstanceOf(Gone.class);
            go.countDown();
            try (Flights<String, Made>.Seat seat = other.get()) {
                assertThat(seat.first()).isFalse();
            }
        }
    }

    @Test
    void workThatAllHaveLeftIsAbandonedAndWhatItMakesIsClosed() throws Exception {
        Made made = new Made();
        CountDownLatch noticed = new CountDownLatch(1);
        Deadline short_ = Deadline.after(Duration.ofMillis(50), Ticker.SYSTEM);
        assertThatThrownBy(() -> flights.join("a", short_, deadline -> {
                    while (!deadline.abandoned()) {
                        Thread.onSpinWait();
                    }
                    noticed.countDown();
                    return made;
                }))
                .isInstanceOf(Expired.class);
        noticed.await();
        while (flights.flying() > 0) {
            Thread.sleep(5);
        }
        Thread.sleep(20);
        assertThat(made.closed).hasValue(1);
    }

    @Test
    void allCallersAreToldWhatFailedAndTheNextTriesAgain() {
        assertThatThrownBy(() -> flights.join("a", soon(), _ -> {
                    throw new BadInput(BadInput.Kind.PARAMETER, "no");
                }))
                .isInstanceOf(BadInput.class);
        try (Flights<String, Made>.Seat seat = flights.join("a", soon(), _ -> new Made())) {
            assertThat(seat.first()).isTrue();
        }
    }

    @Test
    void whatIsLaunchedTwiceIsDoneOnceAndClosed() throws Exception {
        Made made = new Made();
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < 2; i++) {
            flights.launch("a", _ -> {
                await(go);
                worked.incrementAndGet();
                return made;
            });
        }
        go.countDown();
        while (flights.flying() > 0 || made.closed.get() == 0) {
            Thread.sleep(5);
        }
        assertThat(worked).hasValue(1);
        assertThat(made.closed).hasValue(1);
    }

    /** What a caller of {@link Flights#share} has, begun before anybody else may join. */
    private Future<Flights<String, Made>.Seat> sharing(ExecutorService threads, CountDownLatch go) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Future<Flights<String, Made>.Seat> sharing = threads.submit(() -> flights.share("a", () -> {
            begun.countDown();
            await(go);
            worked.incrementAndGet();
            return new Made();
        }));
        begun.await();
        return sharing;
    }

    @Test
    void shortWorkIsDoneByTheFirstForThoseWhoComeMeanwhile() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Flights<String, Made>.Seat>> others = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Flights<String, Made>.Seat> first = sharing(threads, go);
            for (int i = 0; i < 50; i++) {
                others.add(threads.submit(() -> flights.share("a", () -> {
                    throw new IllegalStateException("the work is under way");
                })));
            }
            Thread.sleep(100);
            go.countDown();
            Made made = first.get().value();
            assertThat(first.get().first()).isTrue();
            first.get().close();
            for (Future<Flights<String, Made>.Seat> other : others) {
                assertThat(other.get().value()).isSameAs(made);
                assertThat(other.get().first()).isFalse();
                assertThat(made.closed).hasValue(0);
                other.get().close();
            }
            assertThat(made.closed).hasValue(1);
        }
        assertThat(worked).hasValue(1);
    }

    @Test
    void shortWorkThatFailsFailsForAllAndTheNextTriesAgain() {
        assertThatThrownBy(() -> flights.share("a", () -> {
                    throw new BadInput(BadInput.Kind.PARAMETER, "no");
                }))
                .isInstanceOf(BadInput.class);
        try (Flights<String, Made>.Seat seat = flights.share("a", Made::new)) {
            assertThat(seat.first()).isTrue();
        }
        assertThat(flights.flying()).isZero();
    }

    @Test
    void nobodyJoinsWorkThatIsForgotten() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Flights<String, Made>.Seat> before = sharing(threads, go);
            flights.forget("a");
            try (Flights<String, Made>.Seat after = flights.share("a", Made::new)) {
                assertThat(after.first()).isTrue();
                go.countDown();
                assertThat(before.get().value()).isNotSameAs(after.value());
            }
            before.get().close();
            assertThat(before.get().value().closed).hasValue(1);
        }
        assertThat(flights.flying()).isZero();
    }

    @Test
    void oneWhoIsInterruptedLeavesAndTheOthersStay() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Flights<String, Made>.Seat> first = sharing(threads, go);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> flights.share("a", Made::new)).isInstanceOf(Refused.Draining.class);
            assertThat(Thread.interrupted()).isTrue();
            go.countDown();
            Made made = first.get().value();
            assertThat(made.closed).hasValue(0);
            first.get().close();
            assertThat(made.closed).hasValue(1);
        }
    }
}
