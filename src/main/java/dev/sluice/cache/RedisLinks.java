package dev.sluice.cache;

import dev.sluice.units.Ticker;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;

/**
 * At most {@value #MOST} connections to one Redis. They are made in the background, so that nobody waits longer for one than for an
 * operation, whatever a name server or a handshake takes; one that is overdue is cut off. Safe for threads.
 */
final class RedisLinks implements AutoCloseable {

    static final int MOST = 8;

    /** How often one that is overdue is looked for within the time that an operation may take. */
    private static final int LOOKS = 5;

    private static final Duration CONNECT = Duration.ofSeconds(1);

    private final RedisAddress address;
    private final Duration timeout;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private final Condition begun = lock.newCondition();
    private final Deque<RedisLink> idle = new ArrayDeque<>();
    private final Set<RedisLink> busy = new HashSet<>();
    private int connecting;
    private int waiting;
    private long unconnected;
    private String reason = "";
    private boolean closed;

    /** @param timeout how long one operation may take usually; how often overdue ones are looked for follows from it */
    RedisLinks(RedisAddress address, Duration timeout, Ticker ticker) {
        this.address = address;
        this.timeout = timeout;
        this.ticker = ticker;
        Thread.ofVirtual().name("redis-watch").start(this::watch);
    }

    /**
     * Sends the commands together and reads their replies, as {@link RedisLink#call} does. A connection that was cut while nobody used it
     * is replaced once.
     *
     * @param most how long all of it may take
     * @throws IOException when it could not be done in time
     */
    List<@Nullable Object> call(Duration most, List<CommandArguments> commands) throws IOException {
        long deadline = ticker.nanos() + most.toNanos();
        RedisLink link = take(deadline);
        boolean used = link.used();
        try {
            return call(link, commands);
        } catch (IOException cut) {
            if (!used || late(cut)) {
                throw cut;
            }
            forget();
            return call(take(deadline), commands);
        }
    }

    private static boolean late(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof SocketTimeoutException || (cause != null && late(cause));
    }

    private List<@Nullable Object> call(RedisLink link, List<CommandArguments> commands) throws IOException {
        boolean whole = false;
        try {
            List<@Nullable Object> replies = link.call(commands);
            whole = true;
            return replies;
        } finally {
            giveBack(link, whole);
        }
    }

    private RedisLink take(long deadline) throws IOException {
        lock.lock();
        try {
            long before = unconnected;
            waiting++;
            while (idle.isEmpty()) {
                boolean late = deadline - ticker.nanos() <= 0;
                if (closed || late || unconnected > before) {
                    throw new IOException(unconnected > before ? reason : "no connection in time");
                }
                if (connecting < waiting && connecting + busy.size() < MOST) {
                    connecting++;
                    Thread.ofVirtual().name("redis-connect").start(this::connect);
                }
                begun.signal();
                freed.await();
            }
            RedisLink link = idle.pop();
            link.until(deadline);
            busy.add(link);
            begun.signal();
            return link;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        } finally {
            waiting--;
            lock.unlock();
        }
    }

    private void connect() {
        RedisLink link = null;
        String failure = "";
        try {
            link = RedisLink.open(address, CONNECT);
        } catch (IOException | RuntimeException failed) {
            failure = failed.getClass().getSimpleName() + ": " + failed.getMessage();
        }
        lock.lock();
        try {
            connecting--;
            if (link == null) {
                unconnected++;
                reason = failure;
            } else if (closed) {
                link.close();
            } else {
                idle.push(link);
            }
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(RedisLink link, boolean whole) {
        lock.lock();
        try {
            busy.remove(link);
            if (whole && !closed) {
                idle.push(link);
            } else {
                link.close();
            }
            freed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Closes those that nobody uses: if one was cut, so were they. */
    private void forget() {
        lock.lock();
        try {
            idle.forEach(RedisLink::close);
            idle.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Cuts off what is overdue, whether it reads, writes, or waits for a connection: none of them has a timer of its own. */
    private void watch() {
        while (look()) {
            LockSupport.parkNanos(this, timeout.toNanos() / LOOKS);
        }
    }

    private boolean look() {
        lock.lock();
        try {
            while (busy.isEmpty() && waiting == 0 && !closed) {
                begun.awaitUninterruptibly();
            }
            long now = ticker.nanos();
            busy.stream().filter(link -> link.deadline() - now < 0).forEach(RedisLink::abort);
            freed.signalAll();
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Operations under way fail. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            idle.forEach(RedisLink::close);
            idle.clear();
            busy.forEach(RedisLink::abort);
            freed.signalAll();
            begun.signal();
        } finally {
            lock.unlock();
        }
    }
}
