package dev.sluice.governor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Values;
import dev.sluice.failure.Refused;
import dev.sluice.units.DataSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random schedules, each stepped on one thread and after each step compared with what a plain list of everybody who came says
 * must hold. The list knows nothing of how the line is served.
 */
@Tag("slow")
class ScheduleTest {

    private static final int SCHEDULES = 3_000;
    private static final int STEPS = 60;
    private static final Purpose[] PURPOSES = {
        Purpose.RENDER, Purpose.RENDER, Purpose.PROBE, Purpose.BATCH, Purpose.BATCH, Purpose.CACHE
    };

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 16})
    void everyScheduleStaysWithinTheBudgetAndServesWhoeverCanRun(int maxOvertakes) {
        for (int seed = 0; seed < SCHEDULES; seed++) {
            Schedule schedule = new Schedule(seed, maxOvertakes);
            try {
                schedule.run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ", overtakes " + maxOvertakes + ": " + e.getMessage(), e);
            }
        }
    }

    @Test
    void aPoolThatGivesMoreThanItTookIsNoticed() {
        Pool pool = new Pool(10);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> pool.give(1, false))
                .isInstanceOf(IllegalStateException.class);
    }

    /** One who came: in the order of coming. */
    private static final class Comer {
        private final Waiter waiter;
        private final long until;
        private final long halfTime;
        private int passed;
        private boolean told;

        private Comer(Waiter waiter, long now, long wait) {
            this.waiter = waiter;
            this.until = now + wait;
            this.halfTime = now + wait / 2;
        }

        private boolean waits() {
            return waiter.outcome() == Waiter.Outcome.WAITING;
        }

        private boolean background() {
            return waiter.demand().purpose().background();
        }
    }

    private static final class Schedule {
        private final Random random;
        private final int maxOvertakes;
        private final int queueLength;
        private final long[] totals;
        private final Governor governor;
        private final List<Comer> comers = new ArrayList<>();
        private final List<Grant> open = new ArrayList<>();
        private long now;
        private boolean pressed;
        private boolean drained;

        private Schedule(int seed, int maxOvertakes) {
            this.random = new Random(seed);
            this.maxOvertakes = maxOvertakes;
            this.queueLength = random.nextInt(1, 12);
            this.totals = new long[] {100, 40, 1_000, 1 + random.nextInt(4)};
            this.now = random.nextLong();
            GovernorConfig defaults = GovernorConfig.from(Values.defaults(GovernorConfig.SETTINGS));
            this.governor = new Governor(
                    new Capacity(DataSize.ofBytes(totals[0]), DataSize.ofBytes(totals[1]), (int) totals[3]),
                    new GovernorConfig(
                            defaults.memory(),
                            defaults.ramShare(),
                            queueLength,
                            Duration.ofNanos(1_000),
                            maxOvertakes,
                            defaults.cores(),
                            defaults.pressure()),
                    () -> now,
                    () -> pressed,
                    () -> DataSize.ofBytes(totals[2]));
        }

        private void run() {
            for (int step = 0; step < STEPS; step++) {
                step(random.nextInt(100));
                check();
            }
            if (!drained) {
                finish();
            }
        }

        private void step(int dice) {
            if (dice < 40) {
                come();
            } else if (dice < 65) {
                withOpen(grant -> {
                    grant.close();
                    open.remove(grant);
                });
            } else if (dice < 73) {
                withOpen(grant -> grant.shrinkTo(DataSize.ofBytes(random.nextInt(40))));
            } else if (dice < 80) {
                withOpen(this::grow);
            } else if (dice < 88) {
                now += random.nextInt(300);
                lookAll();
            } else if (dice < 93) {
                withWaiting(comer -> governor.settle(comer.waiter, Waiter.Outcome.WITHDRAWN));
            } else if (dice < 97) {
                pressed = !pressed;
                lookAll();
            } else if (dice == 99 && random.nextInt(4) == 0) {
                governor.close();
                drained = true;
            }
        }

        private void come() {
            Purpose purpose = PURPOSES[random.nextInt(PURPOSES.length)];
            boolean big = random.nextInt(4) == 0;
            Demand demand = new Demand(
                    purpose,
                    "n" + comers.size(),
                    DataSize.ofBytes(random.nextInt(big ? 120 : 30)),
                    DataSize.ofBytes(random.nextInt(15)),
                    DataSize.ofBytes(random.nextInt(5) == 0 ? random.nextInt(600) : 0),
                    random.nextInt(3));
            long largest = totals[0] - residentMemory();
            long wait = random.nextInt(1, 1_000);
            boolean lineFull = comers.stream().filter(Comer::waits).count() >= queueLength;
            try {
                comers.add(new Comer(governor.join(demand, totals[2], wait), now, wait));
                assertThat(drained).as("admitted after draining").isFalse();
                assertThat(demand.memory().bytes()).isLessThanOrEqualTo(largest);
                assertThat(purpose.background() && pressed)
                        .as("background under pressure")
                        .isFalse();
            } catch (Refused.Draining e) {
                assertThat(drained).isTrue();
            } catch (Refused.TooLarge e) {
                assertThat(e.needed().bytes()).isGreaterThan(e.budget().bytes());
            } catch (Refused.Busy e) {
                assertThat((purpose.background() && pressed)
                                || demand.disk().bytes() > totals[2] - residentDisk()
                                || lineFull)
                        .isTrue();
            }
        }

        private void grow(Grant grant) {
            Demand before = grant.held();
            DataSize extra = DataSize.ofBytes(random.nextInt(40));
            boolean fits = extra.bytes() <= totals[0] - used()[0];
            boolean first = comers.stream()
                    .noneMatch(other -> other.waits()
                            && (!other.background() || before.purpose().background()));
            assertThat(grant.tryGrow(extra, DataSize.ZERO)).isEqualTo(fits && first);
            assertThat(grant.held().memory())
                    .isEqualTo(fits && first ? before.memory().plus(extra) : before.memory());
        }

        /** What every waiter does when it wakes up by itself. */
        private void lookAll() {
            for (Comer comer : comers) {
                if (comer.waits()) {
                    governor.look(comer.waiter, comer.until - now);
                }
            }
        }

        private void check() {
            account();
            long[] used = used();
            Ledger ledger = governor.ledger();
            Ledger.Use[] uses = {ledger.memory(), ledger.heap(), ledger.disk(), ledger.cores()};
            for (int i = 0; i < uses.length; i++) {
                assertThat(uses[i].used()).as("used of pool " + i).isEqualTo(used[i]);
                assertThat(uses[i].used()).as("pool " + i).isLessThanOrEqualTo(totals[i]);
                assertThat(uses[i].highest()).isBetween(uses[i].used(), totals[i]);
            }
            List<Comer> waiting = comers.stream().filter(Comer::waits).toList();
            assertThat(ledger.waiting()).hasSize(waiting.size());
            assertThat(waiting.size()).isLessThanOrEqualTo(queueLength);
            assertThat(waiting.isEmpty() || !drained)
                    .as("nobody waits for a gate that is closed")
                    .isTrue();
            for (Comer comer : waiting) {
                assertThat(comer.until).as("waits past its time").isGreaterThan(now);
                assertThat(mayRun(comer, waiting))
                        .as(comer.waiter.demand() + " could run but waits")
                        .isFalse();
            }
        }

        /** Notes who was granted since the last step, and whom they passed. */
        private void account() {
            List<Comer> granted = comers.stream()
                    .filter(comer -> !comer.told && comer.waiter.outcome() == Waiter.Outcome.GRANTED)
                    .toList();
            for (Comer comer : granted) {
                comer.told = true;
                open.add(comer.waiter.granted());
                assertThat(comer.until - now).as("granted after its time").isPositive();
                for (Comer other : comers.subList(0, comers.indexOf(comer))) {
                    if (other.waits() && other.background() == comer.background()) {
                        other.passed++;
                        assertThat(other.passed).as("passed too often").isLessThanOrEqualTo(maxOvertakes);
                        assertThat(now).as("passed late").isLessThan(other.halfTime + 1);
                    }
                    assertThat(comer.background() && other.waits() && !other.background())
                            .as("background before interactive")
                            .isFalse();
                }
                assertThat(comer.background() && pressed)
                        .as("background under pressure")
                        .isFalse();
            }
        }

        private boolean mayRun(Comer comer, List<Comer> waiting) {
            long[] used = used();
            Demand demand = comer.waiter.demand();
            boolean fits = demand.memory().bytes() <= totals[0] - used[0]
                    && demand.heap().bytes() <= totals[1] - used[1]
                    && demand.disk().bytes() <= totals[2] - used[2]
                    && demand.cores() <= totals[3] - used[3];
            boolean held = comer.background() && (pressed || waiting.stream().anyMatch(other -> !other.background()));
            boolean barred = waiting.subList(0, waiting.indexOf(comer)).stream()
                    .anyMatch(other -> other.background() == comer.background()
                            && (other.passed >= maxOvertakes || now >= other.halfTime));
            return fits && !held && !barred;
        }

        /** Nobody starves: with no new comers, and leases that end, everybody who waits is served. */
        private void finish() {
            pressed = false;
            lookAll();
            check();
            while (!open.isEmpty()) {
                open.removeFirst().close();
                check();
            }
            assertThat(comers).noneMatch(Comer::waits);
            assertThat(used()).containsOnly(0);
        }

        private long[] used() {
            long[] used = new long[4];
            for (Grant grant : open) {
                Demand held = grant.held();
                used[0] += held.memory().bytes();
                used[1] += held.heap().bytes();
                used[2] += held.disk().bytes();
                used[3] += held.cores();
            }
            return used;
        }

        private long residentMemory() {
            return open.stream()
                    .map(Grant::held)
                    .filter(held -> held.purpose().resident())
                    .mapToLong(held -> held.memory().bytes())
                    .sum();
        }

        private long residentDisk() {
            return open.stream()
                    .map(Grant::held)
                    .filter(held -> held.purpose().resident())
                    .mapToLong(held -> held.disk().bytes())
                    .sum();
        }

        private void withOpen(java.util.function.Consumer<Grant> action) {
            if (!open.isEmpty()) {
                action.accept(open.get(random.nextInt(open.size())));
            }
        }

        private void withWaiting(java.util.function.Consumer<Comer> action) {
            List<Comer> waiting = comers.stream().filter(Comer::waits).toList();
            if (!waiting.isEmpty()) {
                action.accept(waiting.get(random.nextInt(waiting.size())));
            }
        }
    }
}
