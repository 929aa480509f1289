package dev.sluice.fetch;

import dev.sluice.failure.OriginFailure;
import dev.sluice.units.Ticker;
import java.time.Duration;
import java.util.LinkedHashMap;

/**
 * Leaves hosts alone that fail again and again: after some failures in a row all are refused for a pause, then one may try; when it
 * succeeds the host is as good as new, when it fails the pause begins anew.
 *
 * <p>Only hosts that failed last are remembered, about 200 bytes of heap each; beyond the limit the one that failed longest ago is
 * forgotten. Safe for any thread.
 */
final class CircuitBreaker {

    private static final class Trouble {
        private int failures;
        private long last;
        private boolean trying;
    }

    private final int tolerated;
    private final Duration pause;
    private final int mostHosts;
    private final Ticker ticker;
    private final LinkedHashMap<String, Trouble> troubles = new LinkedHashMap<>();

    /**
     * @param tolerated failures in a row after which a host is left alone
     * @param pause for how long
     * @param mostHosts hosts that are remembered
     */
    CircuitBreaker(int tolerated, Duration pause, int mostHosts, Ticker ticker) {
        this.tolerated = tolerated;
        this.pause = pause;
        this.mostHosts = mostHosts;
        this.ticker = ticker;
    }

    /**
     * Lets a fetch begin. One of the other methods must follow when it has ended.
     *
     * @throws OriginFailure UNREACHABLE with the time to wait, while the host is left alone
     */
    synchronized void admit(String host) {
        Trouble trouble = troubles.get(host);
        if (trouble == null || trouble.failures < tolerated) {
            return;
        }
        Duration left = pause.minusNanos(ticker.nanos() - trouble.last);
        if (left.isPositive()) {
            throw OriginFailure.resting(left);
        }
        if (trouble.trying) {
            throw OriginFailure.resting(Duration.ofSeconds(1));
        }
        trouble.trying = true;
    }

    /** The host answered. */
    synchronized void succeeded(String host) {
        troubles.remove(host);
    }

    /** The host failed. */
    synchronized void failed(String host) {
        Trouble known = troubles.remove(host);
        Trouble trouble = known == null ? new Trouble() : known;
        trouble.failures++;
        trouble.last = ticker.nanos();
        trouble.trying = false;
        troubles.putLast(host, trouble);
        if (troubles.size() > mostHosts) {
            troubles.pollFirstEntry();
        }
    }

    /** The fetch ended for a reason that says nothing about the host. */
    synchronized void undecided(String host) {
        Trouble trouble = troubles.get(host);
        if (trouble != null) {
            trouble.trying = false;
        }
    }

    /** Hosts that are remembered. */
    synchronized int size() {
        return troubles.size();
    }
}
