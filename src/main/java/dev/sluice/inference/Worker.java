package dev.sluice.inference;

import dev.sluice.failure.EngineFailure;
import dev.sluice.failure.Expired;
import dev.sluice.failure.Gone;
import dev.sluice.failure.Refused;
import dev.sluice.failure.SluiceException;
import dev.sluice.units.Deadline;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The one platform thread that calls ONNX Runtime, so that a virtual thread, which waits, occupies no carrier. There while it has work,
 * and a little longer. Used by one caller at a time.
 */
final class Worker implements AutoCloseable {

    private static final int LINGER_SECONDS = 10;

    /** The native code was not made for the small stacks of this program; only what is touched of it counts. */
    private static final long STACK = 4L << 20;

    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            LINGER_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(1),
            Thread.ofPlatform().name("model").daemon().stackSize(STACK).factory());
    private volatile Future<?> last = CompletableFuture.completedFuture(null);

    Worker() {
        thread.allowCoreThreadTimeOut(true);
    }

    /**
     * Has something done and waits for it.
     *
     * @param stop called, on the waiting thread, when it is no longer wanted: asks the work to end soon
     * @param look called now and then while it runs
     * @param every how often, at least
     * @throws Expired when the deadline passed; the work may go on
     * @throws Gone when the caller has left; the work may go on
     * @throws Refused.Draining when this is closed, or the waiting thread is interrupted, which it stays
     */
    <R> R call(Callable<R> work, Runnable stop, Runnable look, Duration every, Deadline by) {
        Future<R> running;
        try {
            running = thread.submit(work);
        } catch (RejectedExecutionException closed) {
            throw new Refused.Draining();
        }
        last = running;
        try {
            while (!ended(running, Math.min(by.remainingNanos(), every.toNanos()))) {
                look.run();
                if (by.abandoned()) {
                    stop.run();
                    throw new Gone();
                }
                if (by.expired()) {
                    stop.run();
                    throw new Expired("the model has not answered in time");
                }
            }
            return running.get();
        } catch (InterruptedException interrupted) {
            stop.run();
            Thread.currentThread().interrupt();
            throw new Refused.Draining();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof SluiceException foreseen) {
                throw foreseen;
            }
            throw new EngineFailure("the model failed", failed.getCause());
        }
    }

    private static boolean ended(Future<?> running, long nanos) throws InterruptedException {
        try {
            running.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException stillRunning) {
            return false;
        } catch (ExecutionException failed) {
            return true;
        }
        return true;
    }

    /** Does something when what runs has ended: at once, or on a thread of its own. */
    void afterwards(Runnable next) {
        Future<?> running = last;
        if (running.isDone()) {
            next.run();
            return;
        }
        Thread.ofVirtual().name("model-end").start(() -> {
            try {
                while (!ended(running, Deadline.LOOK_EVERY.toNanos())) {}
            } catch (InterruptedException impossible) {
                Thread.currentThread().interrupt();
            }
            next.run();
        });
    }

    /** Takes no more work; what runs goes on to its end. */
    @Override
    public void close() {
        thread.shutdown();
    }
}
