package dev.sluice.rendition;

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
import dev.sluice.image.Plan;
import dev.sluice.image.Planner;
import dev.sluice.image.Probe;
import dev.sluice.image.Provision;
import dev.sluice.image.RenditionOptions;
import dev.sluice.image.ScratchFile;
import dev.sluice.image.Way;
import dev.sluice.image.header.HeaderProbe;
import dev.sluice.rendition.Choice.Priced;
import dev.sluice.store.Quarantine;
import dev.sluice.store.Spool;
import dev.sluice.store.SpoolFile;
import dev.sluice.units.DataSize;
import dev.sluice.units.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * The one way every feature gets a picture made: probe the header, plan, price, pass the gate, render. Safe for threads; a call
 * occupies its thread until the picture is there. Holds no memory between calls.
 */
public final class Renditions {

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
     * What making a picture comes to. Nothing is priced or done.
     *
     * @param probe of which only what a plan depends on need be known
     * @throws dev.sluice.failure.BadInput when the options cannot be used
     */
    public Outline outline(Probe probe, RenditionOptions options) {
        Plan plan = planner.plans(probe, options).getFirst();
        Composition composition = options.composition();
        boolean depends = composition != null && composition.trim() != null;
        String name = depends ? options.toString() : plan + " " + options.saving();
        return new Outline(plan.output().type(), name);
    }

    /**
     * What a rendition will be.
     *
     * @param type what it is written as
     * @param name equal for options that come to the same, where that is known before the picture is looked at
     */
    public record Outline(MediaType type, String name) {}

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
        Rendition made = make(source, first, job);
        Optional<Priced> other = search.next(first, made.bytes());
        while (other.isPresent()) {
            made.close();
            made = make(source, other.get(), job);
            other = search.next(other.get(), made.bytes());
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

    /**
     * Makes a picture for the program itself to look at, under a lease that ends with this call.
     *
     * @param options of which the format does not matter
     * @param looker is handed the pixels on the calling thread and may use them during its call
     * @return what the looker says
     * @see #make for what is thrown
     */
    public <R> R look(Source source, RenditionOptions options, Job job, Function<Pixels, R> looker) {
        return attempt(source, options.in(MediaType.BMP), job, work -> look(source, work, job, looker));
    }

    private <R> R look(Source source, Priced work, Job job, Function<Pixels, R> looker) {
        try (Lease lease = admit(work, job)) {
            Payload payload = engine.render(
                    source.file(),
                    work.probe(),
                    work.plan(),
                    lease,
                    provision(source, work, lease, job),
                    job.deadline());
            job.stages().accept("render");
            lease.shrinkTo(payload.size());
            return looker.apply(
                    new Pixels(work.probe().uprightSize(), work.plan().size(), payload.buffer()));
        }
    }

    private <R> R attempt(Source source, RenditionOptions options, Job job, Function<Priced, R> making) {
        Probe probe = probe(source, job);
        List<Plan> plans = planner.plans(probe, options, untrimmed(source, probe, options, job));
        Choice choice = Choice.of(governor, probe, plans);
        job.stages().accept("probe");
        return choice.make(making);
    }

    /** What is left of a picture without the borders that are to go; of an animation all, as in imgproxy. */
    private Area untrimmed(Source source, Probe probe, RenditionOptions options, Job job) {
        Composition composition = options.composition();
        if (composition == null
                || composition.trim() == null
                || !planner.reads(probe.type())
                || planner.plans(probe, options).getFirst().frames() > 1) {
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
        Lease lease = governor.admit(cost.demand(job.purpose(), job.tag(), cores), job.deadline());
        job.stages().accept("wait");
        return lease;
    }

    private Rendition makeInMemory(Source source, Priced work, Job job) {
        Lease lease = admit(work, job);
        boolean kept = false;
        try {
            Payload payload = engine.render(
                    source.file(),
                    work.probe(),
                    work.plan(),
                    lease,
                    provision(source, work, lease, job),
                    job.deadline());
            job.stages().accept("render");
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
        try (Lease lease = admit(work, job)) {
            engine.renderTo(
                    target.path(),
                    source.file(),
                    work.probe(),
                    work.plan(),
                    lease,
                    provision(source, work, lease, job),
                    job.deadline());
        }
        tidy(work);
        job.stages().accept("render");
    }

    private Provision provision(Source source, Priced work, Lease lease, Job job) {
        return new Provision(() -> watch(source, kind(work), lease), () -> scratch(job), job.stages());
    }

    private ScratchFile scratch(Job job) {
        SpoolFile file = spool.create(job.tag());
        return new ScratchFile(file.path(), file.asChannel(), file::close);
    }

    /** Opened and closed by the engine's thread: a crash of the decoder is to be blamed on this picture. */
    private Provision.Watch watch(Source source, String kind, Lease lease) {
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
        long pixels = plan.pixels();
        return switch (plan.output().type()) {
            case JPEG, WEBP, AVIF -> pixels > MODEST_PIXELS;
            case PNG, GIF, TIFF, BMP, HEIC, JXL, JPEG2000, SVG, ICO, RGB565, RGB565_BIG_ENDIAN, GREY1, GREY4 ->
                pixels > SMALL_PIXELS;
        };
    }

    private static MediaType type(Priced work) {
        return work.plan().output().type();
    }

    private static String kind(Priced work) {
        String way = switch (work.plan().way()) {
            case Way.Engine _ -> "";
            case Way.Frames _ -> " by frames";
            case Way.Baseline _, Way.Rows _ -> " by rows";
            case Way.RowsOnDisk _ -> " by rows on disk";
        };
        return work.probe().type().names().getFirst() + way + "->"
                + type(work).names().getFirst();
    }
}
