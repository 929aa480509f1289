package dev.sluice.units;

/** A source of monotonic time. Handed in wherever time is measured, so that a test can move it by hand. */
@FunctionalInterface
public interface Ticker {

    /** The time of the machine: {@link System#nanoTime()}. */
    Ticker SYSTEM = System::nanoTime;

    /** Nanoseconds since an arbitrary but fixed moment; only differences mean anything. */
    long nanos();
}
