package dev.sluice.failure;

/** The disk did not do what it was asked. */
public final class StoreFailure extends SluiceException {

    private static final long serialVersionUID = 1L;

    /** What the disk's trouble is. */
    public enum Kind {
        FULL,
        READ_ONLY,
        BROKEN
    }

    private final Kind kind;

    public StoreFailure(Kind kind, String message) {
        super(message, null);
        this.kind = kind;
    }

    public StoreFailure(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
