package dev.sluice.camera;

import dev.sluice.camera.frame.Frame;
import dev.sluice.camera.frame.FrameMemory;
import dev.sluice.camera.ingest.Ingest;
import dev.sluice.camera.relay.Look;
import dev.sluice.camera.relay.Relay;
import dev.sluice.camera.relay.ScaledRelays;
import dev.sluice.http.Outlet;
import java.util.Map;
import java.util.Objects;
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
    private final Events events = new Events();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Definition definition;
    private volatile @Nullable Running running;
    private volatile @Nullable FrameUses uses;
    private volatile boolean closed;
    private String lastState = "";

    Camera(Definition definition, Workshop workshop) {
        this.definition = definition;
        this.workshop = workshop;
        this.relay = new Relay(definition.name());
        this.scaled = workshop.scaled(definition.name(), relay);
    }

    /** Where frames come from while it runs. */
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

    Events events() {
        return events;
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

    /** Whether it was deleted, or the server stops. */
    boolean closed() {
        return closed;
    }

    /** Does what the definition says now: viewers stay when a running camera is changed, and see what the new source sends. */
    void become(Definition wanted) {
        lock.lock();
        try {
            Definition before = definition;
            definition = wanted;
            if (!wanted.running() || closed) {
                stop();
                return;
            }
            Running now = running;
            boolean same = now != null
                    && wanted.record().equals(before.record())
                    && Objects.equals(wanted.watch(), before.watch());
            if (!same) {
                use();
            }
            if (now == null) {
                start(workshop.memory(wanted.name()));
            } else if (!wanted.ingest().equals(before.ingest())) {
                now.ingest().close();
                start(now.memory());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Records and watches as the definition says. */
    private void use() {
        FrameUses before = uses;
        uses = null;
        if (before != null) {
            before.close();
        }
        uses = workshop.uses(definition, events);
    }

    private void start(FrameMemory memory) {
        Ingest ingest = workshop.ingest(definition, memory, this::accept);
        running = new Running(memory, ingest);
        ingest.start();
    }

    private void accept(Frame frame) {
        relay.accept(frame);
        FrameUses now = uses;
        if (now != null) {
            now.accept(frame);
        }
    }

    private void stop() {
        Running ended = running;
        if (ended == null) {
            return;
        }
        ended.ingest().close();
        running = null;
        relay.clear();
        scaled.clear();
        FrameUses unused = uses;
        uses = null;
        if (unused != null) {
            unused.close();
        }
        ended.memory().close();
    }

    /** Cuts off who takes nothing, and tells what has changed. Called by one thread, a few times a second. */
    void sweep() {
        Running now = running;
        relay.sweep(now != null && now.memory().full());
        scaled.sweep();
        FrameUses used = uses;
        if (used != null) {
            used.sweep();
        }
        CameraStatus status = status();
        if (!status.state().equals(lastState)) {
            lastState = status.state();
            events.add("state", told(status));
        }
    }

    /** The state as those are told who listen. */
    static Map<String, Object> told(CameraStatus status) {
        return Map.of("camera", status.definition().name(), "state", status.state());
    }

    /** How it fares. */
    CameraStatus status() {
        Running now = running;
        FrameUses used = uses;
        return CameraStatus.of(
                definition,
                now == null ? null : now.ingest().status(),
                used == null ? null : used.status(),
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
