package dev.sluice.failure;

import org.jspecify.annotations.Nullable;

/** The server cannot begin its work as it is set up: its port is taken, or it would be open to everybody. */
public final class CannotStart extends SluiceException {

    private static final long serialVersionUID = 1L;

    /** @param message what stands in the way and what to do about it */
    public CannotStart(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
