package dev.sluice.camera;

import dev.sluice.camera.frame.Frame;
import dev.sluice.camera.frame.FrameMemory;
import dev.sluice.camera.ingest.Ingest;
import dev.sluice.camera.ingest.Ingests;
import dev.sluice.camera.relay.Relay;
import dev.sluice.camera.relay.ScaledRelays;
import dev.sluice.governor.Governor;
import dev.sluice.units.Ticker;
import java.time.InstantSource;
import java.util.function.Consumer;

/** Makes the parts of a running camera. Immutable, safe for threads. */
final class Workshop {

    private final Ingests ingests;
    private final Rescaler rescaler;
    private final Governor governor;
    private final Ticker ticker;
    private final InstantSource clock;

    Workshop(Ingests ingests, Rescaler rescaler, Governor governor, Ticker ticker, InstantSource clock) {
        this.ingests = ingests;
        this.rescaler = rescaler;
        this.governor = governor;
        this.ticker = ticker;
        this.clock = clock;
    }

    FrameMemory memory(String camera) {
        return new FrameMemory(governor, "camera " + camera, ticker, clock);
    }

    ScaledRelays scaled(String camera, Relay source) {
        ScaledRelays.Scaling scaling = (frame, look, jpeg) -> rescaler.scale(camera, frame, look, jpeg);
        return new ScaledRelays(camera, source, scaling, this::memory, ticker);
    }

    Ingest ingest(Definition definition, FrameMemory memory, Consumer<Frame> frames) {
        return ingests.ingest(definition.name(), definition.ingest(), memory, frames);
    }
}
