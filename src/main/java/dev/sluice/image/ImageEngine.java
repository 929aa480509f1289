package dev.sluice.image;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.EngineFailure;
import dev.sluice.failure.Expired;
import dev.sluice.failure.Gone;
import dev.sluice.failure.Refused;
import dev.sluice.failure.SluiceException;
import dev.sluice.failure.StoreFailure;
import dev.sluice.governor.Lease;
import dev.sluice.governor.Payload;
import dev.sluice.image.vips.Allocator;
import dev.sluice.image.vips.BatchThread;
import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.units.Deadline;
import dev.sluice.units.MediaType;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes renditions with libvips. Pipelines run on a fixed number of platform threads of its own, so that a caller, mostly a virtual
 * thread, occupies no carrier; the caller waits.
 *
 * <p><strong>Who holds memory when.</strong> A running native call cannot be interrupted, only asked to stop, and parts of some
 * codecs do not look. So every run {@linkplain Lease#retain() retains} the lease before it starts and lets go when the native call
 * has returned. A caller that gives up, because its deadline passed or its client left, gets its exception at once and closes
 * its lease as always; what the run holds stays counted until it is really free. A result that nobody waits for any more dies with
 * the lease.
 *
 * <p>Heap: a few rows for display formats, and what readers of our own hold; nothing otherwise. Safe for threads. Closing waits for runs that were stopped.
 */
public final class ImageEngine implements AutoCloseable {

    private static final long CLOSE_SECONDS = 10;

    /** More than the gate ever lets in at once: each run has the lease of a core. */
    private static final int MOST_WAITING_RUNS = 256;

    private final VipsLibrary library;
    private final Renderer renderer;
    private final int frames;
    private final Allocator allocator = new Allocator();
    private final ThreadPoolExecutor pool;
    private volatile long trimmedAfter;

    /**
     * @param library loaded
     * @param config what becomes of files that end too early, and how many frames an animation may have
     * @param threads pipelines that run at the same time, at least 1. With more than one, a run that finds itself alone computes its
     *     pixels with two threads, if its lease can grow by what that takes
     */
    public ImageEngine(VipsLibrary library, EngineConfig config, int threads) {
        this.library = library;
        frames = config.maxFrames();
        pool = new ThreadPoolExecutor(
                threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING_RUNS), batchThreads());
        renderer = new Renderer(library, config.truncated(), () -> threads > 1 && pool.getActiveCount() == 1);
    }

    private static ThreadFactory batchThreads() {
        BatchThread batch = new BatchThread();
        ThreadFactory threads = Thread.ofPlatform().name("engine-", 1).daemon().factory();
        return work -> threads.newThread(() -> {
            batch.enter();
            work.run();
        });
    }

    /**
     * Makes a rendition in memory.
     *
     * @param source a local file that does not change meanwhile
     * @param probe what its header says
     * @param plan made for this probe
     * @param lease of the cost of the plan; the result is counted by it and freed with it
     * @param provision what else the run uses
     * @param deadline until when the result is wanted
     * @return the encoded picture, valid while the lease is open
     * @throws BadInput when the picture cannot be decoded, with what the decoder said
     * @throws Expired when the deadline passed
     * @throws Gone when the caller's client has left
     * @throws Refused.Draining when the engine is closed, or the waiting thread is interrupted, which it stays
     * @throws Refused.TooLarge when a reader of our own turns out to need more heap than there is
     * @throws StoreFailure when the picture cannot be read, or a temporary file cannot be written
     * @throws EngineFailure when an encoder failed
     */
    public Payload render(Path source, Probe probe, Plan plan, Lease lease, Provision provision, Deadline deadline) {
        Run run = new Run(source, probe, plan, lease, provision, new PipelineStop());
        Payload payload = run(run, renderer::toMemory, deadline);
        if (payload == null) {
            throw new EngineFailure("a rendition ended without a result");
        }
        return payload;
    }

    /**
     * Makes a rendition as a file. Display formats stand in memory before they are written; the others are written as they are
     * encoded. The file is not flushed to the disk, and what a failure left of it is the caller's to delete; a run that
     * goes on after this call gave up deletes it itself.
     *
     * @param target created, or overwritten
     * @throws StoreFailure when it cannot be written
     * @see #render for the rest
     */
    public void renderTo(
            Path target, Path source, Probe probe, Plan plan, Lease lease, Provision provision, Deadline deadline) {
        Function<Run, @Nullable Payload> work = run -> {
            renderer.toFile(target, run);
            return null;
        };
        run(new Run(source, probe, plan, lease, provision, new PipelineStop()), work, deadline);
    }

    /**
     * Looks for borders of one colour.
     *
     * @param lease of the cost of {@link CostModel#trimming}
     * @param watch opened and closed by the thread that makes the native calls
     * @return what is left of the picture as stored; all of it where there is nothing else
     * @see #render for the rest
     */
    public Area trim(
            Path source, Probe probe, Trim trim, Lease lease, Supplier<Provision.Watch> watch, Deadline deadline) {
        AtomicReference<Area> left = new AtomicReference<>(Area.of(probe.size()));
        PipelineStop stop = new PipelineStop();
        submit(
                () -> {
                    left.set(renderer.borders(source, probe, trim, stop));
                    return null;
                },
                stop,
                lease,
                watch,
                deadline);
        return left.get();
    }

    private @Nullable Payload run(Run run, Function<Run, @Nullable Payload> work, Deadline deadline) {
        return submit(
                () -> work.apply(run), run.stop(), run.lease(), run.provision().watch(), deadline);
    }

    private @Nullable Payload submit(
            Supplier<@Nullable Payload> work,
            PipelineStop stop,
            Lease lease,
            Supplier<Provision.Watch> watch,
            Deadline deadline) {
        Lease.Hold hold = lease.retain();
        Future<@Nullable Payload> running;
        try {
            running = pool.submit(() -> {
                try (hold) {
                    stop.check();
                    try (Provision.Watch _ = watch.get()) {
                        return work.get();
                    }
                } finally {
                    library.endThread();
                }
            });
        } catch (RejectedExecutionException closed) {
            hold.close();
            throw new Refused.Draining();
        }
        return await(running, stop, deadline);
    }

    private static @Nullable Payload await(Future<@Nullable Payload> running, PipelineStop stop, Deadline deadline) {
        try {
            while (!ended(running, Math.min(deadline.remainingNanos(), Deadline.LOOK_EVERY.toNanos()))) {
                if (deadline.abandoned()) {
                    giveUp(running, stop);
                    throw new Gone();
                }
                if (deadline.expired()) {
                    giveUp(running, stop);
                    throw new Expired("the picture could not be made in time");
                }
            }
            return running.get();
        } catch (InterruptedException interrupted) {
            giveUp(running, stop);
            Thread.currentThread().interrupt();
            throw new Refused.Draining();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof SluiceException foreseen) {
                throw foreseen;
            }
            throw new EngineFailure("the engine failed", failed.getCause());
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

    /** Stops a run, and goes on doing so in the background until it has returned: a codec that starts forgets an earlier stop. */
    private static void giveUp(Future<?> running, PipelineStop stop) {
        stop.stop();
        Thread.ofVirtual().name("engine-stop").start(() -> {
            try {
                while (!ended(running, Deadline.LOOK_EVERY.toNanos())) {
                    stop.stop();
                }
            } catch (InterruptedException impossible) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** What this engine reads and writes. Asks libvips, so it is asked once. */
    public Formats formats() {
        Set<MediaType> readable = EnumSet.of(MediaType.BMP, MediaType.ICO);
        Set<MediaType> writable = EnumSet.of(
                MediaType.BMP, MediaType.RGB565, MediaType.RGB565_BIG_ENDIAN, MediaType.GREY1, MediaType.GREY4);
        for (MediaType type : MediaType.values()) {
            if (Decoder.loader(type).filter(library::offers).isPresent()) {
                readable.add(type);
            }
            if (Encoder.saver(type).filter(library::offers).isPresent()) {
                writable.add(type);
            }
        }
        return new Formats(readable, writable, frames);
    }

    /** Of libvips, such as {@code 8.18.7}. */
    public String version() {
        return library.version();
    }

    /** Gives free native memory back to the kernel; takes milliseconds. Whether there was any. */
    public boolean trim() {
        return allocator.trim();
    }

    /**
     * As {@link #trim}, when nothing runs and something has run since the last time: what an allocator keeps for the next picture is
     * then better used by others. Called by one thread.
     *
     * @return whether the engine had come to rest
     */
    public boolean trimAfterWork() {
        long done = pool.getCompletedTaskCount();
        if (done == trimmedAfter || pool.getActiveCount() > 0) {
            return false;
        }
        trimmedAfter = done;
        allocator.trim();
        return true;
    }

    /** Takes no more work, and waits a while for runs that cannot be stopped at once. */
    @Override
    public void close() {
        pool.shutdown();
        try {
            pool.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
