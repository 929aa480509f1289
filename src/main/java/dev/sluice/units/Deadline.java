package dev.sluice.units;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * The moment until which an answer is still wanted, and whether anybody is left to want it. Every wait takes one.
 *
 * <p>HTTP/1.1 connections do not announce that their client has left, so a waiter asks {@link #abandoned()} every
 * {@link #LOOK_EVERY} instead of being told. Immutable; safe for threads as far as the supplier is.
 */
public final class Deadline {

    /** How often a waiter looks whether its client is still there: the longest a gone client can hold anything. */
    public static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final Ticker ticker;
    private final long expiresAt;
    private final BooleanSupplier abandoned;

    private Deadline(Ticker ticker, long expiresAt, BooleanSupplier abandoned) {
        this.ticker = ticker;
        this.expiresAt = expiresAt;
        this.abandoned = abandoned;
    }

    /** A deadline {@code wait} from now on {@code ticker}, for a caller that does not leave. */
    public static Deadline after(Duration wait, Ticker ticker) {
        return new Deadline(ticker, ticker.nanos() + wait.toNanos(), () -> false);
    }

    /**
     * The same moment for a caller that may leave.
     *
     * @param gone cheap and safe to call from any thread; true once the caller has left
     */
    public Deadline unless(BooleanSupplier gone) {
        return new Deadline(ticker, expiresAt, gone);
    }

    /** The earlier of this deadline and {@code wait} from now; the caller stays the same. */
    public Deadline within(Duration wait) {
        long other = ticker.nanos() + wait.toNanos();
        return other - expiresAt < 0 ? new Deadline(ticker, other, abandoned) : this;
    }

    /** Nanoseconds left; zero or negative once expired. */
    public long remainingNanos() {
        return expiresAt - ticker.nanos();
    }

    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, remainingNanos()));
    }

    public boolean expired() {
        return remainingNanos() <= 0;
    }

    /** Whether the one who asked has left: the work is to be stopped as if the deadline had passed. */
    public boolean abandoned() {
        return abandoned.getAsBoolean();
    }
}
