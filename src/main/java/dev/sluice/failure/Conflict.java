package dev.sluice.failure;

/** What was asked contradicts the present state, as when a setting is changed that the environment holds. */
public final class Conflict extends SluiceException {

    private static final long serialVersionUID = 1L;

    public Conflict(String message) {
        super(message, null);
    }
}
