package dev.sluice.proxy;

import dev.sluice.units.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Takes the times of the stages of a piece of work that is done for several requests. For one thread, and then for reading. */
final class StageClock {

    private final Ticker ticker;
    private final List<Stage> stages = new ArrayList<>(4);
    private long since;

    StageClock(Ticker ticker) {
        this.ticker = ticker;
        since = ticker.nanos();
    }

    /**
     * One stage.
     *
     * @param name lower-case word
     * @param took how long it took
     */
    record Stage(String name, Duration took) {}

    void finished(String name) {
        long now = ticker.nanos();
        stages.add(new Stage(name, Duration.ofNanos(now - since)));
        since = now;
    }

    List<Stage> stages() {
        return List.copyOf(stages);
    }
}
