package dev.sluice.http;

import dev.sluice.units.Ticker;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;

/**
 * The rest of a connection whose answer has begun and ends only when one side leaves: for streams that many take at their own pace. No
 * thread stands behind it, and nothing is copied on its way: whoever has news writes them, and is told when they are with the kernel.
 *
 * <p>Safe for threads. One write at a time; holds nothing but the buffers of that write.
 */
public final class Outlet implements AutoCloseable {

    private static final int LITTLE = 4_096;

    private final EndPoint endPoint;
    private final Ticker ticker;
    private final AtomicBoolean writing = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicLong sent = new AtomicLong();
    private final Queue<Runnable> atEnd = new ConcurrentLinkedQueue<>();
    private volatile long began;

    Outlet(EndPoint endPoint, Ticker ticker) {
        this.endPoint = endPoint;
        this.ticker = ticker;
    }

    /** Has {@code end} run once when the connection is closed, by whom ever; at once when it is closed already. It must not block. */
    public void atEnd(Runnable end) {
        atEnd.add(end);
        if (closed.get()) {
            runEnds();
        }
    }

    private void runEnds() {
        for (Runnable end = atEnd.poll(); end != null; end = atEnd.poll()) {
            end.run();
        }
    }

    /** Takes next to nothing from the client from now on, and looks for its end. */
    void begin() {
        if (endPoint.getTransport() instanceof SocketChannel channel) {
            try {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, LITTLE);
            } catch (IOException gone) {
                close();
                return;
            }
        }
        watch();
    }

    private void watch() {
        endPoint.tryFillInterested(new Callback() {
            @Override
            public void succeeded() {
                look();
            }

            @Override
            public void failed(Throwable gone) {
                close();
            }

            @Override
            public InvocationType getInvocationType() {
                return InvocationType.NON_BLOCKING;
            }
        });
    }

    /** What the client says now is not listened to: only that it has left matters. */
    private void look() {
        try {
            ByteBuffer heard = ByteBuffer.allocate(64).limit(0);
            int count = endPoint.fill(heard);
            while (count > 0) {
                count = endPoint.fill(heard.clear().limit(0));
            }
            if (count < 0) {
                close();
            } else {
                watch();
            }
        } catch (IOException broken) {
            close();
        }
    }

    /**
     * Writes all of {@code pieces}, without waiting.
     *
     * @param done runs once when they are with the kernel, or the connection is closed: the pieces are not touched any more then. On this
     *     thread or one of the listener's, so it must not block.
     * @return false when a write is under way or the connection is closed; {@code done} does not run then
     */
    public boolean write(Runnable done, ByteBuffer... pieces) {
        if (closed.get() || !writing.compareAndSet(false, true)) {
            return false;
        }
        began = ticker.nanos();
        long bytes = 0;
        for (ByteBuffer piece : pieces) {
            bytes += piece.remaining();
        }
        endPoint.write(new Written(done, bytes), pieces);
        return true;
    }

    private final class Written implements Callback {

        private final Runnable done;
        private final long bytes;

        Written(Runnable done, long bytes) {
            this.done = done;
            this.bytes = bytes;
        }

        @Override
        public void succeeded() {
            sent.addAndGet(bytes);
            writing.set(false);
            done.run();
        }

        @Override
        public void failed(Throwable gone) {
            close();
            done.run();
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }

    /** How long the write that is under way has been so; zero when none is. */
    public Duration writingFor() {
        return writing.get() ? Duration.ofNanos(ticker.nanos() - began) : Duration.ZERO;
    }

    /** How long the client has taken no byte of the write that is under way; zero when none is. */
    public Duration stalledFor() {
        if (writing.get() && endPoint instanceof AbstractEndPoint watched) {
            Duration idle = Duration.ofMillis(watched.getIdleFor());
            Duration since = writingFor();
            return idle.compareTo(since) < 0 ? idle : since;
        }
        return Duration.ZERO;
    }

    /** Whether it can still be written to. */
    public boolean open() {
        return !closed.get();
    }

    /** Bytes that the kernel has taken. */
    public long sent() {
        return sent.get();
    }

    /** Cuts the connection off; a write that is under way ends now. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            endPoint.close();
            runEnds();
        }
    }
}
