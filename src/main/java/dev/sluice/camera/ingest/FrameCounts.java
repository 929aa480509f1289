package dev.sluice.camera.ingest;

import dev.sluice.units.Ticker;
import java.time.Duration;

/** What has come from a camera since it is there, and when last. Written by one thread, safe for threads. */
final class FrameCounts {

    /** Seconds that the frame rate is counted over. */
    private static final int SECONDS = 5;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Ticker ticker;

    /** Frames of the present second and those before, each at its number modulo the length. */
    private final int[] perSecond = new int[SECONDS + 1];

    private final long began;
    private long second;
    private long bytes;
    private long whole;
    private long kept;
    private long dropped;
    private long skipped;
    private long lastByte;
    private long lastWhole;

    FrameCounts(Ticker ticker) {
        this.ticker = ticker;
        this.began = ticker.nanos();
    }

    /** Waiting for bytes and for frames begins now. */
    synchronized void begin() {
        lastByte = ticker.nanos();
        lastWhole = lastByte;
    }

    /** So many bytes arrived. */
    synchronized void arrived(int count) {
        bytes += count;
        lastByte = ticker.nanos();
    }

    /**
     * A frame ended.
     *
     * @param complete whether it came to its end
     * @param wanted whether the pace wanted it
     */
    synchronized void ended(boolean complete, boolean wanted) {
        if (!complete) {
            dropped++;
            return;
        }
        whole++;
        skipped += wanted ? 0 : 1;
        lastWhole = ticker.nanos();
    }

    /** A frame is handed on. */
    synchronized void kept() {
        kept++;
        forward();
        perSecond[(int) (second % perSecond.length)]++;
    }

    private void forward() {
        long now = (ticker.nanos() - began) / SECOND;
        for (long each = Math.max(second + 1, now - SECONDS); each <= now; each++) {
            perSecond[(int) (each % perSecond.length)] = 0;
        }
        second = now;
    }

    /** Frames a second that were handed on, over the last whole seconds. */
    synchronized double rate() {
        forward();
        int sum = 0;
        for (int count : perSecond) {
            sum += count;
        }
        sum -= perSecond[(int) (second % perSecond.length)];
        return (double) sum / Math.clamp(second, 1, SECONDS);
    }

    /** Bytes that arrived. */
    synchronized long bytes() {
        return bytes;
    }

    /** Frames that came to their end. */
    synchronized long whole() {
        return whole;
    }

    /** Frames that were handed on. */
    synchronized long handedOn() {
        return kept;
    }

    /** Frames that broke off or made no sense. */
    synchronized long dropped() {
        return dropped;
    }

    /** Frames that the pace did not want. */
    synchronized long skipped() {
        return skipped;
    }

    /** When a byte arrived last, by the ticker. */
    synchronized long lastByte() {
        return lastByte;
    }

    /** When a frame came to its end last, by the ticker. */
    synchronized long lastWhole() {
        return lastWhole;
    }
}
