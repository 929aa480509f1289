package dev.sluice.failure;

/** The caller may not do this. */
public final class Denied extends SluiceException {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Kind {
        /** No token, or a wrong one. */
        TOKEN,
        /** The {@code Host} header names another machine: DNS rebinding. */
        HOST,
        /** A page of another origin sent this: cross-site request forgery. */
        ORIGIN,
        /** A signed URL has no signature, or a wrong one. */
        SIGNATURE
    }

    private final Kind kind;

    public Denied(Kind kind, String message) {
        super(message, null);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
