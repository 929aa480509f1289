package dev.sluice.rendition;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.Expired;
import dev.sluice.failure.Refused;
import dev.sluice.failure.SluiceException;
import dev.sluice.governor.Demand;
import dev.sluice.governor.Governor;
import dev.sluice.governor.Lease;
import dev.sluice.governor.Payload;
import dev.sluice.governor.Predictions;
import dev.sluice.governor.Purpose;
import dev.sluice.image.Area;
import dev.sluice.image.Composition;
import dev.sluice.image.Cost;
import dev.sluice.image.CostModel;
import dev.sluice.image.ImageEngine;
import dev.sluice.image.Output;
import dev.sluice.image.Plan;
import dev.sluice.image.Planner;
import dev.sluice.image.Probe;
import dev.sluice.image.RenditionOptions;
import dev.sluice.image.Way;
import dev.sluice.image.header.HeaderProbe;
import dev.sluice.store.Quarantine;
import dev.sluice.store.Spool;
import dev.sluice.store.SpoolFile;
import dev.sluice.units.DataSize;
import dev.sluice.units.MediaType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way every feature gets a picture made: probe the header, plan, price, pass the gate, render. Safe for threads; a call
 * occupies its thread until the picture is there. Holds no memory between calls.
 */
public final class Renditions {

    private static final Logger LOG = LoggerFactory.getLogger(Renditions.class);

    /** What a client that takes its time may keep in memory; a larger result waits in a file. */
    static final DataSize MOST_IN_MEMORY = DataSize.ofKibibytes(256);

    /** Up to here even an encoder that does not compress much stays near {@link #MOST_IN_MEMORY}. */
    private static final long SMALL_PIXELS = 1 << 16;

    /** Up to here JPEG, WebP and AVIF of usual quality do. */
    private static final long MODEST_PIXELS = 1 << 20;

    /** The gate gives what there is to a demand for more. */
    private static final int ALL_CORES = 256;

    private static final DataSize PROBE_HEAP = DataSize.ofKibibytes(64);

    /** Work beyond this leaves enough free memory behind to be worth giving back at once. */
    private static final DataSize HEAVY = DataSize.ofMebibytes(16);

    private final Governor governor;
    private final ImageEngine engine;
    private final Planner planner;
    private final CostModel costs = new CostModel();
    private final HeaderProbe headers = new HeaderProbe();
    private final Quarantine quarantine;
    private final Spool spool;
    private final Predictions predictions;
    private final BooleanSupplier frugal;
    private final BooleanSupplier pressed;

    /**
     * @param frugal whether speed is traded for memory now
     * @param pressed whether the machine is short of memory now; must not block
     */
    public Renditions(
            Governor governor,
            ImageEngine engine,
            Quarantine quarantine,
            Spool spool,
            Predictions predictions,
            BooleanSupplier frugal,
            BooleanSupplier pressed) {
        this.governor = governor;
        this.engine = engine;
        this.planner = new Planner(engine.formats());
        this.quarantine = quarantine;
        this.spool = spool;
        this.predictions = predictions;
        this.frugal = frugal;
        this.pressed = pressed;
    }

    /** A plan that was chosen, with what it needs. */
    private record Priced(Probe probe, Plan plan, Cost cost) {}

    /**
     * What the header of a picture says.
     *
     * @throws dev.sluice.failure.BadInput when it is no picture that is read here, or is damaged
     */
    public Probe probe(Source source, Job job) {
        quarantine.check(source.fingerprint());
        Demand demand = new Demand(Purpose.PROBE, job.tag(), DataSize.ZERO, PROBE_HEAP, DataSize.ZERO, 0);
        try (Lease _ = governor.admit(demand, job.deadline())) {
            return headers.read(source.file());
        }
    }

    /**
     * Makes a picture to be sent.
     *
     * @return to be closed by the caller when it is sent
     * @throws dev.sluice.failure.BadInput when the picture or the options cannot be used
     * @throws Refused when it does not fit, ever or in time
     * @throws Expired when it cannot be made in time
     * @throws dev.sluice.failure.Gone when the client left
     */
    public Rendition make(Source source, RenditionOptions options, Job job) {
        QualitySearch search = new QualitySearch(options.saving().most());
        return attempt(source, options, job, work -> make(source, work, search, job));
    }

    /** Anew for each quality: pixels that would be kept for that are more memory than most pictures take. */
    private Rendition make(Source source, Priced first, QualitySearch search, Job job) {
        Priced work = first;
        Rendition made = make(source, work, job);
        Optional<Output> other = search.next(work.plan().output(), made.bytes());
        while (other.isPresent()) {
            made.close();
            work = new Priced(work.probe(), work.plan().with(other.get()), work.cost());
            made = make(source, work, job);
            other = search.next(work.plan().output(), made.bytes());
        }
        return made;
    }

