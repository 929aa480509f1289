package dev.sluice.failure;

/** The client has left; there is nobody to answer. */
public final class Gone extends SluiceException {

    private static final long serialVersionUID = 1L;

    public Gone() {
        super("the client has left", null);
    }
}
