package dev.sluice.fetch;

import dev.sluice.failure.Gone;
import dev.sluice.failure.OriginFailure;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * One request to one address and its answer. The thread that fetches sends it, waits and reads; Jetty's threads only wake it. What was
 * not read yet stays with the kernel, which slows the origin down.
 */
final class Hop implements AutoCloseable {

    private static final long NANOS = 1_000_000_000L;
    private static final Duration SLACK = Duration.ofSeconds(1);

    private final Request request;
    private final FetchConfig config;
    private final Deadline deadline;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private boolean committed;
    private boolean begun;
    private boolean readable;
    private boolean completed;
    private @Nullable Response response;
    private Content.@Nullable Source source;
    private @Nullable Throwable failure;
    private boolean whole;

    /** @param request not sent yet, with all its headers */
    Hop(Request request, FetchConfig config, Deadline deadline, Ticker ticker) {
        this.request = request;
        this.config = config;
        this.deadline = deadline;
        this.ticker = ticker;
    }

    /**
     * Sends the request and waits for the headers of its answer.
     *
     * @throws OriginFailure when there is none in time, or no connection
     * @throws Gone when the caller has left
     */
    Response open() {
        Duration silence = config.firstByteTimeout().compareTo(config.idleTimeout()) > 0
                ? config.firstByteTimeout()
                : config.idleTimeout();
        request.idleTimeout(silence.plus(SLACK).toMillis(), TimeUnit.MILLISECONDS)
                .onRequestCommit(_ -> change(() -> committed = true))
                .onResponseBegin(_ -> change(() -> begun = true))
                .onResponseContentSource(this::arrived)
                .send(this::completed);
        await(
                () -> committed || response != null,
                config.connectTimeout(),
                "no connection to the picture's server within fetch.connect-timeout");
        await(() -> response != null, config.firstByteTimeout(), "no answer within fetch.first-byte-timeout");
        lock.lock();
        try {
            if (response == null) {
                throw OriginFaults.of(failure, begun);
            }
            return response;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the connection failed before the first byte, so that another may do better. */
    boolean worthAnotherTry() {
        lock.lock();
        try {
            return !begun && failure instanceof IOException && OriginFaults.mayPass(failure);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Hands the body on as it comes.
     *
     * @param sink takes all of each chunk before it returns; the chunk is Jetty's own, at most 32 KiB, never empty, valid during the call
     *     only
     * @return bytes handed on
     * @throws OriginFailure when the body is too large, too slow, or ends early
     * @throws Gone when the caller has left
     */
    long stream(Response answer, Consumer<ByteBuffer> sink) {
        // What a 304 announces is the length of what is not sent again.
        long announced = answer.getStatus() == 304 ? -1 : answer.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
        checkSize(announced);
        long received = 0;
        long waited = 0;
        boolean last = false;
        while (!last) {
            Content.Chunk chunk = opened().read();
            if (chunk == null) {
                long began = ticker.nanos();
                awaitChunk();
                waited += ticker.nanos() - began;
            } else {
                last = chunk.isLast();
                received += handOn(chunk, received, sink);
            }
            checkRate(received, waited);
        }
        if (announced >= 0 && received != announced) {
            throw new OriginFailure(OriginFailure.Kind.BROKEN, "the picture's server sent less than it announced");
        }
        // Only then is the connection free for the next request to the same host.
        await(() -> completed, config.idleTimeout(), "the end of the answer did not come within fetch.idle-timeout");
        whole = true;
        return received;
    }

    private long handOn(Content.Chunk chunk, long before, Consumer<ByteBuffer> sink) {
        if (Content.Chunk.isFailure(chunk)) {
            throw OriginFaults.of(chunk.getFailure(), true);
        }
        try {
            ByteBuffer bytes = chunk.getByteBuffer();
            long length = bytes.remaining();
            checkSize(before + length);
            if (length > 0) {
                sink.accept(bytes);
            }
            return length;
        } finally {
            chunk.release();
        }
    }

    private void checkSize(long bytes) {
        if (bytes > config.maxBytes().bytes()) {
            throw new OriginFailure(
                    OriginFailure.Kind.TOO_LARGE,
                    "the picture has more bytes than fetch.max-bytes allows, which is " + config.maxBytes());
        }
    }

    private void checkRate(long received, long waited) {
        DataSize rate = config.minRate();
        long beyond = waited - config.idleTimeout().toNanos();
        if (beyond > 0 && received < (double) rate.bytes() * beyond / NANOS) {
            throw new OriginFailure(
                    OriginFailure.Kind.TOO_SLOW,
                    "the picture's server sends less than fetch.min-rate, " + rate + " a second");
        }
    }

    private void awaitChunk() {
        change(() -> readable = false);
        opened().demand(() -> change(() -> readable = true));
        await(() -> readable, config.idleTimeout(), "nothing came within fetch.idle-timeout");
        lock.lock();
        try {
            if (!readable) {
                throw OriginFaults.of(failure, true);
            }
        } finally {
            lock.unlock();
        }
    }

    private Content.Source opened() {
        lock.lock();
        try {
            if (source == null) {
                throw new IllegalStateException("there is no answer yet");
            }
            return source;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until {@code done}, or the request has ended. */
    private void await(BooleanSupplier done, Duration most, String tooSlow) {
        Deadline within = deadline.within(most);
        lock.lock();
        try {
            while (!done.getAsBoolean() && !completed) {
                if (deadline.abandoned()) {
                    throw new Gone();
                }
                if (within.expired()) {
                    String why = deadline.expired() ? "the picture did not arrive in time" : tooSlow;
                    throw new OriginFailure(OriginFailure.Kind.TOO_SLOW, why);
                }
                long wait = Math.min(within.remainingNanos(), Deadline.LOOK_EVERY.toNanos());
                long _ = changed.awaitNanos(Math.max(1, wait));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Gone();
        } finally {
            lock.unlock();
        }
    }

    private void arrived(Response answer, Content.Source body) {
        change(() -> {
            response = answer;
            source = body;
        });
    }

    private void completed(Result result) {
        change(() -> {
            completed = true;
            failure = result.getFailure();
        });
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the request; the connection is closed unless the whole answer was read. */
    @Override
    public void close() {
        if (!whole) {
            var _ = request.abort(new IOException("given up"));
        }
    }
}
