package dev.sluice.camera.record;

import dev.sluice.camera.frame.Frame;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Frames on their way to a slower thread: at most {@value #MOST}, the oldest makes room for the newest. Safe for threads. */
final class Mailbox {

    static final int MOST = 2;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Frame> frames = new ArrayDeque<>(MOST);
    private boolean woken;
    private boolean closed;
    private long dropped;

    /** Retains the frame and returns at once. */
    void put(Frame frame) {
        Frame oldest = null;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (frames.size() == MOST) {
                oldest = frames.removeFirst();
                dropped++;
            }
            frames.addLast(frame.retain());
            changed.signal();
        } finally {
            lock.unlock();
        }
        if (oldest != null) {
            oldest.release();
        }
    }

    /**
     * The next frame, which the caller releases.
     *
     * @return null when none comes in that time, or when the caller is to look around
     */
    @Nullable
    Frame take(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (frames.isEmpty() && !woken && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            woken = false;
            return frames.pollFirst();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Lets {@link #take} return. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Frames that were not taken in time. */
    long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more; what is in it can still be taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }
}
