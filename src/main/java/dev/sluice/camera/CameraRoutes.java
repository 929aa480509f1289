package dev.sluice.camera;

import dev.sluice.camera.frame.Frame;
import dev.sluice.camera.frame.FrameRenditions;
import dev.sluice.camera.ingest.IngestConfig;
import dev.sluice.camera.ingest.Ingests;
import dev.sluice.camera.record.Recorder;
import dev.sluice.camera.record.RecordingRoutes;
import dev.sluice.camera.record.Recordings;
import dev.sluice.camera.record.Reencoder;
import dev.sluice.camera.relay.Look;
import dev.sluice.camera.relay.Relay;
import dev.sluice.camera.watch.Watcher;
import dev.sluice.failure.Conflict;
import dev.sluice.failure.Expired;
import dev.sluice.failure.Refused;
import dev.sluice.governor.Governor;
import dev.sluice.governor.Purpose;
import dev.sluice.http.Exchange;
import dev.sluice.http.Outlet;
import dev.sluice.http.Query;
import dev.sluice.http.Representation;
import dev.sluice.http.Router;
import dev.sluice.inference.Models;
import dev.sluice.rendition.Job;
import dev.sluice.rendition.PictureAnswer;
import dev.sluice.rendition.PictureKeeper;
import dev.sluice.rendition.Rendition;
import dev.sluice.rendition.Renditions;
import dev.sluice.store.Channels;
import dev.sluice.store.Spool;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.MediaType;
import dev.sluice.units.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /cameras}: which there are, what they show, and how they are told what to do. */
public final class CameraRoutes implements AutoCloseable {

    private static final DataSize LARGEST_BODY = DataSize.ofKibibytes(64);
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final int LONGEST_SIDE = 8_192;
    private static final double LEAST_RATE = 0.01;
    private static final double MOST_RATE = 120;

    private final Cameras cameras;
    private final Seats seats;
    private final Rescaler rescaler;
    private final RecordingRoutes recordings;

    /**
     * What cameras are made of; all of it is the caller's.
     *
     * @param definitions file that keeps what they are; its folder is there
     * @param recordings what was recorded, of all cameras
     * @param recordingRoom how much may be recorded yet
     * @param models for detection
     * @param connections how many the user wants at once
     * @param viewer what one connection holds that looks at a stream
     */
    public record Parts(
            CameraConfig config,
            IngestConfig ingest,
            Path definitions,
            Recordings recordings,
            Supplier<DataSize> recordingRoom,
            Models models,
            int connections,
            DataSize viewer,
            Governor governor,
            Renditions renditions,
            Spool spool,
            PictureKeeper keeper,
            Channels channels,
            Ticker ticker,
            InstantSource clock) {}

    public CameraRoutes(Parts parts) {
        FrameRenditions frames = new FrameRenditions(parts.renditions(), parts.spool());
        this.rescaler = new Rescaler(frames, parts.ticker());
        this.cameras =
                new Cameras(parts.config(), new DefinitionFile(parts.definitions()), workshop(parts, frames, rescaler));
        this.recordings = new RecordingRoutes(parts.recordings(), parts.governor(), parts.ticker());
        this.seats = new Seats(parts.config().viewers(parts.connections()), parts.viewer(), parts.governor());
    }

    private static Workshop workshop(Parts parts, FrameRenditions frames, Rescaler rescaler) {
        Governor governor = parts.governor();
        Ticker ticker = parts.ticker();
        Reencoder reencoder = new Reencoder(frames, governor, ticker);
        return new Workshop(
                new Ingests(parts.ingest(), governor, ticker, parts.clock()),
                rescaler,
                new Recorder.Parts(parts.recordings(), governor, reencoder::reencode, parts.recordingRoom(), ticker),
                new Watcher.Parts(
                        governor,
                        parts.spool(),
                        parts.renditions(),
                        parts.keeper(),
                        parts.channels(),
                        parts.models(),
                        ticker),
                governor,
                ticker,
                parts.clock());
    }

    public void addTo(Router router) {
        router.get("/cameras", this::list)
                .get("/cameras/{name}", this::show)
                .add("PUT", "/cameras/{name}", this::define)
                .delete("/cameras/{name}", this::delete)
                .post("/cameras/{name}/start", exchange -> run(exchange, true))
                .post("/cameras/{name}/stop", exchange -> run(exchange, false))
                .get("/cameras/{name}/state", this::show)
                .get("/cameras/{name}/snapshot", this::snapshot)
                .get("/cameras/{name}/stream", this::stream)
                .get("/cameras/{name}/events", this::events);
        recordings.addTo(router);
    }

