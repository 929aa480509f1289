package dev.sluice.camera;

import dev.sluice.camera.frame.Frame;
import dev.sluice.camera.ingest.IngestState;
import dev.sluice.camera.ingest.IngestStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a camera fares, as a snapshot.
 *
 * @param definition what it is to be
 * @param ingest null while it is stopped
 * @param uses what is recorded and watched, as JSON; null while it is stopped
 * @param heldBytes native memory of its frames
 * @param viewers connections that look at its stream
 * @param skipped frames that those have skipped
 * @param newest of the newest frame; null before the first
 */
record CameraStatus(
        Definition definition,
        @Nullable IngestStatus ingest,
        @Nullable Map<String, Object> uses,
        long heldBytes,
        int viewers,
        long skipped,
        @Nullable Newest newest) {

    /** What is known of the newest frame. */
    record Newest(String size, int bytes, String at) {}

    /** @param frame the newest, which is released here */
    static CameraStatus of(
            Definition definition,
            @Nullable IngestStatus ingest,
            @Nullable Map<String, Object> uses,
            long heldBytes,
            int viewers,
            long skipped,
            Optional<Frame> frame) {
        return new CameraStatus(definition, ingest, uses, heldBytes, viewers, skipped, newest(frame));
    }

    private static @Nullable Newest newest(Optional<Frame> held) {
        if (held.isEmpty()) {
            return null;
        }
        Frame frame = held.get();
        try {
            return new Newest(
                    frame.size().toString(), frame.length(), frame.arrived().toString());
        } finally {
            frame.release();
        }
    }

    /** One word. */
    String state() {
        return ingest == null
                ? "stopped"
                : switch (ingest.state()) {
                    case IngestState.Idle _, IngestState.Connecting _ -> "connecting";
                    case IngestState.Live _ -> "live";
                    case IngestState.Waiting _ -> "waiting";
                    case IngestState.Closed _ -> "stopped";
                };
    }

    /** As JSON. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", definition.name());
        json.put("state", state());
        json.put("size", newest == null ? null : newest.size());
        json.put("frameBytes", newest == null ? null : newest.bytes());
        json.put("lastFrameAt", newest == null ? null : newest.at());
        json.put("viewers", viewers);
        json.put("skippedByViewers", skipped);
        json.put("memory", heldBytes);
        if (ingest != null) {
            json.put("frameRate", Math.round(ingest.rate() * 10) / 10.0);
            json.put("frames", ingest.frames());
            json.put("missed", ingest.missed());
            json.put("dropped", ingest.dropped());
            json.put("skipped", ingest.skipped());
            json.put("bytes", ingest.bytes());
            json.put("reconnects", ingest.reconnects());
            json.put("lastFailure", ingest.lastFailure().orElse(null));
            if (ingest.state() instanceof IngestState.Waiting(var until)) {
                json.put("nextTryAt", until.toString());
            }
        }
        if (uses != null) {
            json.putAll(uses);
        }
        json.put("definition", DefinitionJson.shown(definition));
        return json;
    }
}
