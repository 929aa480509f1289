package dev.sluice.failure;

/** The work was begun, or would have been, but cannot be finished within its deadline. */
public final class Expired extends SluiceException {

    private static final long serialVersionUID = 1L;

    public Expired(String message) {
        super(message, null);
    }
}