    /** Starts the cameras that are to run. */
    public void start() {
        cameras.start();
    }

    private void list(Exchange exchange) {
        exchange.query();
        List<Map<String, Object>> all =
                cameras.all().stream().map(camera -> camera.status().json()).toList();
        exchange.answer().json(200, Map.of("cameras", all));
    }

    private void show(Exchange exchange) {
        exchange.query();
        exchange.answer().json(200, find(exchange).status().json());
    }

    private void define(Exchange exchange) {
        exchange.query();
        String name = exchange.parameter("name");
        var body = exchange.body().json(LARGEST_BODY);
        boolean made = cameras.define(name, before -> DefinitionJson.read(name, body, before));
        exchange.answer().json(made ? 201 : 200, find(exchange).status().json());
    }

    private void delete(Exchange exchange) {
        exchange.query();
        cameras.delete(exchange.parameter("name"));
        exchange.answer().empty(204);
    }

    private void run(Exchange exchange, boolean running) {
        exchange.query();
        String name = exchange.parameter("name");
        find(exchange);
        cameras.define(name, before -> {
            if (before == null) {
                throw new Conflict("the camera was deleted meanwhile");
            }
            return before.running(running);
        });
        exchange.answer().json(200, find(exchange).status().json());
    }

    private Camera find(Exchange exchange) {
        return cameras.find(exchange.parameter("name"));
    }

    private Camera findRunning(Exchange exchange) {
        Camera camera = find(exchange);
        if (!camera.running()) {
            String name = camera.definition().name();
            throw new Conflict("the camera " + name + " is stopped: POST /cameras/" + name + "/start");
        }
        return camera;
    }

    private void snapshot(Exchange exchange) {
        Query query = exchange.query("fresh", "w", "h", "q");
        Look look = look(query);
        boolean fresh = query.flag("fresh");
        Relay relay = findRunning(exchange).relay();
        Deadline by = exchange.deadline().within(FRESH);
        long seen = fresh ? relay.number() : 0;
        Optional<Frame> held = relay.after(seen, by);
        if (held.isEmpty()) {
            throw new Expired("no picture has come from the camera in time: GET /cameras/" + exchange.parameter("name")
                    + "/state says why");
        }
        Frame frame = held.get();
        try {
            Representation content = Representation.of(MediaType.JPEG)
                    .tagged(frame.arrived().toEpochMilli() + "-" + frame.number() + look.tag())
                    .modified(frame.arrived())
                    .cached("no-cache");
            if (look.plain()) {
                exchange.answer().bytes(frame.bytes(), content);
            } else if (!exchange.answer().unchanged(content)) {
                Job job = new Job(Purpose.RENDER, exchange.id(), exchange.deadline(), exchange::stage);
                try (Rendition made = rescaler.make(frame, look, job)) {
                    PictureAnswer.send(exchange, made, content);
                }
            }
        } finally {
            frame.release();
        }
    }

    private void stream(Exchange exchange) {
        Query query = exchange.query("fps", "w", "h", "q");
        Look look = look(query);
        double rate = query.decimal("fps", LEAST_RATE, MOST_RATE).orElse(0);
        Camera camera = findRunning(exchange);
        if (!look.plain()) {
            camera.scaled().requireRoom(look);
        }
        Runnable leave = seats.take(camera.definition().name(), exchange.deadline());
        Optional<Outlet> outlet = Optional.empty();
        try {
            outlet = exchange.answer().outlet(Relay.CONTENT_TYPE);
        } finally {
            outlet.ifPresentOrElse(open -> open.atEnd(leave), leave);
        }
        outlet.ifPresent(open -> look(camera, open, rate, look));
    }

    private static void look(Camera camera, Outlet outlet, double rate, Look look) {
        try {
            camera.add(outlet, rate, look);
        } catch (Refused late) {
            outlet.close();
        }
    }

    private void events(Exchange exchange) {
        exchange.query();
        Camera camera = find(exchange);
        camera.events().send(exchange, Camera.told(camera.status()), camera::closed);
    }

    private static Look look(Query query) {
        return new Look(
                whole(query.integer("w", 1, LONGEST_SIDE)),
                whole(query.integer("h", 1, LONGEST_SIDE)),
                whole(query.integer("q", 1, 100)));
    }

    private static @Nullable Integer whole(OptionalInt number) {
        return number.isPresent() ? number.getAsInt() : null;
    }

    /** Stops all cameras and cuts off who looks at them. */
    @Override
    public void close() {
        cameras.close();
    }
}
