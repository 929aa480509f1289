package dev.sluice.camera.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.camera.frame.Frame;
import dev.sluice.camera.frame.FrameMemory;
import dev.sluice.config.Values;
import dev.sluice.fetch.AddressGuard;
import dev.sluice.governor.Governor;
import dev.sluice.units.DataSize;
import dev.sluice.units.Ticker;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/** One camera that is read as in the server, but for the waits after failures, which are short. */
final class IngestFixture implements AutoCloseable {

    private static final int MOST_FRAMES = 2_000;

    final Governor governor = new Governor(DataSize.ofMebibytes(200), 2);
    final FrameMemory memory = new FrameMemory(governor, "porch", Ticker.SYSTEM, InstantSource.system());
    final List<byte[]> frames = new CopyOnWriteArrayList<>();
    final Ingest ingest;
    private final IngestOptions options;

    IngestFixture(IngestOptions options) {
        this(options, IngestConfig.from(Values.defaults(IngestConfig.SETTINGS)));
    }

    IngestFixture(IngestOptions options, IngestConfig config) {
        this(options, config, Duration.ofMillis(20));
    }

    IngestFixture(IngestOptions options, IngestConfig config, Duration wait) {
        this(options, config, wait, SSLSocketFactory::getDefault);
    }

    IngestFixture(IngestOptions options, IngestConfig config, Duration wait, Supplier<SocketFactory> secure) {
        this.options = options;
        Room room = new Room("porch", governor, Ticker.SYSTEM);
        Dialler dialler = new Dialler(room, AddressGuard.ofDevices(), IngestFixture::names, secure);
        FrameCounts counts = new FrameCounts(Ticker.SYSTEM);
        Reception reception = new Reception(memory, new Pace(options.maxRate(), Ticker.SYSTEM), counts, this::take);
        Ffmpeg ffmpeg = new Ffmpeg(config, room);
        ingest = new Ingest(
                "porch",
                options,
                () -> options.byProcess()
                        ? new ProcessUpstream("porch", options, ffmpeg, dialler, Ticker.SYSTEM)
                        : new HttpUpstream(options, http(), dialler, Ticker.SYSTEM),
                reception,
                new Backoff(wait, wait.multipliedBy(2), new Random(1)),
                Ticker.SYSTEM,
                InstantSource.system());
    }

    private CameraAddress http() {
        return switch (options.input()) {
            case CameraInput.Http(CameraAddress address) -> address;
            case CameraInput.Network _, CameraInput.Device _, CameraInput.File _ -> throw new AssertionError(options);
        };
    }

    /** Names of the tests; the system is not asked. */
    private static List<InetAddress> names(String host) {
        return switch (host) {
            case "camera.test" -> List.of(InetAddress.ofLiteral("127.0.0.1"));
            case "metadata.test" -> List.of(InetAddress.ofLiteral("169.254.169.254"));
            default -> List.of();
        };
    }

    static IngestOptions options(Object url) {
        return options(url, IngestKind.AUTO);
    }

    static IngestOptions options(Object url, IngestKind kind) {
        return new IngestOptions(url.toString(), "", "", "", kind, Duration.ofMillis(100), 0, Duration.ofSeconds(1));
    }

    static IngestOptions login(Object url, String user, String password) {
        return new IngestOptions(
                url.toString(), user, password, "", IngestKind.AUTO, Duration.ofMillis(100), 0, Duration.ofSeconds(1));
    }

    static IngestFixture started(IngestOptions options) {
        IngestFixture fixture = new IngestFixture(options);
        fixture.ingest.start();
        return fixture;
    }

    private void take(Frame frame) {
        if (frames.size() < MOST_FRAMES) {
            frames.add(Cutting.bytes(frame));
        }
    }

    IngestStatus status() {
        return ingest.status();
    }

    String failure() {
        await("a failure", () -> status().lastFailure().isPresent());
        return status().lastFailure().orElseThrow();
    }

    IngestFixture awaitFrames(int count) {
        await(count + " frames", () -> frames.size() >= count);
        return this;
    }

    void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("waiting for %s, but %s", what, status())
                    .isLessThan(end);
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Override
    public void close() {
        long began = System.nanoTime();
        ingest.close();
        ingest.close();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        assertThat(status().state()).isEqualTo(new IngestState.Closed());
        memory.close();
        assertThat(governor.ledger().holders()).isEmpty();
        governor.close();
    }
}