    private Rendition make(Source source, Priced work, Job job) {
        if (mayBeLarge(work.plan())) {
            SpoolFile file = spool.create(job.tag());
            try {
                render(source, work, file, job);
                return new Rendition.InFile(type(work), work.plan().size(), file);
            } catch (Throwable failed) {
                file.close();
                throw failed;
            }
        }
        return makeInMemory(source, work, job);
    }

    /**
     * Makes a picture that will be kept.
     *
     * @param target is written; still the caller's to close
     * @return what was made
     * @see #make for what is thrown
     */
    public Made makeFile(Source source, RenditionOptions options, SpoolFile target, Job job) {
        return attempt(source, options, job, work -> {
            render(source, work, target, job);
            return new Made(work.probe(), type(work), work.plan().size());
        });
    }

    /**
     * A picture in a file.
     *
     * @param source what it was made of
     */
    public record Made(Probe source, MediaType type, dev.sluice.units.PixelSize size) {}

    /** What a reader of our own refuses may still be a picture to libvips. */
    private <R> R attempt(Source source, RenditionOptions options, Job job, Function<Priced, R> making) {
        List<Priced> works = affordable(source, options, job);
        Priced best = soonest(works);
        try {
            return making.apply(best);
        } catch (BadInput | Refused.TooLarge unreadable) {
            if (best.plan().way() instanceof Way.Engine) {
                throw unreadable;
            }
            Priced other = works.stream()
                    .filter(work -> work.plan().way() instanceof Way.Engine)
                    .findFirst()
                    .orElseThrow(() -> unreadable);
            LOG.info("picture not read row by row, left to libvips reason=\"{}\"", unreadable.getMessage());
            return making.apply(other);
        }
    }

    /**
     * The first of the works, or where there is no room for it now another way to the same picture that needs less: what waits for the
     * memory of the faster way mostly ends later than what begins at once.
     */
    private Priced soonest(List<Priced> works) {
        Priced first = works.getFirst();
        if (governor.roomNow(first.cost().memory(), first.cost().heap())) {
            return first;
        }
        return works.stream()
                .filter(other -> other.plan().asGoodAs(first.plan())
                        && other.cost().memory().fits(first.cost().memory()))
                .min(Comparator.comparing(other -> other.cost().memory()))
                .orElse(first);
    }

    /** The plans that fit into the budget, the best first; at least one. */
    private List<Priced> affordable(Source source, RenditionOptions options, Job job) {
        Probe probe = probe(source, job);
        List<Plan> plans = planner.plans(probe, options, untrimmed(source, probe, options, job));
        DataSize budget = governor.largest().memory();
        DataSize heap = governor.largest().heap();
        List<Priced> works = new ArrayList<>();
        Cost least = null;
        for (Plan plan : plans) {
            Cost cost = costs.cost(probe, plan);
            if (cost.memory().fits(budget) && cost.heap().fits(heap)) {
                works.add(new Priced(probe, plan, cost));
            }
            least = least == null || cost.memory().fits(least.memory()) ? cost : least;
        }
        if (!works.isEmpty()) {
            job.stages().accept("probe");
            return works;
        }
        DataSize needed = least == null ? budget : least.memory();
        throw new Refused.TooLarge(
                "to decode this " + probe.type() + " picture of " + probe.size() + " pixels", needed, budget);
    }

    /** What is left of a picture without the borders that are to go. */
    private Area untrimmed(Source source, Probe probe, RenditionOptions options, Job job) {
        Composition composition = options.composition();
        if (composition == null || composition.trim() == null || !planner.reads(probe.type())) {
            return Area.of(probe.size());
        }
        Cost cost = costs.trimming(probe);
        if (!cost.memory().fits(governor.largest().memory())) {
            throw new Refused.TooLarge(
                    "to look for the borders of this " + probe.type() + " picture of " + probe.size() + " pixels",
                    cost.memory(),
                    governor.largest().memory());
        }
        String kind = probe.type().names().getFirst() + "->borders";
        try (Lease lease = admit(cost, job)) {
            Area left = engine.trim(
                    source.file(), probe, composition.trim(), lease, () -> watch(source, kind, lease), job.deadline());
            job.stages().accept("trim");
            return left;
        }
    }

    private Lease admit(Priced work, Job job) {
        return admit(work.cost(), job);
    }

