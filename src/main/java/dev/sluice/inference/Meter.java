package dev.sluice.inference;

import dev.sluice.units.DataSize;
import java.util.concurrent.atomic.AtomicLong;

/**
 * By how much the process has grown since this was made, at most. What else happens in the process meanwhile counts too, either way, so that
 * a figure is believed only between bounds. Safe for threads.
 */
final class Meter {

    /** What the kernel's counters may be wrong by. */
    static final DataSize NOISE = DataSize.ofMebibytes(1);

    private final ProcessGauge gauge;
    private final long before;
    private final AtomicLong peak = new AtomicLong();

    Meter(ProcessGauge gauge) {
        this.gauge = gauge;
        before = now();
    }

    private long now() {
        return gauge.anonymous().get().bytes();
    }

    /** Takes what is used now into account. */
    void sample() {
        peak.accumulateAndGet(now(), Math::max);
    }

    /** The most that was sampled, beyond what was used at first. */
    DataSize grown() {
        return DataSize.ofBytes(Math.max(0, peak.get() - before));
    }

    /** With a reserve for what the figures may be wrong by. */
    static DataSize withReserve(DataSize measured) {
        return measured.scaled(9, 8).plus(NOISE);
    }
}
