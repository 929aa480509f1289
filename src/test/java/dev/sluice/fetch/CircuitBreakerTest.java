package dev.sluice.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.failure.OriginFailure;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {

    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
    private final CircuitBreaker breaker = new CircuitBreaker(3, PAUSE, 4, now::get);

    @Test
    void opensAfterFailuresInARowAndSaysHowLong() {
        fail("a", 2);
        breaker.admit("a");
        fail("a", 1);

        assertThatThrownBy(() -> breaker.admit("a")).isInstanceOfSatisfying(OriginFailure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(OriginFailure.Kind.UNREACHABLE);
            assertThat(failure.retryAfter()).contains(PAUSE);
        });
        breaker.admit("b");
    }

    @Test
    void forgetsFailuresAtTheFirstSuccess() {
        fail("a", 2);
        breaker.succeeded("a");
        fail("a", 2);

        assertThatCode(() -> breaker.admit("a")).doesNotThrowAnyException();
    }

    @Test
    void letsOneTryAfterThePauseAndClosesWhenItSucceeds() {
        fail("a", 3);
        now.addAndGet(PAUSE.toNanos());

        breaker.admit("a");
        assertThatThrownBy(() -> breaker.admit("a")).isInstanceOf(OriginFailure.class);
        breaker.succeeded("a");
        breaker.admit("a");
        breaker.admit("a");
    }

    @Test
    void staysOpenWhenTheTryFails() {
        fail("a", 3);
        now.addAndGet(PAUSE.toNanos());
        breaker.admit("a");
        fail("a", 1);

        assertThatThrownBy(() -> breaker.admit("a")).isInstanceOf(OriginFailure.class);
        now.addAndGet(PAUSE.toNanos());
        breaker.admit("a");
    }

    @Test
    void letsAnotherTryWhenTheFirstSaidNothing() {
        fail("a", 3);
        now.addAndGet(PAUSE.toNanos());
        breaker.admit("a");
        breaker.undecided("a");

        assertThatCode(() -> breaker.admit("a")).doesNotThrowAnyException();
    }

    @Test
    void remembersABoundedNumberOfHosts() {
        fail("first", 3);
        for (int i = 0; i < 100; i++) {
            fail("host" + i, 1);
        }

        assertThat(breaker.size()).isEqualTo(4);
        breaker.admit("first");
    }

    private void fail(String host, int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed(host);
        }
    }
}
