package dev.sluice.cli;

import dev.sluice.Machine;
import dev.sluice.Settings;
import dev.sluice.config.LiveSettings;
import dev.sluice.failure.SluiceException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a run of the program has around it; handed in, so that a test can look at it.
 *
 * @param out for results
 * @param err for everything else
 * @param environment all variables of the process
 * @param folder what relative names of files start from
 * @param machine what it runs on
 * @param server starts the server and returns when it has stopped; throws {@link SluiceException} when it cannot start
 */
public record Surroundings(
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        Path folder,
        Machine machine,
        Consumer<LiveSettings<Settings>> server) {}
