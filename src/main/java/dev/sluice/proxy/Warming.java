package dev.sluice.proxy;

import dev.sluice.failure.Conflict;
import dev.sluice.failure.SluiceException;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has pictures made before somebody asks for them: one list at a time, one picture after the other. Safe for threads. */
final class Warming implements AutoCloseable {

    /** Pictures of one list. */
    static final int MOST = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Warming.class);

    private final ProxiedPictures pictures;
    private final Duration patience;
    private final Ticker ticker;
    private int wanted;
    private int done;
    private int failed;
    private boolean closed;

    /** @param patience how long each picture may take */
    Warming(ProxiedPictures pictures, Duration patience, Ticker ticker) {
        this.pictures = pictures;
        this.patience = patience;
        this.ticker = ticker;
    }

    /**
     * Begins with a list, in the background.
     *
     * @param asks at most {@link #MOST}
     * @throws Conflict when another list is not done yet
     */
    synchronized void begin(List<Ask> asks) {
        if (done < wanted) {
            throw new Conflict("another list is being warmed, " + done + " of " + wanted
                    + " pictures are done: wait for its end, which /api/image-proxy/stats shows");
        }
        wanted = asks.size();
        done = 0;
        failed = 0;
        Thread.ofVirtual().name("warming").start(() -> asks.forEach(this::make));
    }

    private void make(Ask ask) {
        boolean made = false;
        try {
            if (!stopped()) {
                pictures.make(ask, Deadline.after(patience, ticker).unless(this::stopped));
                made = true;
            }
        } catch (SluiceException refused) {
            LOG.info("not warmed source={} reason=\"{}\"", ask.source().text(), refused.getMessage());
        } catch (RuntimeException unforeseen) {
            LOG.error("not warmed source={}", ask.source().text(), unforeseen);
        } finally {
            count(made);
        }
    }

    private synchronized boolean stopped() {
        return closed;
    }

    private synchronized void count(boolean made) {
        done++;
        failed += made ? 0 : 1;
    }

    /** How far the list is; the last one when it has come to its end. */
    synchronized Map<String, Object> progress() {
        Map<String, Object> progress = new LinkedHashMap<>();
        progress.put("wanted", wanted);
        progress.put("done", done);
        progress.put("failed", failed);
        return progress;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
