package dev.sluice.failure;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A picture could not be had from the server that its address names. The message repeats no address that the asker did not send. */
public final class OriginFailure extends SluiceException {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Kind {
        /** Our own rules refuse the address: its scheme, port, host, or where it leads. */
        FORBIDDEN,
        /** No connection: the name is unknown, nobody listens, TLS fails, or the server failed so often that it rests. */
        UNREACHABLE,
        /** The server answered with nonsense, ended early, or redirects in circles. */
        BROKEN,
        /** The server answered with a status that is no picture; see {@link OriginFailure#status()}. */
        STATUS,
        /** The server kept us waiting beyond one of the deadlines, or fell below the least rate. */
        TOO_SLOW,
        /** The body is larger than the limit. */
        TOO_LARGE
    }

    private final Kind kind;
    private final int status;
    private final transient @Nullable Duration retryAfter;

    private OriginFailure(
            Kind kind, String message, int status, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.status = status;
        this.retryAfter = retryAfter;
    }

    /** A failure of a kind other than {@link Kind#STATUS}. */
    public OriginFailure(Kind kind, String message) {
        this(kind, message, 0, null, null);
    }

    /** A failure of a kind other than {@link Kind#STATUS}, with what led to it, for the log. */
    public OriginFailure(Kind kind, String message, Throwable cause) {
        this(kind, message, 0, null, cause);
    }

    /**
     * The server answered with a status that is no picture.
     *
     * @param status what it answered
     * @param retryAfter when it wants to be asked again; null when it did not say
     */
    public static OriginFailure status(int status, @Nullable Duration retryAfter) {
        return new OriginFailure(
                Kind.STATUS, "the picture's server answered with status " + status, status, retryAfter, null);
    }

    /**
     * The server failed so often that it is left alone for a while.
     *
     * @param retryAfter when it is tried again
     */
    public static OriginFailure resting(Duration retryAfter) {
        String message = "the picture's server failed several times in a row and is left alone for "
                + Math.max(1, retryAfter.toSeconds()) + " s; ask again then";
        return new OriginFailure(Kind.UNREACHABLE, message, 0, retryAfter, null);
    }

    /** The same without what led to it, to be kept for a while. */
    public OriginFailure withoutCause() {
        return new OriginFailure(kind, String.valueOf(getMessage()), status, retryAfter, null);
    }

    /** Why. */
    public Kind kind() {
        return kind;
    }

    /** The status that the server answered with, for {@link Kind#STATUS}. */
    public OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }

    /** When another try has a chance, where that is known. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
