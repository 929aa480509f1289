package dev.sluice.cli;

/** Checks the machine. */
record Doctor(GivenSettings settings) implements Command {

    @Override
    public ExitCode run(Surroundings surroundings) {
        return ExitCode.FAILED;
    }
}
