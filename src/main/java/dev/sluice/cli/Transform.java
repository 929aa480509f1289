package dev.sluice.cli;

import dev.sluice.Settings;
import dev.sluice.config.LiveSettings;
import dev.sluice.failure.StoreFailure;
import dev.sluice.governor.Capacity;
import dev.sluice.governor.Demand;
import dev.sluice.governor.DiskWatch;
import dev.sluice.governor.Governor;
import dev.sluice.governor.Lease;
import dev.sluice.governor.Purpose;
import dev.sluice.image.ImageEngine;
import dev.sluice.image.Planner;
import dev.sluice.image.Probe;
import dev.sluice.image.Provision;
import dev.sluice.image.RenditionOptions;
import dev.sluice.image.header.HeaderProbe;
import dev.sluice.rendition.Choice;
import dev.sluice.rendition.QualitySearch;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
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
                Governor governor = governor(capacity, current.current(), to.resolveSibling(""))) {
            Deadline deadline = Deadline.after(LONGEST, Ticker.SYSTEM);
            Choice choice = Choice.of(governor, probe, new Planner(engine.formats()).plans(probe, options));
            write(
                    to,
                    (temporary, scratch) -> choice.make(first -> fitted(first, temporary, work -> {
                        Demand demand = work.cost().demand(Purpose.RENDER, source.toString(), 1);
                        try (Lease lease = governor.admit(demand, deadline)) {
                            engine.renderTo(
                                    temporary, from, probe, work.plan(), lease, Provision.ofTool(scratch), deadline);
                        }
                    })));
        }
        return ExitCode.OK;
    }

    /** Renders until the file is as small as it should be. */
    private Path fitted(Choice.Priced first, Path file, Consumer<Choice.Priced> renderer) {
        QualitySearch search = new QualitySearch(options.saving().most());
        try {
            Optional<Choice.Priced> work = Optional.of(first);
            while (work.isPresent()) {
                renderer.accept(work.get());
                work = search.next(work.get(), DataSize.ofBytes(Files.size(file)));
            }
            return file;
        } catch (IOException e) {
            throw notWritten(e);
        }
    }

    /** As the server's, for one piece of work, on the disk of the target. */
    private static Governor governor(Capacity capacity, Settings settings, Path folder) {
        try {
            DiskWatch disk = new DiskWatch(folder, settings.store().diskFloor(), Ticker.SYSTEM);
            return new Governor(
                    new Capacity(capacity.memory(), capacity.heap(), 1),
                    settings.governor(),
                    Ticker.SYSTEM,
                    () -> false,
                    disk::room);
        } catch (IOException e) {
            throw notWritten(e);
        }
    }

    @FunctionalInterface
    private interface Renderer {
        void render(Path target, Path scratch);
    }

    private static void write(Path target, Renderer renderer) {
        Path temporary = target.resolveSibling(target.getFileName() + ".part");
        try {
            try {
                renderer.render(temporary, target.resolveSibling(""));
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw notWritten(e);
        }
    }

    private static StoreFailure notWritten(IOException e) {
        return new StoreFailure(StoreFailure.Kind.BROKEN, "the result cannot be written: " + e.getMessage(), e);
    }
}
