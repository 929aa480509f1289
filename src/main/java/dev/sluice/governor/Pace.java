package dev.sluice.governor;

import java.time.Duration;

/** How fast work goes through the gate, for telling the refused when to come again. Guarded by the governor's lock. */
final class Pace {

    /** The longest that anybody is sent away for: by then things are different. */
    static final Duration LONGEST = Duration.ofSeconds(60);

    private static final int WEIGHT = 8;

    private Duration mean = Duration.ofMillis(100);

    /** One piece of work took so long; counts for one part in {@value #WEIGHT} of the mean. */
    void learn(Duration took) {
        mean = mean.plus(took.minus(mean).dividedBy(WEIGHT));
    }

    /** When those who wait will have been served, in whole seconds, at least one. */
    Duration retryAfter(int waiting, int running) {
        int rounds = 1 + waiting / Math.max(1, running);
        Duration estimate = Duration.ofSeconds(mean.multipliedBy(rounds).toSeconds() + 1);
        return estimate.compareTo(LONGEST) < 0 ? estimate : LONGEST;
    }
}
