package dev.sluice.governor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.failure.Gone;
import dev.sluice.failure.Refused;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many real threads for a second; what they hold is counted apart from the gate. */
class GovernorStressTest {

    private static final long TOTAL = 1_000;
    private static final int CORES = 6;

    private final Governor governor = new Governor(
            new Capacity(DataSize.ofBytes(TOTAL), DataSize.ofBytes(TOTAL), CORES),
            Gates.config(40, Duration.ofSeconds(30)),
            Ticker.SYSTEM,
            () -> false,
            () -> DataSize.ofBytes(TOTAL));
    private final AtomicLong memory = new AtomicLong();
    private final AtomicInteger cores = new AtomicInteger();
    private final AtomicLong granted = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    @Test
    @Timeout(30)
    void manyThreadsNeverExceedTheBudgetAndAllGetThrough() throws InterruptedException {
        long seed = System.nanoTime();
        long until = System.nanoTime() + Duration.ofSeconds(1).toNanos();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            Random random = new Random(seed + i);
            threads.add(Thread.ofVirtual()
                    .uncaughtExceptionHandler((_, e) -> failure.set(e))
                    .start(() -> {
                        while (System.nanoTime() - until < 0) {
                            once(random);
                        }
                    }));
        }
        Random chaos = new Random(seed);
        while (System.nanoTime() - until < 0) {
            threads.get(chaos.nextInt(threads.size())).interrupt();
            LockSupport.parkNanos(500_000);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failure.get()).as("seed " + seed).isNull();
        assertThat(governor.drain(Duration.ofSeconds(10))).isTrue();
        Ledger ledger = governor.ledger();
        assertThat(ledger.holders()).isEmpty();
        assertThat(ledger.waiting()).isEmpty();
        assertThat(ledger.memory().used()
                        + ledger.heap().used()
                        + ledger.disk().used()
                        + ledger.cores().used())
                .isZero();
        assertThat(ledger.counts().lost()).isZero();
        assertThat(ledger.counts().waited()).isPositive();
        assertThat(ledger.counts().granted()).isEqualTo(granted.get());
    }

    /** A waiter that is not woken finds out at its next look, up to 200 ms later: fifty of them take five seconds then. */
    @Test
    @Timeout(30)
    void aWaiterIsWokenAtOnce() throws InterruptedException {
        Demand all = new Demand(Purpose.RENDER, "all", DataSize.ofBytes(TOTAL), DataSize.ZERO, DataSize.ZERO, CORES);
        Deadline by = Deadline.after(Duration.ofSeconds(20), Ticker.SYSTEM);
        Duration handingOver = Duration.ZERO;
        for (int i = 0; i < 50; i++) {
            Lease lease = governor.admit(all, by);
            Thread waiter =
                    Thread.startVirtualThread(() -> governor.admit(all, by).close());
            Gates.eventually(() -> governor.ledger().waiting().size() == 1);
            long closed = System.nanoTime();
            lease.close();
            waiter.join();
            handingOver = handingOver.plusNanos(System.nanoTime() - closed);
        }
        assertThat(governor.ledger().counts().waited()).isEqualTo(50);
        assertThat(handingOver).isLessThan(Duration.ofMillis(2_500));
    }

    private void once(Random random) {
        AtomicBoolean gone = new AtomicBoolean(random.nextInt(20) == 0);
        Demand demand = new Demand(
                random.nextInt(4) == 0 ? Purpose.BATCH : Purpose.RENDER,
                "stress",
                DataSize.ofBytes(random.nextInt(random.nextInt(8) == 0 ? 900 : 120)),
                DataSize.ofBytes(random.nextInt(200)),
                DataSize.ofBytes(random.nextInt(100)),
                random.nextInt(3));
        Duration wait = random.nextInt(10) == 0 ? Duration.ofNanos(50_000) : Duration.ofSeconds(20);
        try (Lease lease =
                governor.admit(demand, Deadline.after(wait, Ticker.SYSTEM).unless(gone::get))) {
            granted.incrementAndGet();
            hold(demand.memory().bytes(), demand.cores());
            long grown = lease.tryGrow(DataSize.ofBytes(30)) ? 30 : 0;
            hold(grown, 0);
            LockSupport.parkNanos(100_000);
            long kept = Math.min(5, demand.memory().bytes() + grown);
            hold(kept - demand.memory().bytes() - grown, -demand.cores());
            lease.shrinkTo(DataSize.ofBytes(kept));
            Lease.Hold share = lease.retain();
            hold(-kept, 0);
            Thread.startVirtualThread(share::close);
        } catch (Refused | Gone expected) {
            LockSupport.parkNanos(100_000);
        }
        Thread.interrupted();
    }

    /** Counted after the gate grants and before it is given back, so it is never above what the gate counts. */
    private void hold(long bytes, int threads) {
        if (memory.addAndGet(bytes) > TOTAL || cores.addAndGet(threads) > CORES) {
            failure.set(new AssertionError("more was held than there is"));
        }
    }
}
