package dev.sluice.cli;

/** Prints a text. */
record Help(String text) implements Command {

    @Override
    public ExitCode run(Surroundings surroundings) {
        surroundings.out().print(text);
        return ExitCode.OK;
    }
}
