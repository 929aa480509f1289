package dev.sluice.inference;

import static dev.sluice.inference.ModelsFixture.floats;
import static dev.sluice.inference.ModelsFixture.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.Expired;
import dev.sluice.failure.Gone;
import dev.sluice.failure.NotFound;
import dev.sluice.failure.Refused;
import dev.sluice.governor.Demand;
import dev.sluice.governor.Governor;
import dev.sluice.governor.Purpose;
import dev.sluice.support.OnnxModel;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsTest {

    private static final int SIDE = 32;
    private static final DataSize POOL = DataSize.ofMebibytes(128);

    @TempDir
    Path folder;

    private ModelsFixture fixture;

    @BeforeEach
    void open() {
        fixture = new ModelsFixture(folder, POOL, ModelsFixture.BUDGET);
    }

    @AfterEach
    void nothingIsHeldInTheEnd() {
        fixture.close();
        eventually(() -> fixture.governor.ledger().holders().isEmpty());
        fixture.governor.close();
    }

    private static void eventually(BooleanSupplier condition) {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(condition.getAsBoolean()).as("came true within ten seconds").isTrue();
    }

    @Test
    void aModelSaysWhatItComputesOfItsInput() {
        fixture.put("yolo.onnx", OnnxModel.yolo(SIDE, false, false));
        List<Double> said = fixture.ask(floats("yolo.onnx", SIDE), 0.6f, soon());
        assertThat(said).hasSize(7 * 4);
        assertThat(said.subList(0, 4)).containsExactly(8.0, 24.0, 8.0, 24.0);
        // The mean of a colour minus half of both others, all of them equal.
        assertThat(said.get(16)).isCloseTo(0.0, Offset.offset(1e-4));
        assertThat(fixture.ask(floats("yolo.onnx", SIDE), 0, soon())).hasSize(7 * 4);
    }

    @Test
    void outputsWhoseSizeOnlyTheRunTellsAreReadToo() {
        fixture.put("any.onnx", OnnxModel.yolo(SIDE, true, true));
        List<Double> said = fixture.ask(floats("any.onnx", SIDE), 0, soon());
        assertThat(said).hasSize(7 * 4);
        assertThat(said.subList(0, 4)).containsExactly(8.0, 8.0, 16.0, 16.0);
    }

    @Test
    void aLoadedModelIsInTheLedgerWithAboutWhatItsWeightsTake() {
        fixture.put("heavy.onnx", OnnxModel.heavy(SIDE, 1500, 1));
        fixture.ask(floats("heavy.onnx", SIDE), 1, soon());
        DataSize held = fixture.held("model heavy.onnx").getFirst();
        // 9 MB of weights, and one or two matrices of their size while it runs.
        assertThat(held.bytes()).isBetween(9_000_000L, 45_000_000L);
        assertThat(fixture.held("ONNX Runtime")).hasSize(1);
    }

    @Test
    void aModelThatNobodyUsesIsPutAwayAndLoadedAgainWhenItIsNeeded() {
        fixture.put("yolo.onnx", OnnxModel.yolo(SIDE, false, false));
        fixture.ask(floats("yolo.onnx", SIDE), 0, soon());
        fixture.models.putAwayIdle();
        assertThat(fixture.held("model yolo.onnx")).hasSize(1);
        fixture.offset.addAndGet(Duration.ofMinutes(5).toNanos());
        assertThat(fixture.models.putAwayIdle()).isZero();
        assertThat(fixture.held("model yolo.onnx")).isEmpty();
        assertThat(fixture.held("ONNX Runtime")).hasSize(1);
        fixture.ask(floats("yolo.onnx", SIDE), 0, soon());
        assertThat(fixture.held("model yolo.onnx")).hasSize(1);
    }

    @Test
    void theModelLongestUnusedMakesRoomForAnother() {
        List<String> names = List.of("a.onnx", "b.onnx", "c.onnx", "d.onnx", "e.onnx", "f.onnx", "g.onnx", "h.onnx");
        byte[] model = OnnxModel.heavy(SIDE, 1500, 1);
        names.forEach(name -> fixture.put(name, model));
        names.forEach(name -> fixture.ask(floats(name, SIDE), 1, soon()));
        assertThat(fixture.held("model a.onnx")).isEmpty();
        assertThat(fixture.held("model h.onnx")).hasSize(1);
        assertThat(fixture.governor.ledger().memory().highest()).isLessThanOrEqualTo(POOL.bytes());
    }

    @Test
    void aModelThatDoesNotFitIsRefusedWithWhatItNeedsAndWhatThereIs() {
        fixture.put("large.onnx", OnnxModel.heavy(SIDE, 3500, 1));
        assertThatThrownBy(() -> fixture.ask(floats("large.onnx", SIDE), 1, soon()))
                .isInstanceOf(Refused.TooLarge.class)
                .hasMessageContaining("the model 'large.onnx' needs")
                .hasMessageContaining("the budget for one piece of work is");
        assertThat(fixture.held("model large.onnx")).isEmpty();
    }

    @Test
    void belowTheLeastBudgetNoModelIsLoaded(@TempDir Path other) {
        try (ModelsFixture small = new ModelsFixture(other, POOL, DataSize.ofMebibytes(128))) {
            small.put("yolo.onnx", OnnxModel.yolo(SIDE, false, false));
            assertThatThrownBy(() -> small.ask(floats("yolo.onnx", SIDE), 1, soon()))
                    .isInstanceOf(Refused.TooLarge.class)
                    .hasMessageContaining("a server that uses a model needs 384.0 MiB");
            assertThat(small.governor.ledger().holders()).isEmpty();
            small.governor.close();
        }
    }

    @Test
    void whatCannotBeUsedIsSaidInWordsAndNothingIsHeldForIt() {
        fixture.put("text.onnx", "this is no model".getBytes(StandardCharsets.UTF_8));
        fixture.put("empty.onnx", new byte[0]);
        fixture.put("yolo.onnx", OnnxModel.yolo(SIDE, false, false));
        fixture.put("ssd.onnx", OnnxModel.ssd(SIDE, 4));
        refused("missing.onnx", SIDE, NotFound.class, "there is no model 'missing.onnx' in the folder of models");
        refused("../yolo.onnx", SIDE, BadInput.class, "named without folders");
        refused("text.onnx", SIDE, BadInput.class, "'text.onnx' is not a model that can be used");
        refused("empty.onnx", SIDE, BadInput.class, "'empty.onnx' is not a model that can be used");
        refused(
                "yolo.onnx",
                64,
                BadInput.class,
                "takes FLOAT [1, 3, 32, 32], and the settings say FLOAT32 [1, 3, 64, 64]");
        refused("ssd.onnx", SIDE, BadInput.class, "takes UINT8 [1, 32, 32, 3]");
        ModelSpec wrong =
                new ModelSpec("yolo.onnx", List.of(1L, 3L, 32L, 32L), ModelSpec.Element.FLOAT32, List.of("nothing"));
        assertThatThrownBy(() -> fixture.ask(wrong, 0, soon()))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("has the outputs [output0]");
        assertThat(fixture.governor.ledger().holders())
                .allSatisfy(holder -> assertThat(holder.held().tag()).isEqualTo("ONNX Runtime"));
    }

    private void refused(String file, int side, Class<? extends Throwable> type, String text) {
        assertThatThrownBy(() -> fixture.ask(floats(file, side), 0, soon()))
                .isInstanceOf(type)
                .hasMessageContaining(text)
                .hasMessageNotContaining(folder.toString());
    }

    @Test
    void aRunIsStoppedAtItsDeadlineAndTheModelGoesOnBeingOfUse() {
        fixture.put("slow.onnx", OnnxModel.heavy(SIDE, 512, 400));
        Deadline loading = soon();
        assertThatThrownBy(() -> fixture.models.use(floats("slow.onnx", SIDE), "test", loading, inference -> {
                    throw new Expired("loaded");
                }))
                .hasMessage("loaded");
        long begun = System.nanoTime();
        assertThatThrownBy(() -> fixture.ask(
                        floats("slow.onnx", SIDE), 1, Deadline.after(Duration.ofMillis(100), Ticker.SYSTEM)))
                .isInstanceOf(Expired.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
        AtomicBoolean gone = new AtomicBoolean(true);
        assertThatThrownBy(() -> fixture.ask(floats("slow.onnx", SIDE), 1, soon().unless(gone::get)))
                .isInstanceOf(Gone.class);
        assertThat(fixture.ask(floats("slow.onnx", SIDE), 1, soon())).hasSize(1);
    }

    @Test
    void closingStopsARunAndRefusesOthers() throws InterruptedException {
        fixture.put("slow.onnx", OnnxModel.heavy(SIDE, 512, 400));
        CountDownLatch running = new CountDownLatch(1);
        AtomicReference<@Nullable Throwable> end = new AtomicReference<>();
        Thread user = Thread.ofVirtual().start(() -> {
            try {
                fixture.models.use(floats("slow.onnx", SIDE), "test", soon(), inference -> {
                    running.countDown();
                    return inference.run().size();
                });
            } catch (RuntimeException refused) {
                end.set(refused);
            }
        });
        assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
        long begun = System.nanoTime();
        fixture.models.close();
        assertThat(user.join(Duration.ofSeconds(3))).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
        assertThat(end.get()).isInstanceOf(Refused.Draining.class);
        assertThatThrownBy(() -> fixture.ask(floats("slow.onnx", SIDE), 1, soon()))
                .isInstanceOf(Refused.Draining.class);
    }

    @Test
    void fiftyTimesLoadedAndPutAwayLeavesNoMoreMemoryThanTheTenthTime() {
        fixture.put("heavy.onnx", OnnxModel.heavy(SIDE, 1000, 1));
        long tenth = 0;
        for (int i = 1; i <= 50; i++) {
            fixture.ask(floats("heavy.onnx", SIDE), 1, soon());
            fixture.offset.addAndGet(Duration.ofMinutes(6).toNanos());
            assertThat(fixture.models.putAwayIdle()).isZero();
            if (i == 10) {
                System.gc();
                tenth = fixture.memory.anonymous().bytes();
            }
        }
        System.gc();
        long grown = fixture.memory.anonymous().bytes() - tenth;
        // A model is 4 MB of weights: forty that were left would be 160 MB.
        assertThat(grown).isLessThan(6 << 20);
    }

    @Test
    void whenTheGateHasNoRoomAModelWaitsAndIsRefusedInTime() {
        fixture.put("yolo.onnx", OnnxModel.yolo(SIDE, false, false));
        Governor governor = fixture.governor;
        try (var others = governor.admit(Demand.memory(Purpose.RENDER, "picture", DataSize.ofMebibytes(120)), soon())) {
            assertThatThrownBy(() -> fixture.ask(
                            floats("yolo.onnx", SIDE), 0, Deadline.after(Duration.ofMillis(50), Ticker.SYSTEM)))
                    .isInstanceOf(Refused.Busy.class);
            assertThat(others.held().memory()).isEqualTo(DataSize.ofMebibytes(120));
        }
        assertThat(fixture.ask(floats("yolo.onnx", SIDE), 0, soon())).hasSize(28);
    }
}
