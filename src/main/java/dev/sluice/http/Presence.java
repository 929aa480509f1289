package dev.sluice.http;

import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/**
 * Whether the client of a request is still there.
 *
 * <p>Between a request and its answer Jetty does not read from an HTTP/1.1 connection, so nobody would notice its end. Once the
 * request is read completely, this looks itself: one read that does not block, of one byte. The end of the stream means that
 * the client has left; a client that only shut its sending half counts as gone too, as with other servers. A byte belongs to
 * the next request: it is given to the connection as if it had been left over from this one, and the looking ends.
 *
 * <p>Safe for threads: of several that ask at once, one looks.
 */
final class Presence {

    private static final long EVERY = Deadline.LOOK_EVERY.toNanos() / 2;

    private final ReentrantLock lock = new ReentrantLock();
    private final EndPoint endPoint;
    private final Connection connection;
    private final Ticker ticker;
    private boolean looking;
    private long lookedAt;
    private volatile boolean gone;

    Presence(EndPoint endPoint, Ticker ticker) {
        this.endPoint = endPoint;
        this.connection = endPoint.getConnection();
        this.ticker = ticker;
    }

    /** The request has been read to its end: what the connection says from here on is not part of it. */
    void begin() {
        lock.lock();
        try {
            looking = connection instanceof Connection.UpgradeTo && connection instanceof Connection.UpgradeFrom;
            lookedAt = ticker.nanos();
        } finally {
            lock.unlock();
        }
    }

    /** The request is answered: whoever still asks is told that nobody waits, and the connection is not touched again. */
    void end() {
        lock.lock();
        try {
            looking = false;
            gone = true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether nobody waits for the answer any more. Cheap: reads from the connection ten times a second at most. */
    boolean gone() {
        if (gone || !endPoint.isOpen()) {
            return true;
        }
        if (lock.tryLock()) {
            try {
                if (looking && ticker.nanos() - lookedAt >= EVERY) {
                    look();
                }
            } finally {
                lock.unlock();
            }
        }
        return gone;
    }

    private void look() {
        ByteBuffer left = ((Connection.UpgradeFrom) connection).onUpgradeFrom();
        if (left != null) {
            ((Connection.UpgradeTo) connection).onUpgradeTo(left);
            looking = false;
            return;
        }
        ByteBuffer one = ByteBuffer.allocate(1).limit(0);
        try {
            int read = endPoint.fill(one);
            gone = read < 0;
            looking = read == 0;
        } catch (IOException broken) {
            gone = true;
        }
        if (one.hasRemaining()) {
            ((Connection.UpgradeTo) connection).onUpgradeTo(one);
        }
        lookedAt = ticker.nanos();
    }
}
