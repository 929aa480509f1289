package dev.sluice.cli;

import dev.sluice.Settings;
import dev.sluice.config.LiveSettings;
import dev.sluice.failure.EngineFailure;
import dev.sluice.failure.SluiceException;
import dev.sluice.image.EngineConfig;
import dev.sluice.image.ImageEngine;
import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.image.vips.VipsLocator;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a run of the program has around it; handed in, so that a test can look at it.
 *
 * @param out for results
 * @param err for everything else
 * @param environment all variables of the process
 * @param folder what relative names of files start from
 * @param home where the program is installed, to find what came with it; null when it is not known
 * @param server starts the server and returns when it has stopped; throws {@link SluiceException} when it cannot start
 */
public record Surroundings(
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        Path folder,
        @Nullable Path home,
        Consumer<LiveSettings<Settings>> server) {

    /**
     * Loads libvips; the caller closes the engine.
     *
     * @throws EngineFailure when it is missing or too old; says what to do
     */
    ImageEngine engine(EngineConfig config) {
        VipsLocator locator = new VipsLocator(config.libvips(), home);
        return new ImageEngine(new VipsLibrary(locator, config.allowOldLibvips()), config.truncated(), 1);
    }
}
