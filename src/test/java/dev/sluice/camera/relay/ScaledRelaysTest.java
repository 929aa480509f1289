package dev.sluice.camera.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.camera.frame.Frame;
import dev.sluice.camera.frame.FrameMemory;
import dev.sluice.failure.BadInput;
import dev.sluice.governor.Governor;
import dev.sluice.http.Router;
import dev.sluice.http.TestServer;
import dev.sluice.support.LeaseLeaks;
import dev.sluice.support.RunningSluice;
import dev.sluice.support.Wire;
import dev.sluice.units.DataSize;
import dev.sluice.units.PixelSize;
import dev.sluice.units.Ticker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeaseLeaks.class)
class ScaledRelaysTest {

    private static final PixelSize SIZE = new PixelSize(640, 480);
    private static final Look SMALL = new Look(320, null, null);
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Governor governor = new Governor(DataSize.ofMebibytes(24), 1);
    private final FrameMemory memory = memory("porch");
    private final Relay source = new Relay("porch");
    private final AtomicInteger scalings = new AtomicInteger();
    private volatile ScaledRelays.Scaling scaling = (frame, _, jpeg) -> {
        jpeg.accept(ByteBuffer.wrap(("small " + frame.number()).getBytes(US_ASCII)));
        return new PixelSize(320, 240);
    };
    private final ScaledRelays scaled = new ScaledRelays(
            "porch",
            source,
            (frame, look, jpeg) -> {
                scalings.incrementAndGet();
                return scaling.scale(frame, look, jpeg);
            },
            this::memory,
            Ticker.SYSTEM);
    private final TestServer server = TestServer.of(new Router()
            .get(
                    "/stream",
                    exchange -> exchange.answer()
                            .outlet(Relay.CONTENT_TYPE)
                            .ifPresent(outlet -> scaled.add(outlet, 1_000, SMALL))));

    private FrameMemory memory(String tag) {
        return new FrameMemory(governor, tag, Ticker.SYSTEM, InstantSource.system());
    }

    @AfterEach
    void nothingIsHeldInTheEnd() {
        scaled.close();
        server.close();
        source.close();
        memory.close();
        RunningSluice.await(
                "nothing is held", SOON, () -> governor.ledger().holders().isEmpty());
        governor.close();
    }

    private Wire viewer() {
        int before = scaled.viewers();
        Wire wire = new Wire(server.port()).send("GET /stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        RunningSluice.await("it looks", SOON, () -> scaled.viewers() == before + 1);
        return wire;
    }

    private void show(String picture) {
        var draft = memory.draft();
        draft.append(ByteBuffer.wrap(picture.getBytes(US_ASCII)));
        Frame frame = Objects.requireNonNull(draft.finish(SIZE));
        source.accept(frame);
        frame.release();
    }

    private void showUntilScaled(int times) {
        RunningSluice.await("frames are scaled", SOON, () -> {
            show("large");
            return scalings.get() >= times;
        });
    }

    @Test
    void allViewersOfALookGetTheSameFramesScaledOnce() {
        try (Wire one = viewer();
                Wire other = viewer()) {
            show("large");

            RunningSluice.await("it is scaled", SOON, () -> scalings.get() == 1);
            // The second one is begun when the first is with all viewers.
            show("large");
            RunningSluice.await("the next is scaled", SOON, () -> scalings.get() == 2);
            scaled.clear();

            assertThat(one.rest()).contains("small 1");
            assertThat(other.rest()).contains("small 1");
            assertThat(scalings).hasValue(2);
        }
    }

    @Test
    void aFrameThatCannotBeScaledIsSkipped() {
        ScaledRelays.Scaling working = scaling;
        scaling = (_, _, _) -> {
            throw new BadInput(BadInput.Kind.UNKNOWN_PICTURE, "this frame is no picture");
        };
        try (Wire wire = viewer()) {
            showUntilScaled(1);

            scaling = working;
            showUntilScaled(scalings.get() + 2);
            scaled.clear();

            assertThat(wire.rest()).contains("small ");
        }
    }

    @Test
    void aFaultEndsItsStreamsAndNobodyElses() {
        ScaledRelays.Scaling working = scaling;
        scaling = (_, _, _) -> {
            throw new IllegalStateException("a fault of the program");
        };
        try (Wire wire = viewer()) {
            show("large");

            assertThat(wire.rest()).startsWith("HTTP/1.1 200").doesNotContain("small");
        }
        RunningSluice.await("nobody looks", SOON, () -> scaled.viewers() == 0);

        scaling = working;
        try (Wire wire = viewer()) {
            showUntilScaled(scalings.get() + 2);
            scaled.clear();

            assertThat(wire.rest()).contains("small ");
        }
    }
}
