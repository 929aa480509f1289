package dev.sluice.cli;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.CannotStart;
import dev.sluice.failure.Conflict;
import dev.sluice.failure.Denied;
import dev.sluice.failure.EngineFailure;
import dev.sluice.failure.Expired;
import dev.sluice.failure.Gone;
import dev.sluice.failure.InvalidSettings;
import dev.sluice.failure.NotFound;
import dev.sluice.failure.OriginFailure;
import dev.sluice.failure.Refused;
import dev.sluice.failure.SluiceException;
import dev.sluice.failure.StoreFailure;

/** How a run of the program ended, for scripts and for systemd ({@code RestartPreventExitStatus=2 3}). */
public enum ExitCode {
    /** All went well. */
    OK(0),
    /** The work could not be done: a picture is damaged, a check of {@code doctor} failed. */
    FAILED(1),
    /** The command line makes no sense. */
    USAGE(2),
    /** Settings are unknown, wrong, or contradict each other or the machine. */
    SETTINGS(3),
    /** The server cannot start: the port is in use, the data folder cannot be written. */
    START(4),
    /** libvips is missing or cannot be used. */
    ENGINE(5);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /** What the process returns. */
    public int number() {
        return number;
    }

    /** The code for a failure; {@code otherwise} where the failure itself does not decide it. */
    static ExitCode of(SluiceException failure, ExitCode otherwise) {
        return switch (failure) {
            case InvalidSettings settings -> SETTINGS;
            case EngineFailure engine -> ENGINE;
            case BadInput input -> input.kind() == BadInput.Kind.PARAMETER ? USAGE : otherwise;
            case CannotStart start -> START;
            case Conflict conflict -> otherwise;
            case Denied denied -> otherwise;
            case Expired expired -> otherwise;
            case Gone gone -> otherwise;
            case NotFound missing -> otherwise;
            case OriginFailure origin -> otherwise;
            case Refused refused -> otherwise;
            case StoreFailure store -> otherwise;
        };
    }
}
