package dev.sluice.failure;

/** What came in cannot be used: the sender has to change it. */
public final class BadInput extends SluiceException {

    private static final long serialVersionUID = 1L;

    /** What was wrong, each with an answer and a stable type of its own. */
    public enum Kind {
        /** A parameter is unknown, repeated, malformed or out of range. */
        PARAMETER,
        /** The request cannot be understood: JSON that does not parse, multipart without an end. */
        MALFORMED,
        /** The body is larger than the limit for it. */
        BODY_TOO_LARGE,
        /** The body did not arrive in time. */
        BODY_TOO_SLOW,
        /** There is no body, or an empty part where a picture was expected. */
        EMPTY,
        /** The bytes are of no kind of picture that is read here. */
        UNKNOWN_PICTURE,
        /** The kind is known, but the libvips in use cannot read or write it, or a setting forbids it. */
        UNSUPPORTED_PICTURE,
        /** The picture is damaged, truncated, or lies about itself. */
        DAMAGED_PICTURE,
        /** This very picture ended a decoder before and is not tried again. */
        QUARANTINED
    }

    private final Kind kind;

    public BadInput(Kind kind, String message) {
        super(message, null);
        this.kind = kind;
    }

    public BadInput(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** The same without what led to it, to be kept for a while. */
    public BadInput withoutCause() {
        return new BadInput(kind, String.valueOf(getMessage()));
    }

    public Kind kind() {
        return kind;
    }
}
