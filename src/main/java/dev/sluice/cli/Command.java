package dev.sluice.cli;

import dev.sluice.failure.SluiceException;

/** What a command line asks for. */
sealed interface Command permits CheckConfig, Doctor, Help, Inspect, MigrateImgproxy, Serve, Sign, Transform {

    /**
     * Does it.
     *
     * <p>A method and no {@code switch} over the commands: a switch over types makes a class at every start, which no archive
     * holds, and takes some 5 ms.
     *
     * @throws SluiceException when it fails in a way that was foreseen
     */
    ExitCode run(Surroundings surroundings);

    /** How it ends when it fails in a way that tells nothing else. */
    default ExitCode failure() {
        return ExitCode.FAILED;
    }
}
