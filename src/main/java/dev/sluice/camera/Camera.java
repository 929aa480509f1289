package dev.sluice.camera;

import dev.sluice.camera.frame.Frame;
import dev.sluice.camera.frame.FrameMemory;
import dev.sluice.camera.ingest.Ingest;
import dev.sluice.camera.relay.Look;
import dev.sluice.camera.relay.Relay;
import dev.sluice.camera.relay.ScaledRelays;
import dev.sluice.http.Outlet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One camera: running or stopped. Starting one that runs and stopping one that does not do nothing; whoever comes while another starts
 * or stops it waits until that is done. Safe for threads.
 */
final class Camera implements AutoCloseable {

    private final Workshop workshop;
    private final Relay relay;
    private final ScaledRelays scaled;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Definition definition;
    private volatile @Nullable Running running;
    private boolean closed;

    Camera(Definition definition, Workshop workshop) {
        this.definition = definition;
        this.workshop = workshop;
        this.relay = new Relay(definition.name());
        this.scaled = workshop.scaled(definition.name(), relay);
    }

    /** What there is only while it runs. */
    private record Running(FrameMemory memory, Ingest ingest) {}

    Definition definition() {
        return definition;
    }

    Relay relay() {
        return relay;
    }

    ScaledRelays scaled() {
        return scaled;
    }

    /** Sends frames to a connection as its viewer wants to see them. */
    void add(Outlet outlet, double rate, Look look) {
        if (look.plain()) {
            relay.add(outlet, rate);
        } else {
            scaled.add(outlet, rate, look);
        }
    }

    /** How many look at it. */
    int viewers() {
        return relay.viewers() + scaled.viewers();
    }

    /** Whether it runs, whether or not frames come. */
    boolean running() {
        return running != null;
    }

    /** Does what the definition says now: viewers stay when a running camera is changed, and see what the new source sends. */
    void become(Definition wanted) {
        lock.lock();
        try {
            boolean other = !wanted.ingest().equals(definition.ingest());
            definition = wanted;
            if (!wanted.running() || closed) {
                stop();
            } else if (running == null) {
                start(workshop.memory(wanted.name()));
            } else if (other) {
                running.ingest().close();
                start(running.memory());
            }
        } finally {
            lock.unlock();
        }
    }

    private void start(FrameMemory memory) {
        Ingest ingest = workshop.ingest(definition, memory, this::accept);
        running = new Running(memory, ingest);
        ingest.start();
    }

    private void accept(Frame frame) {
        relay.accept(frame);
    }

    private void stop() {
        Running ended = running;
        if (ended != null) {
            ended.ingest().close();
            running = null;
            relay.clear();
            scaled.clear();
            ended.memory().close();
        }
    }

    /** Cuts off who takes nothing. */
    void sweep() {
        Running now = running;
        relay.sweep(now != null && now.memory().full());
        scaled.sweep();
    }

    /** How it fares. */
    CameraStatus status() {
        Running now = running;
        return CameraStatus.of(
                definition,
                now == null ? null : now.ingest().status(),
                now == null ? 0 : now.memory().held().bytes(),
                viewers(),
                relay.skipped() + scaled.skipped(),
                relay.newest());
    }

    /** Stops it for good. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            stop();
            relay.close();
            scaled.close();
        } finally {
            lock.unlock();
        }
    }
}
