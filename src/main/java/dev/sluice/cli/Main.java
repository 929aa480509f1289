package dev.sluice.cli;

import dev.sluice.Machine;
import dev.sluice.failure.InvalidSettings;
import dev.sluice.failure.SluiceException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntConsumer;

/** The program: makes a command of its arguments, does it, and says how it ended by {@link ExitCode}. */
public final class Main {

    private final Surroundings surroundings;

    /** Does nothing yet. */
    public Main(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** The entry of the process. */
    public static void main(String[] arguments) {
        String home = System.getProperty("sluice.home");
        Machine machine = Machine.here(home == null ? null : Path.of(home), version());
        Surroundings surroundings = new Surroundings(
                System.out,
                System.err,
                System.getenv(),
                Path.of(""),
                machine,
                settings -> new Running(settings, machine).untilStopped(System.out));
        new Main(surroundings).run(List.of(arguments), System::exit);
    }

    /**
     * Does what the arguments ask.
     *
     * @param exit is told the exit code once, at the end
     */
    public void run(List<String> arguments, IntConsumer exit) {
        exit.accept(run(arguments).number());
    }

    private ExitCode run(List<String> arguments) {
        Command command;
        try {
            command = CommandLine.parse(arguments, surroundings.machine().version());
        } catch (UsageException e) {
            surroundings.err().println("sluice: " + e.getMessage());
            return ExitCode.USAGE;
        }
        try {
            return command.run(surroundings);
        } catch (SluiceException e) {
            report(e);
            return ExitCode.of(e, command.failure());
        }
    }

    private void report(SluiceException failure) {
        PrintStream err = surroundings.err();
        if (failure instanceof InvalidSettings settings) {
            err.println("sluice: these settings cannot be used:");
            settings.problems().forEach(problem -> err.println("  " + problem));
        } else {
            err.println("sluice: " + failure.getMessage());
        }
    }

    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
