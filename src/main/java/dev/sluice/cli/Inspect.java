package dev.sluice.cli;

import dev.sluice.Settings;
import dev.sluice.config.LiveSettings;
import dev.sluice.failure.SluiceException;
import dev.sluice.governor.Capacity;
import dev.sluice.image.CostModel;
import dev.sluice.image.ImageEngine;
import dev.sluice.image.Plan;
import dev.sluice.image.Planner;
import dev.sluice.image.Probe;
import dev.sluice.image.RenditionOptions;
import dev.sluice.image.header.HeaderProbe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Says what pictures are and what a rendition of them would cost. Pictures are not decoded.
 *
 * @param settings what the command line says about settings
 * @param files the pictures
 * @param options the rendition
 * @param json whether to print a line of JSON for each file instead of text
 */
record Inspect(GivenSettings settings, List<Path> files, RenditionOptions options, boolean json) implements Command {

    @Override
    public ExitCode run(Surroundings surroundings) {
        LiveSettings<Settings> current = settings.read(surroundings);
        Capacity capacity = surroundings.machine().budget(current).capacity();
        Planner planner;
        try (ImageEngine engine =
                surroundings.machine().engine(current.current().engine(), 1)) {
            planner = new Planner(engine.formats());
        }
        ExitCode worst = ExitCode.OK;
        for (Path file : files) {
            try {
                Inspection inspection = inspect(file, surroundings.folder().resolve(file), planner, capacity);
                surroundings.out().println(json ? inspection.json() : inspection.text());
            } catch (SluiceException e) {
                surroundings.err().println("sluice: " + file + ": " + e.getMessage());
                worst = ExitCode.of(e, ExitCode.FAILED);
            }
        }
        return worst;
    }

    private Inspection inspect(Path name, Path file, Planner planner, Capacity capacity) {
        Probe probe = new HeaderProbe().read(file);
        CostModel model = new CostModel();
        List<Inspection.Estimate> estimates = new ArrayList<>();
        for (Plan plan : planner.plans(probe, options)) {
            estimates.add(new Inspection.Estimate(plan, model.cost(probe, plan), capacity));
        }
        return new Inspection(name.toString(), probe, estimates);
    }
}
