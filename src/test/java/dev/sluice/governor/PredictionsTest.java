package dev.sluice.governor;

import static dev.sluice.governor.Gates.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.units.DataSize;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PredictionsTest {

    private final AtomicLong mebibytes = new AtomicLong(50);
    private final AtomicInteger looks = new AtomicInteger();
    private final List<Runnable> started = new ArrayList<>();

    private DataSize memory() {
        looks.incrementAndGet();
        return DataSize.ofMebibytes(mebibytes.get());
    }

    private static DataSize mib(long mebibytes) {
        return DataSize.ofMebibytes(mebibytes);
    }

    private void operation(Predictions predictions, long predicted, long grown) {
        try (Predictions.Watch _ = predictions.watch("jpeg->jpeg", () -> mib(predicted))) {
            mebibytes.addAndGet(grown);
        }
        mebibytes.set(50);
    }

    @Test
    void comparesWhatWasPredictedWithWhatAnOperationAloneTook() {
        Predictions predictions = new Predictions(this::memory, started::add);
        operation(predictions, 30, 20);
        operation(predictions, 10, 20);
        operation(predictions, 200, 3);
        operation(predictions, 0, 0);
        operation(predictions, 2, 40);
        assertThat(predictions.summaries())
                .containsExactly(new Predictions.Summary(
                        "jpeg->jpeg", 5, 0, mib(242), mib(83), List.of(1L, 0L, 1L, 2L, 0L, 0L, 1L), mib(2), mib(40)));
    }

    @Test
    void operationsAtTheSameTimeAreNotMeasured() {
        Predictions predictions = new Predictions(this::memory, started::add);
        try (Predictions.Watch _ = predictions.watch("a", () -> mib(1));
                Predictions.Watch _ = predictions.watch("b", () -> mib(1))) {
            mebibytes.set(500);
        }
        Predictions.Watch again = predictions.watch("a", () -> mib(1));
        again.close();
        again.close();
        assertThat(predictions.summaries())
                .extracting(Predictions.Summary::kind, Predictions.Summary::measured, Predictions.Summary::unmeasured)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("b", 0L, 1L),
                        org.assertj.core.groups.Tuple.tuple("a", 1L, 1L));
    }

    @Test
    void aPeakInBetweenIsSeenAndTheSamplingEnds() {
        Predictions predictions = new Predictions(this::memory, Thread::startVirtualThread);
        try (Predictions.Watch _ = predictions.watch("png->png", () -> mib(64))) {
            mebibytes.set(114);
            int before = looks.get();
            eventually(() -> looks.get() > before + 1);
            mebibytes.set(50);
        }
        assertThat(predictions.summaries().getFirst().grown()).isEqualTo(mib(64));
        int after = looks.get();
        try (Predictions.Watch _ = predictions.watch("png->png", () -> mib(64))) {
            eventually(() -> looks.get() > after + 3);
        }
        assertThat(predictions.summaries().getFirst().measured()).isEqualTo(2);
    }

    @Test
    void oneSamplerServesOperationsThatFollowEachOther() {
        Predictions predictions = new Predictions(this::memory, started::add);
        operation(predictions, 1, 1);
        operation(predictions, 1, 1);
        assertThat(started).hasSize(1);
        started.removeFirst().run();
        operation(predictions, 1, 1);
        assertThat(started).hasSize(1);
    }

    @Test
    void oneInEightIsMeasuredOnceEnoughAreKnown() {
        Predictions predictions = new Predictions(this::memory, started::add);
        for (int i = 0; i < Predictions.KNOWN + 10 * Predictions.ONE_IN; i++) {
            operation(predictions, 10, 20);
        }
        int before = looks.get();
        operation(predictions, 10, 20);
        assertThat(looks.get()).as("it is the first of eight").isGreaterThan(before);
        int after = looks.get();
        operation(predictions, 10, 20);
        assertThat(looks).hasValue(after);
        assertThat(predictions.summaries().getFirst().measured()).isEqualTo(Predictions.KNOWN + 10 + 1);
        assertThat(predictions.summaries().getFirst().unmeasured()).isEqualTo(10 * (Predictions.ONE_IN - 1) + 1);
    }

    @Test
    void remembersABoundedNumberOfKinds() {
        Predictions predictions = new Predictions(this::memory, started::add);
        for (int i = 0; i < 3 * Predictions.MOST_KINDS; i++) {
            predictions.watch("kind" + i, () -> mib(1)).close();
        }
        assertThat(predictions.summaries()).hasSize(Predictions.MOST_KINDS + 1);
        assertThat(predictions.summaries().getLast().kind()).isEqualTo(Predictions.OTHER);
        assertThat(predictions.summaries().getLast().measured()).isEqualTo(2 * Predictions.MOST_KINDS);
    }
}
