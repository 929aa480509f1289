package dev.sluice.camera;

import dev.sluice.config.Nearest;
import dev.sluice.failure.BadInput;
import dev.sluice.failure.Conflict;
import dev.sluice.failure.NotFound;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All cameras. What is changed is kept before it is done, so that after a restart, or a crash, every camera is what it was last told to
 * be. Safe for threads; one change at a time.
 */
final class Cameras implements AutoCloseable {

    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,64}");
    private static final Duration SWEEP = Duration.ofMillis(250);

    private final CameraConfig config;
    private final DefinitionFile file;
    private final Workshop workshop;
    private final ReentrantLock change = new ReentrantLock();
    private final CountDownLatch closing = new CountDownLatch(1);

    /** Guarded by itself; changed only under {@link #change}. */
    private final TreeMap<String, Camera> cameras = new TreeMap<>();

    Cameras(CameraConfig config, DefinitionFile file, Workshop workshop) {
        this.config = config;
        this.file = file;
        this.workshop = workshop;
    }

    /** Starts those that are to run. */
    void start() {
        for (Definition definition : file.read()) {
            Camera camera = new Camera(definition, workshop);
            put(camera);
            camera.become(definition);
        }
        Thread.ofVirtual().name("camera-viewers").start(this::sweep);
    }

    private void sweep() {
        try {
            while (!closing.await(SWEEP.toMillis(), TimeUnit.MILLISECONDS)) {
                all().forEach(Camera::sweep);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Every camera, by name. */
    List<Camera> all() {
        synchronized (cameras) {
            return List.copyOf(cameras.values());
        }
    }

    private void put(Camera camera) {
        synchronized (cameras) {
            cameras.put(camera.definition().name(), camera);
        }
    }

    private @Nullable Camera get(String name) {
        synchronized (cameras) {
            return cameras.get(name);
        }
    }

    /** @throws NotFound with the nearest name that there is */
    Camera find(String name) {
        Camera camera = get(name);
        if (camera == null) {
            List<String> names =
                    all().stream().map(one -> one.definition().name()).toList();
            throw new NotFound("there is no camera '" + name + "'"
                    + Nearest.to(name, names)
                            .map(near -> "; did you mean " + near + "?")
                            .orElse("")
                    + ": GET /cameras lists them, PUT /cameras/" + name + " makes one");
        }
        return camera;
    }

    /**
     * Makes a camera, or changes it.
     *
     * @param wanted from what it was before, null when it is new, to what it is to be
     * @return whether it is new
     * @throws BadInput when no camera can have that name
     * @throws Conflict when there are as many as there may be
     */
    boolean define(String name, Function<@Nullable Definition, Definition> wanted) {
        if (!NAME.matcher(name).matches()) {
            throw new BadInput(
                    BadInput.Kind.PARAMETER,
                    "a camera's name has 1 to 64 characters, only a-z, 0-9, hyphen and underscore");
        }
        change.lock();
        try {
            requireOpen();
            Camera camera = get(name);
            Definition definition = wanted.apply(camera == null ? null : camera.definition());
            List<Definition> kept = definitions(name);
            if (camera == null && kept.size() >= config.most()) {
                throw new Conflict("there are " + config.most()
                        + " cameras, as many as camera.most allows: delete one, or raise it");
            }
            kept.add(definition);
            file.write(kept);
            Camera changed = camera == null ? new Camera(definition, workshop) : camera;
            put(changed);
            changed.become(definition);
            return camera == null;
        } finally {
            change.unlock();
        }
    }

    /** @throws NotFound when there is none of that name */
    void delete(String name) {
        change.lock();
        try {
            requireOpen();
            Camera camera = find(name);
            file.write(definitions(name));
            synchronized (cameras) {
                cameras.remove(name);
            }
            camera.close();
        } finally {
            change.unlock();
        }
    }

    private List<Definition> definitions(String without) {
        List<Definition> kept = new ArrayList<>();
        Collection<Camera> all = all();
        all.stream()
                .map(Camera::definition)
                .filter(one -> !one.name().equals(without))
                .forEach(kept::add);
        return kept;
    }

    private void requireOpen() {
        if (closing.getCount() == 0) {
            throw new Conflict("the server stops");
        }
    }

    /** Stops all, within two seconds; what they were told to be stays. */
    @Override
    public void close() {
        change.lock();
        try {
            closing.countDown();
            List<Thread> ends = all().stream()
                    .map(camera -> Thread.ofVirtual().start(camera::close))
                    .toList();
            for (Thread end : ends) {
                end.join();
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        } finally {
            change.unlock();
        }
    }
}
