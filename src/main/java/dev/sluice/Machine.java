package dev.sluice;

import dev.sluice.config.LiveSettings;
import dev.sluice.config.Origin;
import dev.sluice.failure.CannotStart;
import dev.sluice.governor.Budget;
import dev.sluice.governor.Cgroup;
import dev.sluice.governor.GovernorConfig;
import dev.sluice.governor.MemoryLimit;
import dev.sluice.governor.RuntimeCaps;
import dev.sluice.governor.SystemFiles;
import dev.sluice.image.EngineConfig;
import dev.sluice.image.ImageEngine;
import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.image.vips.VipsLocator;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server runs on, and what follows from that: its budget and its engine.
 *
 * @param files where the kernel tells about itself
 * @param cgroup the control groups of the process
 * @param home where the program is installed; null when it is not known
 * @param version of the program
 */
public record Machine(
        SystemFiles files, Cgroup cgroup, @Nullable Path home, String version) {

    /** This machine. */
    public static Machine here(@Nullable Path home, String version) {
        SystemFiles files = SystemFiles.ofMachine();
        return new Machine(files, Cgroup.of(files), home, version);
    }

    /** Everything that bounds the process' memory under these settings, what counts first. */
    public List<MemoryLimit> limits(LiveSettings<Settings> live) {
        List<MemoryLimit> asked = live.resolved().all(GovernorConfig.MEMORY).stream()
                .filter(given -> given.value().isPresent() && given.origin().source() != Origin.Source.DEFAULT)
                .map(given ->
                        new MemoryLimit(given.origin().place(), given.value().orElseThrow()))
                .toList();
        return MemoryLimit.all(asked, live.current().governor().ramShare(), files, cgroup);
    }

    /**
     * How the budget is divided under these settings.
     *
     * @throws dev.sluice.failure.InvalidSettings with the table, when it does not fit
     */
    public Budget budget(LiveSettings<Settings> live) {
        List<MemoryLimit> limits = limits(live);
        if (limits.isEmpty()) {
            throw new CannotStart(
                    "the machine does not tell how much memory it has: set it, as with --memory 512MiB", null);
        }
        Settings settings = live.current();
        return Budget.of(
                limits.getFirst(),
                RuntimeCaps.running(files, Runtime.getRuntime().maxMemory()),
                new Budget.Connections(
                        settings.http().maxConnections(), settings.http().bytesPerConnection()),
                settings.governor().workers(Runtime.getRuntime().availableProcessors()));
    }

    /**
     * Loads libvips.
     *
     * @throws dev.sluice.failure.EngineFailure when it is missing or too old, with how to get it
     */
    public ImageEngine engine(EngineConfig config, int threads) {
        VipsLibrary library = new VipsLibrary(new VipsLocator(config.libvips(), home), config.allowOldLibvips());
        return new ImageEngine(library, config.truncated(), threads);
    }
}
