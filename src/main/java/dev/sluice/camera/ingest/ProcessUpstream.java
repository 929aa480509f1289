package dev.sluice.camera.ingest;

import dev.sluice.governor.Lease;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frames of whatever ffmpeg reads: a child process writes them to a pipe as MJPEG. Its memory is counted by a lease before it starts, until it
 * is gone. What comes over HTTP is fetched here and written to its input, so that every hop is checked. For one attempt, on a platform
 * thread: a read of a pipe blocks in native code.
 */
final class ProcessUpstream implements Upstream {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessUpstream.class);

    /** Time that ffmpeg may take to connect and to understand what comes. */
    private static final Duration FIRST_BYTE = Duration.ofSeconds(20);

    private static final String UNAUTHORISED = "401 Unauthorized";
    private static final int COPIED = 16_384;

    private final String name;
    private final IngestOptions options;
    private final Ffmpeg ffmpeg;
    private final Dialler dialler;
    private final Ticker ticker;

    ProcessUpstream(String name, IngestOptions options, Ffmpeg ffmpeg, Dialler dialler, Ticker ticker) {
        this.name = name;
        this.options = options;
        this.ffmpeg = ffmpeg;
        this.dialler = dialler;
        this.ticker = ticker;
    }

    @Override
    public void run(Attempt attempt, Reception reception) throws IOException, InterruptedException {
        FfmpegInput input = input(attempt);
        try (Lease _ = ffmpeg.room()) {
            switch (options.input()) {
                case CameraInput.Http(CameraAddress address) -> {
                    HttpUpstream upstream = new HttpUpstream(options, address, dialler, ticker);
                    try (HttpVisits visits = upstream.visits(attempt)) {
                        HttpVisits.Answer answer = visits.ask("");
                        run(input, answer, attempt, reception);
                    }
                }
                case CameraInput.Network _, CameraInput.Device _, CameraInput.File _ ->
                    run(input, null, attempt, reception);
            }
        }
    }

    private FfmpegInput input(Attempt attempt) throws IOException, InterruptedException {
        return switch (options.input()) {
            case CameraInput.Http _ -> FfmpegInput.fed();
            case CameraInput.Device(String path) -> FfmpegInput.device(path);
            case CameraInput.File(String path) -> FfmpegInput.file(path, ffmpeg.fileRoot());
            case CameraInput.Network(var uri) -> {
                String host = uri.getHost().replaceAll("[\\[\\]]", "");
                yield FfmpegInput.network(
                        uri, dialler.allowed(host, false, attempt).getFirst(), options.user(), options.password());
            }
        };
    }

    private void run(FfmpegInput input, HttpVisits.@Nullable Answer answer, Attempt attempt, Reception reception)
            throws IOException, InterruptedException {
        attempt.check();
        try (ChildProcess child = ffmpeg.start(name, input, options.maxRate())) {
            attempt.opened(() -> end(child, answer));
            attempt.expect(FIRST_BYTE, "ffmpeg gave no picture within " + FIRST_BYTE.toSeconds() + " s");
            feed(child, input.script(), answer);
            Reception.Received received =
                    reception.receive(new Watched(Channels.newChannel(child.output()), attempt), Long.MAX_VALUE);
            attempt.check();
            String ending = concealed(child.ending());
            if (child.missing()) {
                throw ffmpeg.missing();
            }
            if (ending.contains(UNAUTHORISED)) {
                throw CameraFailure.lasting("the camera refuses the user or the password, or wants them");
            }
            throw CameraFailure.passing(
                    "ffmpeg " + ending + (received.frames() == 0 ? "; it read no picture there" : ""));
        }
    }

    private static void end(ChildProcess child, HttpVisits.@Nullable Answer answer) throws IOException {
        child.close();
        if (answer != null) {
            answer.connection().close();
        }
    }

    private void feed(ChildProcess child, String script, HttpVisits.@Nullable Answer answer) {
        if (answer == null) {
            try (OutputStream to = child.input()) {
                to.write(script.getBytes(StandardCharsets.UTF_8));
            } catch (IOException ended) {
                LOG.debug("ffmpeg did not listen; its error output says why", ended);
            }
            return;
        }
        Thread.ofPlatform().daemon().name(name + "-ffmpeg-input").start(() -> copy(answer, child.input()));
    }

    /** Ends with the connection or the process, whichever ends first. */
    private static void copy(HttpVisits.Answer answer, OutputStream to) {
        HttpBody body = new HttpBody(answer.connection(), answer.head(), () -> false);
        ByteBuffer buffer = ByteBuffer.allocate(COPIED);
        try (to) {
            while (body.read(buffer.clear()) >= 0) {
                to.write(buffer.array(), 0, buffer.position());
                to.flush();
            }
        } catch (IOException ended) {
            LOG.debug("input of ffmpeg ended", ended);
        }
    }

    /** What ffmpeg says may repeat the address with the password, encoded or not. */
    private String concealed(String text) {
        String password = options.password();
        String concealed = text.replaceAll("//[^/\\s]*@", "//");
        return password.isEmpty() ? concealed : concealed.replace(password, "***");
    }

    /** Tells the attempt of the first byte: from then on it is a stream. */
    private static final class Watched implements ReadableByteChannel {

        private final ReadableByteChannel channel;
        private final Attempt attempt;
        private boolean begun;

        Watched(ReadableByteChannel channel, Attempt attempt) {
            this.channel = channel;
            this.attempt = attempt;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            int count = channel.read(into);
            if (count > 0 && !begun) {
                begun = true;
                attempt.stream();
            }
            return count;
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
