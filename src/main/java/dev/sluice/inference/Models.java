package dev.sluice.inference;

import dev.sluice.failure.EngineFailure;
import dev.sluice.failure.Expired;
import dev.sluice.failure.Gone;
import dev.sluice.failure.Refused;
import dev.sluice.governor.Governor;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models that are in memory: loaded when they are first used, each under a lease of what it was measured to take, put away when
 * nobody used it for a while or another needs the room. One at a time is used. Nothing is loaded, no class of ONNX Runtime either, before
 * a model is; the library itself then stays until the process ends, under a lease of its own. Safe for threads; made for virtual ones.
 */
public final class Models implements AutoCloseable {

    /** The least budget of the process with which a model is loaded. */
    public static final DataSize LEAST_BUDGET = DataSize.ofMebibytes(384);

    private static final Logger LOG = LoggerFactory.getLogger(Models.class);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(10);

    private final ModelFolder folder;
    private final DataSize budget;
    private final Governor governor;
    private final Ticker ticker;
    private final Duration idle;
    private final Worker worker = new Worker();
    private final Inference.Parts parts;
    private final Loader loader;
    private final Map<ModelSpec, LoadedModel> loaded = new LinkedHashMap<>();
    private final Semaphore turn = new Semaphore(1, true);
    private volatile boolean watched;
    private volatile boolean closed;

    /**
     * @param folder where models are
     * @param idle after which one that nobody uses is put away
     * @param budget of the process
     * @param gauge of the process's memory
     */
    public Models(
            ModelFolder folder, Duration idle, DataSize budget, Governor governor, ProcessGauge gauge, Ticker ticker) {
        this.folder = folder;
        this.budget = budget;
        this.governor = governor;
        this.ticker = ticker;
        this.idle = idle;
        this.parts = new Inference.Parts(worker, governor, gauge);
        this.loader = new Loader(folder, governor, gauge, worker);
    }

    /**
     * Uses a model: waits until nobody else does, loads it if it is not in memory, and hands it to {@code work} on the calling thread.
     *
     * @param tag who uses it, for the ledger
     * @param by until when it is wanted
     * @return what {@code work} returns
     * @throws Refused.TooLarge when the budget is below {@link #LEAST_BUDGET}, or the model does not fit into it
     * @throws Refused.Busy when there is no room in time
     * @throws Refused.Draining when the server stops
     * @throws dev.sluice.failure.NotFound when there is no such model
     * @throws dev.sluice.failure.BadInput when it is no model, or takes or says something else than the spec has
     * @throws EngineFailure when ONNX Runtime cannot be used here, or the model fails
     * @throws Expired when another still used a model at the deadline, or this one was not loaded until then
     * @throws Gone when the caller has left
     */
    public <R> R use(ModelSpec spec, String tag, Deadline by, Function<Inference, R> work) {
        if (!LEAST_BUDGET.fits(budget)) {
            throw new Refused.TooLarge("a server that uses a model", LEAST_BUDGET, budget);
        }
        Deadline wanted = by.unless(() -> closed || by.abandoned());
        await(wanted);
        try {
            LoadedModel model = ready(spec, wanted);
            try {
                return work.apply(new Inference(model, parts, tag, wanted));
            } finally {
                model.used(ticker.nanos());
            }
        } catch (Gone gone) {
            throw closed ? new Refused.Draining() : gone;
        } finally {
            worker.afterwards(this::endTurn);
        }
    }

    /**
     * The names of classes, from the folder of models.
     *
     * @see ModelFolder#labels
     */
    public List<String> labels(String file) {
        return folder.labels(file);
    }

    private void await(Deadline by) {
        try {
            while (!turn.tryAcquire(
                    Math.clamp(by.remainingNanos(), 0, Deadline.LOOK_EVERY.toNanos()), TimeUnit.NANOSECONDS)) {
                if (closed) {
                    throw new Refused.Draining();
                }
                if (by.abandoned()) {
                    throw new Gone();
                }
                if (by.expired()) {
                    throw new Expired("another model was in use all the time");
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Refused.Draining();
        }
    }

    private void endTurn() {
        if (closed) {
            putAwayAll();
        }
        turn.release();
    }

    private LoadedModel ready(ModelSpec spec, Deadline by) {
        if (closed) {
            throw new Refused.Draining();
        }
        LoadedModel present = loaded.get(spec);
        if (present != null) {
            return present;
        }
        LoadedModel model = loader.load(spec, this::makeRoom, by);
        model.used(ticker.nanos());
        loaded.put(spec, model);
        LOG.info("model loaded model={} memory={}", spec.file(), model.size().rounded());
        watch();
        return model;
    }

    /** Puts models away, the one longest unused first, until so much is free or none is left. */
    private void makeRoom(DataSize needed) {
        while (!loaded.isEmpty() && !governor.roomNow(needed, DataSize.ZERO)) {
            ModelSpec oldest = loaded.entrySet().stream()
                    .min(Comparator.comparingLong(entry -> entry.getValue().usedAt() - ticker.nanos()))
                    .orElseThrow()
                    .getKey();
            putAway(oldest, "another needs the room");
        }
    }

    private void putAway(ModelSpec spec, String why) {
        LoadedModel model = loaded.remove(spec);
        if (model != null) {
            model.close();
            loader.tidy();
            LOG.info("model put away model={} reason=\"{}\"", spec.file(), why);
        }
    }

    private void putAwayAll() {
        List.copyOf(loaded.keySet()).forEach(spec -> putAway(spec, "the server stops"));
        loader.close();
    }

    /**
     * Puts away what nobody used for long enough, unless a model is in use at this moment. Happens by itself.
     *
     * @return how many are left; when one is in use, some are
     */
    public int putAwayIdle() {
        if (!turn.tryAcquire()) {
            return 1;
        }
        try {
            long now = ticker.nanos();
            List<ModelSpec> unused = loaded.entrySet().stream()
                    .filter(entry -> now - entry.getValue().usedAt() >= idle.toNanos())
                    .map(Map.Entry::getKey)
                    .toList();
            unused.forEach(spec -> putAway(spec, "nobody uses it"));
            watched = !loaded.isEmpty();
            return loaded.size();
        } finally {
            endTurn();
        }
    }

    /** A virtual thread looks after the models while there are any. Called with the turn, as {@code watched} is changed. */
    private void watch() {
        if (watched) {
            return;
        }
        watched = true;
        long every = Math.min(idle.toNanos() / 4, LONGEST_LOOK.toNanos());
        Thread.ofVirtual().name("models-idle").start(() -> {
            do {
                LockSupport.parkNanos(every);
            } while (!closed && putAwayIdle() > 0);
        });
    }

    /** Puts all models away. One that is in use is stopped; what does not stop within 2 s is put away when it ends. */
    @Override
    public void close() {
        closed = true;
        worker.close();
        boolean mine = false;
        try {
            mine = turn.tryAcquire(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (mine) {
            endTurn();
        }
    }
}
