package dev.sluice.cli;

import dev.sluice.Machine;
import dev.sluice.Settings;
import dev.sluice.config.LiveSettings;
import dev.sluice.governor.Cgroup;
import dev.sluice.governor.SystemFiles;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One run of the program inside the test: what it was given, and what came of it. */
final class Run {

    /** A machine of 16 GiB, so that the budget of a test does not depend on where it runs; with the libvips of the checkout. */
    private static final SystemFiles FILES = new SystemFiles(Path.of("src/test/resources/machine"));

    private static final Machine MACHINE = new Machine(FILES, Cgroup.of(FILES), Path.of(""), "1.2.3");

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final List<Integer> codes = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Consumer<LiveSettings<Settings>> server = settings -> {};

    Run(Path folder) {
        this.folder = folder;
    }

    Run environment(String name, String text) {
        environment.put(name, text);
        return this;
    }

    Run server(Consumer<LiveSettings<Settings>> replacement) {
        server = replacement;
        return this;
    }

    Run with(String... arguments) {
        Surroundings surroundings = new Surroundings(stream(out), stream(err), environment, folder, MACHINE, server);
        new Main(surroundings).run(List.of(arguments), codes::add);
        return this;
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    /** The one exit code. */
    int code() {
        if (codes.size() != 1) {
            throw new AssertionError("exit codes: " + codes);
        }
        return codes.getFirst();
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
