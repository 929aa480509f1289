package dev.sluice.camera.relay;

import dev.sluice.camera.frame.Frame;
import dev.sluice.failure.Gone;
import dev.sluice.http.Outlet;
import dev.sluice.units.Deadline;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the frames of one source to all who look. Holds the newest frame, and each viewer the one it is being sent: since that is the
 * same memory for all, a hundred viewers who keep up hold one frame. Nothing is written by threads of viewers: a frame goes to
 * those who are ready on the thread that brings it, to the others when their connection has taken the one before. Safe for threads.
 */
public final class Relay implements AutoCloseable {

    /** Of a stream. */
    public static final String CONTENT_TYPE = Part.CONTENT_TYPE;

    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    /** A viewer that takes nothing for so long is cut off. */
    private static final Duration LONGEST_STALL = Duration.ofSeconds(15);

    /** A viewer that takes so long for one frame is cut off, however steadily it takes it. */
    private static final Duration LONGEST_FRAME = Duration.ofSeconds(60);

    /** A viewer may keep a frame for so long while its memory is wanted for the next. */
    private static final Duration LONGEST_WHILE_FULL = Duration.ofSeconds(1);

    private final String name;
    private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition came = lock.newCondition();
    private @Nullable Part newest;
    private boolean closed;

    /** @param name of the source, for the log */
    public Relay(String name) {
        this.name = name;
    }

    /** A frame has come. It is used during the call, and kept while it is the newest. */
    public void accept(Frame frame) {
        Part part = new Part(frame.retain());
        if (!put(part)) {
            frame.release();
            return;
        }
        for (Viewer viewer : viewers) {
            viewer.offer(part);
        }
    }

    private boolean put(Part part) {
        Part before;
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            before = newest;
            newest = part;
            came.signalAll();
        } finally {
            lock.unlock();
        }
        if (before != null) {
            before.frame().release();
        }
        return true;
    }

    /**
     * Sends frames to a connection until one side leaves, the newest at once.
     *
     * @param rate frames a second at most; 0 for as they come
     */
    public void add(Outlet outlet, double rate) {
        Viewer viewer = new Viewer(this, outlet, rate == 0 ? 0 : (long) (TimeUnit.SECONDS.toNanos(1) / rate));
        viewers.add(viewer);
        outlet.atEnd(() -> viewers.remove(viewer));
        if (isClosed()) {
            outlet.close();
            return;
        }
        offerNewest(viewer);
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Gives a viewer that is ready what came while it was not. */
    void offerNewest(Viewer viewer) {
        Part part = hold();
        if (part != null) {
            try {
                viewer.offer(part);
            } finally {
                part.frame().release();
            }
        }
    }

    private @Nullable Part hold() {
        lock.lock();
        try {
            if (newest != null) {
                newest.frame().retain();
            }
            return newest;
        } finally {
            lock.unlock();
        }
    }

    /** The newest frame, held for the caller, who releases it; empty before the first one. */
    public Optional<Frame> newest() {
        return Optional.ofNullable(hold()).map(Part::frame);
    }

    /**
     * Waits for a frame newer than {@code number}.
     *
     * @return held for the caller, who releases it; empty when none came in time or the relay was closed
     * @throws Gone when the thread is interrupted or the one who waits has left
     */
    public Optional<Frame> after(long number, Deadline by) {
        lock.lock();
        try {
            while (!closed && (newest == null || newest.frame().number() <= number)) {
                if (by.abandoned()) {
                    throw new Gone();
                }
                long nanos = Math.min(by.remainingNanos(), Deadline.LOOK_EVERY.toNanos());
                if (nanos <= 0) {
                    return Optional.empty();
                }
                came.awaitNanos(nanos);
            }
            return Optional.ofNullable(newest).map(part -> part.frame().retain());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Gone();
        } finally {
            lock.unlock();
        }
    }

    /** Number of the newest frame; 0 before the first one. */
    public long number() {
        lock.lock();
        try {
            return newest == null ? 0 : newest.frame().number();
        } finally {
            lock.unlock();
        }
    }

    /** How many look. */
    public int viewers() {
        return viewers.size();
    }

    /** Frames that viewers who look now have skipped. */
    public long skipped() {
        return viewers.stream().mapToLong(Viewer::skipped).sum();
    }

    /**
     * Cuts off who takes nothing. To be called a few times a second.
     *
     * @param full whether the source has no memory for its next frame: then the viewer that has kept one longest goes
     */
    public void sweep(boolean full) {
        for (Viewer viewer : viewers) {
            if (viewer.stalled().compareTo(LONGEST_STALL) > 0
                    || viewer.holding().compareTo(LONGEST_FRAME) > 0) {
                cut(viewer, "takes nothing");
            }
        }
        if (full) {
            viewers.stream()
                    .max(Comparator.comparing(Viewer::holding))
                    .filter(viewer -> viewer.holding().compareTo(LONGEST_WHILE_FULL) > 0)
                    .ifPresent(viewer -> cut(viewer, "keeps a frame whose memory is needed"));
        }
    }

    private void cut(Viewer viewer, String why) {
        LOG.info(
                "viewer cut off camera={} why={} held={}ms",
                name,
                why,
                viewer.holding().toMillis());
        viewer.close();
    }

    /** Cuts all viewers off and lets go of the newest frame, but may be used on: as when a camera is stopped and started. */
    public void clear() {
        viewers.forEach(Viewer::close);
        forget();
    }

    /** Lets go of the newest frame: it has become too old to be shown. */
    public void forget() {
        Part before;
        lock.lock();
        try {
            before = newest;
            newest = null;
        } finally {
            lock.unlock();
        }
        if (before != null) {
            before.frame().release();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            came.signalAll();
        } finally {
            lock.unlock();
        }
        clear();
    }
}
