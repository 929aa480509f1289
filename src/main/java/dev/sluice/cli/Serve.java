package dev.sluice.cli;

/** Starts the server and runs until it is told to stop. */
record Serve(GivenSettings settings) implements Command {

    @Override
    public ExitCode run(Surroundings surroundings) {
        surroundings.server().accept(settings.read(surroundings));
        return ExitCode.OK;
    }

    @Override
    public ExitCode failure() {
        return ExitCode.START;
    }
}
