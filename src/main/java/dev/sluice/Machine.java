package dev.sluice;

import dev.sluice.config.LiveSettings;
import dev.sluice.failure.InvalidSettings;
import dev.sluice.governor.Budget;
import dev.sluice.governor.Cgroup;
import dev.sluice.governor.GovernorConfig;
import dev.sluice.governor.MemoryLimit;
import dev.sluice.governor.RuntimeCaps;
import dev.sluice.governor.SystemFiles;
import dev.sluice.http.HttpConfig;
import dev.sluice.image.EngineConfig;
import dev.sluice.image.ImageEngine;
import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.image.vips.VipsLocator;
import dev.sluice.units.DataSize;
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

    /** Measured: 14.8 MiB after the first object over HTTP; a JVM that runs out of it ends. */
    private static final DataSize METASPACE_FOR_S3 = DataSize.ofMebibytes(20);

    /** This machine. */
    public static Machine here(@Nullable Path home, String version) {
        SystemFiles files = SystemFiles.ofMachine();
        return new Machine(files, Cgroup.of(files), home, version);
    }

    /** Everything that bounds the process' memory under these settings, what counts first. */
    public List<MemoryLimit> limits(LiveSettings<Settings> live) {
        String origin = live.resolved().origin(GovernorConfig.MEMORY).place();
        List<MemoryLimit> asked = live.current().governor().memory().stream()
                .map(size -> new MemoryLimit(origin, size))
                .toList();
        return MemoryLimit.all(asked, live.current().governor().ramShare(), files, cgroup);
    }

    /**
     * How the budget is divided under these settings.
     *
     * @throws dev.sluice.failure.InvalidSettings with the table, when it does not fit; or when there is too little metaspace for S3
     */
    public Budget budget(LiveSettings<Settings> live) {
        Settings settings = live.current();
        RuntimeCaps caps = RuntimeCaps.running(files, Runtime.getRuntime().maxMemory());
        if (settings.fetch().s3().enabled() && caps.metaspace().compareTo(METASPACE_FOR_S3) < 0) {
            throw new InvalidSettings(List.of("fetch.s3.buckets: the SDK that signs for S3 needs " + METASPACE_FOR_S3
                    + " of metaspace, and there are " + caps.metaspace() + ": set memory to 256MiB or more"));
        }
        return Budget.of(
                limits(live).getFirst(),
                caps,
                new Budget.Connections(
                        affordable(settings.http(), caps), settings.http().socketBytesPerConnection()),
                settings.governor().workers(Runtime.getRuntime().availableProcessors()));
    }

    /** As many connections as are wanted, or as direct memory and a quarter of the heap carry when all are at work. */
    private static int affordable(HttpConfig http, RuntimeCaps caps) {
        long direct = caps.direct().bytes() / http.bytesPerConnection().bytes();
        long heap = caps.heap().bytes() / 4 / HttpConfig.heapPerConnection().bytes();
        return (int) Math.min(http.maxConnections(), Math.min(direct, heap));
    }

    /**
     * Loads libvips.
     *
     * @throws dev.sluice.failure.EngineFailure when it is missing or too old, with how to get it
     */
    public ImageEngine engine(EngineConfig config, int threads) {
        VipsLibrary library = new VipsLibrary(new VipsLocator(config.libvips(), home), config.allowOldLibvips());
        return new ImageEngine(library, config, threads);
    }
}
