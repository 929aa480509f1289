package dev.sluice.camera.ingest;

import dev.sluice.camera.frame.Frame;
import dev.sluice.camera.frame.FrameMemory;
import dev.sluice.governor.Governor;
import dev.sluice.units.Ticker;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/** Makes the ingests of cameras. Holds whom Java trusts from the first camera on that speaks TLS. Safe for threads. */
public final class Ingests {

    private final IngestConfig config;
    private final Governor governor;
    private final Ticker ticker;
    private final InstantSource clock;
    private @Nullable SocketFactory known;

    /** @param governor counts the memory of child processes, and of the kernel for connections */
    public Ingests(IngestConfig config, Governor governor, Ticker ticker, InstantSource clock) {
        this.config = config;
        this.governor = governor;
        this.ticker = ticker;
        this.clock = clock;
    }

    /**
     * An ingest that has yet to be started.
     *
     * @param name of the camera, for threads, the log and the ledger
     * @param memory where its frames are made; stays the caller's, who closes it after the ingest
     * @param consumer is handed each frame on the ingest's thread for the time of the call, and must not block; what it throws ends the connection
     * @return the caller's to start and to close
     */
    public Ingest ingest(String name, IngestOptions options, FrameMemory memory, Consumer<Frame> consumer) {
        FrameCounts counts = new FrameCounts(ticker);
        Room room = new Room(name, governor, ticker);
        Dialler dialler = new Dialler(room, sockets(options.fingerprint()));
        Reception reception = new Reception(memory, new Pace(options.maxRate(), ticker), counts, consumer);
        Backoff backoff = new Backoff(new SplittableRandom());
        return new Ingest(
                name, options, () -> upstream(name, options, dialler, room), reception, backoff, ticker, clock);
    }

    private Supplier<SocketFactory> sockets(@Nullable Fingerprint named) {
        if (named == null) {
            return this::known;
        }
        SocketFactory only = CameraTrust.only(named);
        return () -> only;
    }

    private synchronized SocketFactory known() {
        if (known == null) {
            known = CameraTrust.known();
        }
        return known;
    }

    private Upstream upstream(String name, IngestOptions options, Dialler dialler, Room room) {
        return options.byProcess()
                ? new ProcessUpstream(name, options, new Ffmpeg(config, room), dialler, ticker)
                : switch (options.input()) {
                    case CameraInput.Http(CameraAddress address) -> new HttpUpstream(options, address, dialler, ticker);
                    case CameraInput.Network _, CameraInput.Device _, CameraInput.File _ ->
                        throw new IllegalStateException("these are read by a process");
                };
    }
}
