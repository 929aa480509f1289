package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RepeatsTest {

    private final Repeats repeats = new Repeats();
    private final AtomicBoolean good = new AtomicBoolean(true);

    private Repeatable answer(AtomicInteger closed) {
        return new Repeatable(
                Representation.of("image/png"),
                ByteBuffer.allocate(10),
                () -> "",
                good::get,
                () -> {},
                closed::incrementAndGet);
    }

    @Test
    void anAnswerIsHeldUntilTheLastWhoHasItIsDone() {
        AtomicInteger closed = new AtomicInteger();
        repeats.keep("a", answer(closed), false);
        Repeats.Entry one = Objects.requireNonNull(repeats.find("a"));
        Repeats.Entry two = Objects.requireNonNull(repeats.find("a"));
        repeats.clear();
        assertThat(repeats.find("a")).isNull();
        one.leave();
        assertThat(closed).hasValue(0);
        two.leave();
        assertThat(closed).hasValue(1);
    }

    @Test
    void whatIsNoLongerGoodIsLetGo() {
        AtomicInteger closed = new AtomicInteger();
        repeats.keep("a", answer(closed), false);
        good.set(false);
        assertThat(repeats.find("a")).isNull();
        assertThat(closed).hasValue(1);
    }

    @Test
    void anAnswerThatTakesThePlaceOfAnotherLetsItGo() {
        AtomicInteger closed = new AtomicInteger();
        repeats.keep("a", answer(closed), false);
        repeats.keep("a", answer(new AtomicInteger()), false);
        assertThat(closed).hasValue(1);
        assertThat(repeats.find("a")).isNotNull();
    }

    @Test
    void thereAreNeverMoreThanSomeAndTheLastUsedStay() {
        List<AtomicInteger> closed = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            AtomicInteger count = new AtomicInteger();
            closed.add(count);
            repeats.keep("a" + i, answer(count), false);
            Objects.requireNonNull(repeats.find("a0"), "used all the time").leave();
        }
        assertThat(closed.stream().filter(count -> count.get() == 0)).hasSize(64);
        assertThat(closed.getFirst()).hasValue(0);
        assertThat(closed).allMatch(count -> count.get() <= 1);
    }
}
