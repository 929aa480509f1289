package dev.sluice.cli;

import dev.sluice.Settings;
import dev.sluice.config.LiveSettings;
import dev.sluice.failure.StoreFailure;
import dev.sluice.governor.Capacity;
import dev.sluice.governor.Demand;
import dev.sluice.governor.Governor;
import dev.sluice.governor.Lease;
import dev.sluice.governor.Purpose;
import dev.sluice.image.Cost;
import dev.sluice.image.CostModel;
import dev.sluice.image.ImageEngine;
import dev.sluice.image.Plan;
import dev.sluice.image.Planner;
import dev.sluice.image.Probe;
import dev.sluice.image.RenditionOptions;
import dev.sluice.image.Way;
import dev.sluice.image.header.HeaderProbe;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes a rendition of a picture through the same gate as the server: what would be refused there is refused here. The target
 * appears as a whole or not at all.
 *
 * @param settings what the command line says about settings
 * @param source the picture
 * @param target the file to make or replace
 * @param options the rendition
 */
record Transform(GivenSettings settings, Path source, Path target, RenditionOptions options) implements Command {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    @Override
    public ExitCode run(Surroundings surroundings) {
        LiveSettings<Settings> current = settings.read(surroundings);
        Capacity capacity = surroundings.machine().budget(current).capacity();
        Path from = surroundings.folder().resolve(source);
        Path to = surroundings.folder().resolve(target);
        Probe probe = new HeaderProbe().read(from);
        try (ImageEngine engine =
                        surroundings.machine().engine(current.current().engine(), 1);
                Governor governor = new Governor(capacity.memory(), 1)) {
            List<Plan> plans = new Planner(engine.formats()).plans(probe, options);
            Plan plan = affordable(plans, probe, capacity);
            Cost cost = new CostModel().cost(probe, plan);
            Demand demand = new Demand(Purpose.RENDER, source.toString(), cost.memory(), cost.heap(), DataSize.ZERO, 1);
            Deadline deadline = Deadline.after(LONGEST, Ticker.SYSTEM);
            try (Lease lease = governor.admit(demand, deadline)) {
                write(to, temporary -> {
                    Path readable = from;
                    if (plan.way() instanceof Way.Baseline) {
                        readable = scratch(to);
                        rewrite(engine, from, readable, lease, deadline);
                    }
                    engine.renderTo(temporary, readable, probe, plan, lease, ImageEngine.UNWATCHED, deadline);
                });
            }
        }
        return ExitCode.OK;
    }

    /** The best plan that fits; else the one that needs least, which the gate will refuse. */
    private static Plan affordable(List<Plan> plans, Probe probe, Capacity capacity) {
        CostModel model = new CostModel();
        Plan least = plans.getFirst();
        for (Plan plan : plans) {
            Cost cost = model.cost(probe, plan);
            DataSize memory = cost.memory();
            if (memory.fits(capacity.memory()) && cost.heap().fits(capacity.heap())) {
                return plan;
            }
            least = memory.fits(model.cost(probe, least).memory()) ? plan : least;
        }
        return least;
    }

    private static Path scratch(Path target) {
        return target.resolveSibling(target.getFileName() + ".baseline");
    }

    private static void rewrite(ImageEngine engine, Path source, Path target, Lease lease, Deadline deadline) {
        try (FileChannel channel = FileChannel.open(
                target, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            engine.toBaseline(source, channel, lease, deadline);
        } catch (IOException e) {
            throw new StoreFailure(
                    StoreFailure.Kind.BROKEN, "a temporary file cannot be written: " + e.getMessage(), e);
        }
    }

    private static void write(Path target, Consumer<Path> renderer) {
        Path temporary = target.resolveSibling(target.getFileName() + ".part");
        try {
            try {
                renderer.accept(temporary);
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
                Files.deleteIfExists(scratch(target));
            }
        } catch (IOException e) {
            throw new StoreFailure(StoreFailure.Kind.BROKEN, "the result cannot be written: " + e.getMessage(), e);
        }
    }
}
