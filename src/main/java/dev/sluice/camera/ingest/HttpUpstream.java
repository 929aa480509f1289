package dev.sluice.camera.ingest;

import dev.sluice.units.Ticker;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Frames over HTTP. An answer of many parts, or of one that does not end, is a stream; one that ends properly after a picture is a still, which
 * is asked for again at every interval, unless the user says what it is. What the camera says of a still's version is told it with the next
 * request. For one attempt.
 */
final class HttpUpstream implements Upstream {

    private static final int NONCE_BYTES = 16;
    private static final int LONGEST_VALIDATOR = 1_024;

    private final IngestOptions options;
    private final CameraAddress address;
    private final Dialler dialler;
    private final Ticker ticker;
    private String validators = "";

    HttpUpstream(IngestOptions options, CameraAddress address, Dialler dialler, Ticker ticker) {
        this.options = options;
        this.address = address;
        this.dialler = dialler;
        this.ticker = ticker;
    }

    @Override
    public void run(Attempt attempt, Reception reception) throws IOException, InterruptedException {
        try (HttpVisits visits = visits(attempt)) {
            while (true) {
                long began = ticker.nanos();
                HttpVisits.Answer answer = visits.ask(validators);
                attempt.stream();
                if (!answer.head().notModified()) {
                    visits.finished(answer, receive(answer, reception));
                }
                Duration passed = Duration.ofNanos(ticker.nanos() - began);
                attempt.pause(options.interval().minus(passed));
            }
        }
    }

    /** Asks on behalf of {@code attempt}. */
    HttpVisits visits(Attempt attempt) {
        Login login = new Login(options.user(), options.password(), HttpUpstream::nonce);
        return new HttpVisits(address, login, dialler, attempt);
    }

    private static String nonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * Reads a still.
     *
     * @return whether the connection can serve once more
     * @throws CameraFailure when it was a stream, which has ended, or held no picture
     */
    private boolean receive(HttpVisits.Answer answer, Reception reception) throws IOException {
        HttpHead head = answer.head();
        long before = reception.counts().whole();
        HttpBody body = new HttpBody(
                answer.connection(),
                head,
                () -> streams(head, reception.counts().whole() - before));
        boolean first = options.kind() == IngestKind.STILL && head.content() == HttpHead.Content.PARTS;
        Reception.Received received = reception.receive(body, first ? 1 : Long.MAX_VALUE);
        if (received.frames() == 0) {
            throw CameraFailure.passing(
                    "the camera closed the connection before a whole picture; it sent " + received.opening());
        }
        if (streams(head, received.frames()) || (head.content() != HttpHead.Content.PICTURE && !ends(body))) {
            throw CameraFailure.passing("the camera closed the connection");
        }
        validators = validators(head);
        return body.complete();
    }

    /** Whether the end of the body is that of a picture. */
    private boolean ends(HttpBody body) {
        return body.complete() || options.kind() == IngestKind.STILL;
    }

    /** Whether the answer is a stream, as far as it is known after so many frames. */
    private boolean streams(HttpHead head, long frames) {
        return switch (options.kind()) {
            case MJPEG -> true;
            case STILL -> false;
            case AUTO, FFMPEG -> head.content() == HttpHead.Content.PARTS || frames > 1;
        };
    }

    private static String validators(HttpHead head) {
        return validator("If-None-Match", head.first("etag"))
                + validator("If-Modified-Since", head.first("last-modified"));
    }

    private static String validator(String name, String value) {
        return value.isEmpty() || value.length() > LONGEST_VALIDATOR ? "" : name + ": " + value + "\r\n";
    }
}
