package dev.sluice.camera;

import dev.sluice.camera.frame.Frame;
import dev.sluice.camera.frame.FrameMemory;
import dev.sluice.camera.ingest.Ingest;
import dev.sluice.camera.ingest.Ingests;
import dev.sluice.camera.record.Recorder;
import dev.sluice.camera.relay.Relay;
import dev.sluice.camera.relay.ScaledRelays;
import dev.sluice.camera.watch.MotionEvent;
import dev.sluice.camera.watch.Sighting;
import dev.sluice.camera.watch.WatchOptions;
import dev.sluice.camera.watch.Watcher;
import dev.sluice.governor.Governor;
import dev.sluice.image.Area;
import dev.sluice.units.Ticker;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Makes the parts of a camera. Immutable, safe for threads.
 *
 * @param recorders what all recorders share
 * @param watchers what all watchers share
 */
record Workshop(
        Ingests ingests,
        Rescaler rescaler,
        Recorder.Parts recorders,
        Watcher.Parts watchers,
        Governor governor,
        Ticker ticker,
        InstantSource clock) {

    FrameMemory memory(String camera) {
        return new FrameMemory(governor, "camera " + camera, ticker, clock);
    }

    Ingest ingest(Definition definition, FrameMemory memory, Consumer<Frame> frames) {
        return ingests.ingest(definition.name(), definition.ingest(), memory, frames);
    }

    ScaledRelays scaled(String camera, Relay source) {
        ScaledRelays.Scaling scaling = (frame, look, jpeg) -> rescaler.scale(camera, frame, look, jpeg);
        return new ScaledRelays(camera, source, scaling, this::memory, ticker);
    }

    FrameUses uses(Definition definition, Events events) {
        Recorder recorder = new Recorder(definition.name(), definition.record(), recorders);
        WatchOptions watch = definition.watch();
        if (watch == null) {
            return new FrameUses(recorder, null, ticker);
        }
        Watcher.Listeners listeners = new Watcher.Listeners(
                motion -> {
                    if (motion instanceof MotionEvent.Began) {
                        recorder.motion(ticker.nanos());
                    }
                    events.add("motion", described(motion));
                },
                sighting -> events.add("detection", described(sighting)));
        return new FrameUses(recorder, new Watcher(definition.name(), watch, watchers, listeners), ticker);
    }

    private static Map<String, Object> described(MotionEvent motion) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("camera", motion.camera());
        json.put("begin", motion.begin().toString());
        switch (motion) {
            case MotionEvent.Began _ -> json.put("moving", true);
            case MotionEvent.Ended ended -> {
                json.put("moving", false);
                json.put("end", ended.end().toString());
            }
        }
        json.put("share", motion.share());
        json.put("box", described(motion.box()));
        return json;
    }

    private static Map<String, Object> described(Sighting sighting) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("camera", sighting.camera());
        json.put("at", sighting.at().toString());
        List<Map<String, Object>> things = sighting.detections().stream()
                .map(one ->
                        Map.<String, Object>of("label", one.label(), "score", one.score(), "box", described(one.box())))
                .toList();
        json.put("detections", things);
        return json;
    }

    private static Map<String, Object> described(Area box) {
        return Map.of(
                "left", box.left(),
                "top", box.top(),
                "width", box.size().width(),
                "height", box.size().height());
    }
}
