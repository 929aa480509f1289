package dev.sluice.failure;

/** Nothing of that name is here. */
public final class NotFound extends SluiceException {

    private static final long serialVersionUID = 1L;

    public NotFound(String message) {
        super(message, null);
    }
}
