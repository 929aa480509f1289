package dev.sluice.http;

import dev.sluice.units.DataSize;
import dev.sluice.units.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The stages a request went through, with the time and the memory of each. Safe for threads: what works for a request may end a stage
 * after the request gave it up. Holds 16 at most.
 */
final class Stages {

    private static final int MOST = 16;

    private final Ticker ticker;
    private final Footprint footprint;
    private final List<Stage> stages = new ArrayList<>(4);
    private long since;
    private long highest;

    Stages(Ticker ticker, Footprint footprint) {
        this.ticker = ticker;
        this.footprint = footprint;
        this.since = ticker.nanos();
    }

    synchronized void finished(String name) {
        long now = ticker.nanos();
        add(name, now - since);
        since = now;
    }

    /** A stage that another thread went through for this request, which waited meanwhile. */
    void finished(String name, Duration took) {
        add(name, took.toNanos());
        since = ticker.nanos();
    }

    private void add(String name, long nanos) {
        long bytes = footprint.anonymous().getAsLong();
        highest = Math.max(highest, bytes);
        if (stages.size() < MOST) {
            stages.add(new Stage(name, nanos / 1_000, bytes));
        }
    }

    /** Whether four fifths of the budget were in use after some stage. */
    synchronized boolean nearlyFull() {
        return highest >= footprint.budget().scaled(4, 5).bytes();
    }

    synchronized long highest() {
        return highest;
    }

    /** As in {@code spool:3ms/41.0 MiB,render:18ms/60.2 MiB}; empty when there was none. */
    synchronized String log() {
        StringBuilder text = new StringBuilder();
        for (Stage stage : stages) {
            text.append(text.isEmpty() ? "" : ",")
                    .append(stage.name)
                    .append(':')
                    .append(stage.micros / 1_000)
                    .append("ms/")
                    .append(DataSize.ofBytes(stage.bytes).rounded().replace(" ", ""));
        }
        return text.toString();
    }

    /** The value of a {@code Server-Timing} header (W3C Server Timing); empty when there was none. */
    synchronized String serverTiming() {
        StringBuilder text = new StringBuilder();
        for (Stage stage : stages) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(stage.name)
                    .append(";dur=")
                    .append(stage.micros / 1_000)
                    .append('.')
                    .append(stage.micros % 1_000 / 100);
        }
        return text.toString();
    }

    private record Stage(String name, long micros, long bytes) {}
}