    private Lease admit(Cost cost, Job job) {
        if (cost.duration().compareTo(job.deadline().remaining()) > 0) {
            throw new Expired("this picture would take about " + cost.duration().toSeconds()
                    + " s, more than is left for this request: ask for a smaller one, or raise http.request-timeout");
        }
        int cores = frugal.getAsBoolean() && pressed.getAsBoolean() ? ALL_CORES : 1;
        Lease lease = governor.admit(
                new Demand(job.purpose(), job.tag(), cost.memory(), cost.heap(), DataSize.ZERO, cores), job.deadline());
        job.stages().accept("wait");
        return lease;
    }

    private Rendition makeInMemory(Source source, Priced work, Job job) {
        Lease lease = admit(work, job);
        boolean kept = false;
        try (Prepared picture = prepare(source, work, lease, job)) {
            Payload payload = engine.render(
                    picture.file(),
                    work.probe(),
                    work.plan(),
                    lease,
                    () -> watch(source, kind(work), lease),
                    job.deadline());
            job.stages().accept(work.plan().way() instanceof Way.Rows ? "rows" : "render");
            if (payload.size().fits(MOST_IN_MEMORY)) {
                lease.shrinkTo(payload.size());
                kept = true;
                return new Rendition.InMemory(type(work), work.plan().size(), payload, lease);
            }
            return spill(payload, work, job);
        } finally {
            if (!kept) {
                lease.close();
            }
            tidy(work);
        }
    }

    /**
     * What libvips reads.
     *
     * @param temporary removed when this is closed; null when it is the picture itself
     */
    private record Prepared(Path file, @Nullable SpoolFile temporary) implements AutoCloseable {
        @Override
        public void close() {
            if (temporary != null) {
                temporary.close();
            }
        }
    }

    private Prepared prepare(Source source, Priced work, Lease lease, Job job) {
        return switch (work.plan().way()) {
            case Way.Engine _, Way.Rows _ -> new Prepared(source.file(), null);
            case Way.Baseline _ -> {
                SpoolFile file = spool.create(job.tag());
                try {
                    engine.toBaseline(source.file(), file.asChannel(), lease, job.deadline());
                } catch (Throwable failed) {
                    file.close();
                    throw failed;
                }
                job.stages().accept("baseline");
                yield new Prepared(file.path(), file);
            }
        };
    }

    private Rendition spill(Payload payload, Priced work, Job job) {
        SpoolFile file = spool.create(job.tag());
        try {
            file.write(payload.buffer());
            return new Rendition.InFile(type(work), work.plan().size(), file);
        } catch (Throwable failed) {
            file.close();
            throw failed;
        }
    }

    private void render(Source source, Priced work, SpoolFile target, Job job) {
        try (Lease lease = admit(work, job);
                Prepared picture = prepare(source, work, lease, job)) {
            engine.renderTo(
                    target.path(),
                    picture.file(),
                    work.probe(),
                    work.plan(),
                    lease,
                    () -> watch(source, kind(work), lease),
                    job.deadline());
        }
        tidy(work);
        job.stages().accept(work.plan().way() instanceof Way.Rows ? "rows" : "render");
    }

    /** Opened and closed by the engine's thread: a crash of the decoder is to be blamed on this picture. */
    private ImageEngine.Watch watch(Source source, String kind, Lease lease) {
        Predictions.Watch measured = predictions.watch(kind, () -> lease.held().memory());
        try {
            Quarantine.Watch mark = quarantine.watch(source.fingerprint());
            return () -> {
                mark.close();
                measured.close();
            };
        } catch (SluiceException unusable) {
            measured.close();
            throw unusable;
        }
    }

    private void tidy(Priced work) {
        if (frugal.getAsBoolean() && !work.cost().memory().fits(HEAVY)) {
            engine.trim();
        }
    }

    private static boolean mayBeLarge(Plan plan) {
        long pixels = plan.size().pixels();
        return switch (plan.output().type()) {
            case JPEG, WEBP, AVIF -> pixels > MODEST_PIXELS;
            case PNG, GIF, TIFF, BMP, HEIC, JXL, JPEG2000, SVG, RGB565, RGB565_BIG_ENDIAN, GREY1, GREY4 ->
                pixels > SMALL_PIXELS;
        };
    }

    private static MediaType type(Priced work) {
        return work.plan().output().type();
    }

    private static String kind(Priced work) {
        String rows = work.plan().way() instanceof Way.Engine ? "" : " by rows";
        return work.probe().type().names().getFirst() + rows + "->"
                + type(work).names().getFirst();
    }
}
