package dev.sluice.camera;

import dev.sluice.camera.frame.Frame;
import dev.sluice.camera.record.Recorder;
import dev.sluice.camera.record.RecorderStatus;
import dev.sluice.camera.watch.WatchStatus;
import dev.sluice.camera.watch.Watcher;
import dev.sluice.units.Ticker;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is done with the frames of a running camera beside showing them. Safe for threads. */
final class FrameUses implements AutoCloseable {

    private final Recorder recorder;
    private final @Nullable Watcher watcher;
    private final Ticker ticker;

    /** Begins; both are closed with this. */
    FrameUses(Recorder recorder, @Nullable Watcher watcher, Ticker ticker) {
        this.recorder = recorder;
        this.watcher = watcher;
        this.ticker = ticker;
        recorder.start();
        if (watcher != null) {
            watcher.start();
        }
    }

    void accept(Frame frame) {
        recorder.accept(frame);
        if (watcher != null) {
            watcher.accept(frame);
        }
    }

    /** Lets a recording go on while something moves. */
    void sweep() {
        if (watcher != null && watcher.status().moving()) {
            recorder.motion(ticker.nanos());
        }
    }

    /** As JSON. */
    Map<String, Object> status() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("record", described(recorder.status()));
        json.put("watch", watcher == null ? null : described(watcher.status()));
        return json;
    }

    private static Map<String, Object> described(RecorderStatus status) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("state", status.state().text());
        json.put("reason", status.reason());
        json.put("session", status.session());
        json.put("frames", status.frames());
        json.put("bytes", status.bytes());
        json.put("dropped", status.dropped());
        json.put("asTheyCame", status.asTheyCame());
        json.put("past", status.past());
        return json;
    }

    private static Map<String, Object> described(WatchStatus status) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("seen", status.seen());
        json.put("processed", status.processed());
        json.put("skipped", status.skipped());
        json.put("refused", status.refused());
        json.put("failed", status.failed());
        json.put("motions", status.motions());
        json.put("moving", status.moving());
        json.put("detections", status.detections());
        json.put("published", status.published());
        json.put("lastDurationMs", status.lastDuration().toMillis());
        json.put("lastFailure", status.lastFailure());
        return json;
    }

    @Override
    public void close() {
        if (watcher != null) {
            watcher.close();
        }
        recorder.close();
    }
}
