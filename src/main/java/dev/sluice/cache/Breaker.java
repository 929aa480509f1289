package dev.sluice.cache;

import dev.sluice.units.Ticker;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves something alone that fails again and again: after some failures in a row it is not asked for a pause, then one may try; when that
 * succeeds it is as good as new, when it fails the pause begins anew. Logs each change once. Safe for threads.
 */
final class Breaker {

    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);

    private final String what;
    private final int tolerated;
    private final Duration pause;
    private final Ticker ticker;
    private int failures;
    private long last;
    private boolean trying;

    /**
     * @param what for the log
     * @param tolerated failures in a row after which it is left alone, at least 1
     * @param pause for how long
     */
    Breaker(String what, int tolerated, Duration pause, Ticker ticker) {
        this.what = what;
        this.tolerated = tolerated;
        this.pause = pause;
        this.ticker = ticker;
    }

    /** Whether it may be asked now. If so one of the other methods must follow. */
    synchronized boolean admits() {
        if (working()) {
            return true;
        }
        if (trying || ticker.nanos() - last < pause.toNanos()) {
            return false;
        }
        trying = true;
        return true;
    }

    /** It did what it was asked. */
    synchronized void succeeded() {
        if (!working()) {
            LOG.info("{} works again", what);
        }
        failures = 0;
        trying = false;
    }

    /** It did not. */
    synchronized void failed(String reason) {
        fail(1, reason);
    }

    /** It did not, and will not do the next time either. */
    synchronized void failedForGood(String reason) {
        fail(tolerated, reason);
    }

    private void fail(int times, String reason) {
        boolean was = working();
        failures = Math.min(failures + times, tolerated);
        last = ticker.nanos();
        trying = false;
        if (was && !working()) {
            LOG.warn("{} does not work, left alone until it does reason=\"{}\"", what, reason);
        }
    }

    /** Asking ended for a reason that says nothing about it. */
    synchronized void undecided() {
        trying = false;
    }

    /** Whether it is not left alone. */
    synchronized boolean working() {
        return failures < tolerated;
    }
}
