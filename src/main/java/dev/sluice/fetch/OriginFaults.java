package dev.sluice.fetch;

import dev.sluice.failure.OriginFailure;
import dev.sluice.failure.SluiceException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.HttpResponseException;
import org.eclipse.jetty.http.HttpException;
import org.jspecify.annotations.Nullable;

/** Says in our words what Jetty and the system report. */
final class OriginFaults {

    private OriginFaults() {}

    /**
     * The failure to throw.
     *
     * @param cause as it was reported
     * @param begun whether the answer had begun
     */
    static SluiceException of(@Nullable Throwable cause, boolean begun) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof SluiceException foreseen) {
                return foreseen;
            }
        }
        Throwable known = cause == null ? new IOException("ended without an answer") : cause;
        if (known instanceof TimeoutException || known instanceof SocketTimeoutException) {
            return new OriginFailure(
                    OriginFailure.Kind.TOO_SLOW, "the picture's server kept silent for too long", known);
        }
        if (known instanceof HttpResponseException || known instanceof HttpException) {
            return new OriginFailure(
                    OriginFailure.Kind.BROKEN, "the picture's server answered with something that is not HTTP", known);
        }
        if (begun) {
            return new OriginFailure(
                    OriginFailure.Kind.BROKEN,
                    "the picture's server closed the connection before the end, or sent larger headers than are taken",
                    known);
        }
        if (known instanceof SSLException) {
            return new OriginFailure(
                    OriginFailure.Kind.UNREACHABLE,
                    "no secure connection to the picture's server: its certificate or its TLS version is not good",
                    known);
        }
        return new OriginFailure(
                OriginFailure.Kind.UNREACHABLE,
                "the picture's server cannot be reached, or closes the connection without an answer",
                known);
    }

    /** Whether the same may go well a moment later. */
    static boolean mayPass(Throwable failure) {
        return !(failure instanceof SSLException) && !(failure instanceof SocketTimeoutException);
    }
}
