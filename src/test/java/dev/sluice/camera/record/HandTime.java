package dev.sluice.camera.record;

import dev.sluice.units.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock and a ticker that stand still until they are moved. */
final class HandTime implements Ticker, InstantSource {

    private Instant now = Instant.parse("2026-11-22T10:15:30.123Z");
    private long nanos = 7_000_000_000L;

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    synchronized void move(Duration by) {
        now = now.plus(by);
        nanos += by.toNanos();
    }

    /** Somebody sets the clock. */
    synchronized void set(Instant other) {
        now = other;
    }
}
