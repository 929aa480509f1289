package dev.sluice.inference;

import dev.sluice.failure.Refused;
import dev.sluice.failure.StoreFailure;
import dev.sluice.governor.Demand;
import dev.sluice.governor.Governor;
import dev.sluice.governor.Lease;
import dev.sluice.governor.Payload;
import dev.sluice.governor.Purpose;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Loads models. What one takes is not known before: it is admitted with a guess that is too large rather than too small, measured by what
 * the process grows while it is loaded and run once, and from then on held under a lease of that. Used by one caller at a time.
 */
final class Loader implements AutoCloseable {

    /** Measured: 9.6 MiB of relocations, tables and the environment; see docs/decisions.md. */
    private static final DataSize RUNTIME = DataSize.ofMebibytes(16);

    private static final DataSize LEAST_RUNTIME = DataSize.ofMebibytes(4);

    /** The file as it is parsed, its weights, and a copy of them in the order that a processor likes. */
    private static final int FILE_FACTOR = 3;

    /** Feature maps of a detector at their widest are some ten times its input, in floats. */
    private static final int INPUT_FACTOR = 16;

    private static final DataSize FIXED = DataSize.ofMebibytes(8);

    static final Duration SAMPLE_EVERY = Duration.ofMillis(3);

    private final ModelFolder folder;
    private final Governor governor;
    private final ProcessGauge gauge;
    private final Worker worker;
    private @Nullable Lease runtime;

    Loader(ModelFolder folder, Governor governor, ProcessGauge gauge, Worker worker) {
        this.folder = folder;
        this.governor = governor;
        this.gauge = gauge;
        this.worker = worker;
    }

    /** A model that is being loaded, and what of it is there so far. */
    private final class Attempt {

        private final Lease lease;
        private final AtomicReference<@Nullable OnnxSession> session = new AtomicReference<>();
        private final Meter loading = new Meter(gauge);
        private volatile @Nullable Meter running;

        private Attempt(Lease lease) {
            this.lease = lease;
        }

        /** On the worker's thread. */
        private LoadedModel load(Path file, ModelSpec spec, DataSize fileSize) {
            OnnxSession opened = OnnxSession.open(file, spec);
            session.set(opened);
            DataSize output = DataSize.ofBytes(opened.outputBytes());
            if (!lease.tryGrow(output)) {
                throw tooLarge(spec, lease.held().memory().plus(output), lease);
            }
            Payload input = lease.payload(spec.inputSize());
            opened.bind(input, lease.payload(output));
            tidy();
            loading.sample();
            DataSize least = fileSize.plus(spec.inputSize()).plus(output);
            DataSize resting = DataSize.max(least, loading.grown());
            running = new Meter(gauge);
            opened.run();
            sample();
            return new LoadedModel(opened, lease, input, resting);
        }

        /** What loading takes for a moment is held by the guess; what a run takes is to be held for good. */
        private void sample() {
            Meter run = running;
            if (run != null) {
                run.sample();
            }
        }

        private DataSize run() {
            Meter run = running;
            return run == null ? DataSize.ZERO : run.grown();
        }

        private void stop() {
            OnnxSession opened = session.get();
            if (opened != null) {
                opened.stop();
            }
        }

        private void undo() {
            OnnxSession opened = session.getAndSet(null);
            if (opened != null) {
                opened.close();
            }
            lease.close();
            tidy();
        }
    }

    /**
     * Loads a model and runs it once.
     *
     * @param makeRoom tries to free so much
     * @return closed by the caller
     * @see Models#use for what is thrown
     */
    LoadedModel load(ModelSpec spec, Consumer<DataSize> makeRoom, Deadline by) {
        Path file = folder.model(spec.file());
        DataSize fileSize = size(file, spec);
        startRuntime(by);
        DataSize guess = fileSize.times(FILE_FACTOR)
                .plus(DataSize.ofBytes(spec.values()).times((long) INPUT_FACTOR * Float.BYTES))
                .plus(FIXED);
        makeRoom.accept(guess);
        DataSize largest = governor.largest().memory();
        if (!guess.fits(largest)) {
            throw new Refused.TooLarge("the model '" + spec.file() + "'", guess, largest);
        }
        Attempt attempt = new Attempt(admit("model " + spec.file(), guess, by));
        boolean kept = false;
        try {
            LoadedModel model = worker.call(
                    () -> attempt.load(file, spec, fileSize), attempt::stop, attempt::sample, SAMPLE_EVERY, by);
            settle(spec, model.lease(), model.running(attempt.run()), makeRoom);
            kept = true;
            return model;
        } finally {
            if (!kept) {
                worker.afterwards(attempt::undo);
            }
        }
    }

    /** From the guess to what was measured. */
    private void settle(ModelSpec spec, Lease lease, DataSize measured, Consumer<DataSize> makeRoom) {
        DataSize held = lease.held().memory();
        if (measured.fits(held)) {
            lease.shrinkTo(measured);
            return;
        }
        DataSize more = measured.minus(held);
        makeRoom.accept(more);
        if (!lease.tryGrow(more)) {
            throw tooLarge(spec, measured, lease);
        }
    }

    private Refused.TooLarge tooLarge(ModelSpec spec, DataSize needed, Lease lease) {
        return new Refused.TooLarge(
                "the model '" + spec.file() + "'",
                needed,
                governor.largest().memory().plus(lease.held().memory()));
    }

    private static DataSize size(Path file, ModelSpec spec) {
        try {
            Path weights = file.resolveSibling(file.getFileName() + ".data");
            return DataSize.ofBytes(Files.size(file) + (Files.isRegularFile(weights) ? Files.size(weights) : 0));
        } catch (IOException unreadable) {
            throw new StoreFailure(
                    StoreFailure.Kind.BROKEN, "the model '" + spec.file() + "' cannot be read", unreadable);
        }
    }

    private Lease admit(String tag, DataSize memory, Deadline by) {
        return governor.admit(new Demand(Purpose.MODEL, tag, memory, DataSize.ZERO, DataSize.ZERO, 0), by);
    }

    /** The library cannot be unloaded: what it takes stays taken. */
    private void startRuntime(Deadline by) {
        if (runtime != null) {
            return;
        }
        Lease lease = admit("ONNX Runtime", RUNTIME, by);
        boolean kept = false;
        try {
            Meter meter = new Meter(gauge);
            worker.call(
                    () -> {
                        OnnxSession.start();
                        return true;
                    },
                    () -> {},
                    () -> {},
                    Deadline.LOOK_EVERY,
                    by);
            meter.sample();
            lease.shrinkTo(DataSize.max(LEAST_RUNTIME, Meter.withReserve(meter.grown())));
            runtime = lease;
            kept = true;
        } finally {
            if (!kept) {
                worker.afterwards(lease::close);
            }
        }
    }

    /** Gives what the allocator keeps back to the kernel. */
    void tidy() {
        gauge.trim().run();
    }

    /** Gives back the lease of the library; no model may be in memory. */
    @Override
    public void close() {
        if (runtime != null) {
            runtime.close();
            runtime = null;
        }
    }
}
