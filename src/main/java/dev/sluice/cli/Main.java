package dev.sluice.cli;

import dev.sluice.Settings;
import dev.sluice.config.LiveSettings;
import dev.sluice.failure.InvalidSettings;
import dev.sluice.failure.SluiceException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** The program: makes a command of its arguments, does it, and says how it ended by {@link ExitCode}. */
public final class Main {

    private final Terminal terminal;
    private final Consumer<LiveSettings<Settings>> server;

    /**
     * Does nothing yet.
     *
     * @param server starts the server, returns when it has stopped; throws {@link SluiceException} when it cannot start
     */
    public Main(Terminal terminal, Consumer<LiveSettings<Settings>> server) {
        this.terminal = terminal;
        this.server = server;
    }

    /** The entry of the process. */
    public static void main(String[] arguments) {
        Terminal terminal = new Terminal(System.out, System.err, System.getenv(), Path.of(""));
        new Main(terminal, settings -> {}).run(List.of(arguments), System::exit);
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
            command = CommandLine.parse(arguments, version());
        } catch (UsageException e) {
            terminal.err().println("sluice: " + e.getMessage());
            return ExitCode.USAGE;
        }
        try {
            return run(command);
        } catch (SluiceException e) {
            report(e);
            return ExitCode.of(e, command instanceof Command.Serve ? ExitCode.START : ExitCode.FAILED);
        }
    }

    private ExitCode run(Command command) {
        return switch (command) {
            case Command.Serve serve -> {
                server.accept(serve.settings().read(terminal));
                yield ExitCode.OK;
            }
            case Command.CheckConfig check -> {
                SettingsTable.print(check.settings().read(terminal).resolved(), terminal.out());
                yield ExitCode.OK;
            }
            case Command.Help help -> {
                terminal.out().print(help.text());
                yield ExitCode.OK;
            }
            case Command.Doctor doctor -> ExitCode.FAILED;
            case Command.Inspect inspect -> ExitCode.FAILED;
            case Command.Transform transform -> ExitCode.FAILED;
        };
    }

    private void report(SluiceException failure) {
        PrintStream err = terminal.err();
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
