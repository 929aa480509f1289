package dev.sluice.governor;

import java.time.Duration;

/** How fast work goes through the gate, for telling the refused when to come again. Guarded by the governor's lock. */
final class Pace {

    /** The longest that anybody is sent away for: by then things are different. */
    static final Duration LONGEST = Duration.ofSeconds(60);

    private static final int WEIGHT = 8;
    private static final long SECOND = 1_000_000_000;

    private long mean = SECOND / 10;

    /** One piece of work took so many nanoseconds; counts for one part in {@value #WEIGHT} of the mean. */
    void learn(long took) {
        mean += (took - mean) / WEIGHT;
    }

    /** When those who wait will have been served, in whole seconds, at least one. */
    Duration retryAfter(int waiting, int running) {
        long rounds = 1L + waiting / Math.max(1, running);
        long seconds = 1 + mean / SECOND * rounds + mean % SECOND * rounds / SECOND;
        return Duration.ofSeconds(Math.min(seconds, LONGEST.toSeconds()));
    }
}
