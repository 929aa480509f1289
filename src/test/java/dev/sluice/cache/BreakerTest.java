package dev.sluice.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private final AtomicLong now = new AtomicLong(7);
    private final Breaker breaker = new Breaker("the test", 3, Duration.ofSeconds(1), now::get);

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed("no reason");
        }
    }

    private void pass(int millis) {
        now.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    @Test
    void someFailuresInARowAreTolerated() {
        fail(2);
        assertThat(breaker.admits()).isTrue();
        breaker.succeeded();
        fail(2);
        assertThat(breaker.admits()).isTrue();
        assertThat(breaker.working()).isTrue();
    }

    @Test
    void afterThemNobodyMayUntilThePauseIsOver() {
        fail(3);
        assertThat(breaker.working()).isFalse();
        pass(999);
        assertThat(breaker.admits()).isFalse();
    }

    @Test
    void thenOneMayTry() {
        fail(3);
        pass(1_000);
        assertThat(breaker.admits()).isTrue();
        assertThat(breaker.admits()).isFalse();
        breaker.succeeded();
        assertThat(breaker.admits()).isTrue();
        assertThat(breaker.admits()).isTrue();
    }

    @Test
    void whenThatFailsThePauseBeginsAnew() {
        fail(3);
        pass(1_500);
        assertThat(breaker.admits()).isTrue();
        fail(1);
        assertThat(breaker.admits()).isFalse();
        pass(1_000);
        assertThat(breaker.admits()).isTrue();
    }

    @Test
    void aTryThatSaysNothingMakesWayForTheNext() {
        fail(3);
        pass(1_000);
        assertThat(breaker.admits()).isTrue();
        breaker.undecided();
        assertThat(breaker.working()).isFalse();
        assertThat(breaker.admits()).isTrue();
    }

    @Test
    void whatWillNotGetBetterIsNotTriedThrice() {
        breaker.failedForGood("full");
        assertThat(breaker.admits()).isFalse();
        pass(1_000);
        assertThat(breaker.admits()).isTrue();
        breaker.succeeded();
        assertThat(breaker.working()).isTrue();
    }
}
