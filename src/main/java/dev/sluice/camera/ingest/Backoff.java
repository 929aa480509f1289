package dev.sluice.camera.ingest;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long is waited after each failure: twice as long as before, give or take a fifth, so that cameras that failed together do not come back together. For one thread. */
final class Backoff {

    /** After so long a time of frames a failure counts as the first one. */
    static final Duration GOOD = Duration.ofSeconds(60);

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final double LEAST = 0.8;
    private static final double MOST = 1.2;

    private final Duration first;
    private final Duration longest;
    private final RandomGenerator random;
    private Duration next;

    /** From one second to a minute. */
    Backoff(RandomGenerator random) {
        this(FIRST, LONGEST, random);
    }

    Backoff(Duration first, Duration longest, RandomGenerator random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
        this.next = first;
    }

    /**
     * How long to wait now.
     *
     * @param lasting whether the failure stays until somebody changes something
     * @param good how long frames had come before
     */
    Duration wait(boolean lasting, Duration good) {
        if (good.compareTo(GOOD) >= 0) {
            next = first;
        }
        Duration wait = lasting ? longest : next;
        Duration twice = next.multipliedBy(2);
        next = twice.compareTo(longest) < 0 ? twice : longest;
        return Duration.ofNanos(Math.round(wait.toNanos() * random.nextDouble(LEAST, MOST)));
    }
}
