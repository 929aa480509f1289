package dev.sluice.camera.record;

import dev.sluice.http.AnswerStream;
import dev.sluice.units.Ticker;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * A session as a film of JPEGs ({@code multipart/x-mixed-replace}), each in its time. A client that takes them more slowly is given fewer of
 * them, so that the film does not grow longer; a damaged frame is left out. For one thread.
 */
final class Playback {

    static final String CONTENT_TYPE = "multipart/x-mixed-replace; boundary=frame";

    private static final String BOUNDARY = "--frame";

    private final StoredFrames frames;
    private final SessionReader session;
    private final double speed;
    private final Ticker ticker;

    /** @param speed 1 for the pace at which it was recorded */
    Playback(StoredFrames frames, double speed, Ticker ticker) {
        this.frames = frames;
        this.session = frames.session();
        this.speed = speed;
        this.ticker = ticker;
    }

    /**
     * Plays from a frame to the end.
     *
     * @param first its number
     */
    void play(int first, AnswerStream client) {
        int number = nextIntact(first);
        if (number == 0) {
            client.write(ascii(BOUNDARY + "--\r\n"));
            return;
        }
        long beganNanos = ticker.nanos();
        long beganMicros = frame(number).micros();
        client.write(ascii(BOUNDARY + "\r\n" + head(frame(number))));
        while (number > 0) {
            IndexRecord frame = frame(number);
            long due = beganNanos + (long) ((frame.micros() - beganMicros) * 1_000 / speed);
            client.pause(Duration.ofNanos(due - ticker.nanos()));
            // It was looked at before its head was sent; its bytes may have left the memory since.
            if (!frames.intact(number)) {
                throw StoredFrames.lost();
            }
            frames.send(frame, client::write);
            long reached = beganMicros + (long) ((ticker.nanos() - beganNanos) * speed / 1_000);
            number = nextIntact(latestBy(reached, number + 1));
            // Browsers draw a frame when the head of the next one is there.
            client.write(ascii(
                    number == 0 ? "\r\n" + BOUNDARY + "--\r\n" : "\r\n" + BOUNDARY + "\r\n" + head(frame(number))));
        }
    }

    /** The last frame that is due already, or else the next. */
    private int latestBy(long micros, int next) {
        int latest = next;
        int look = next + 1;
        while (look <= session.frames()) {
            IndexRecord frame = session.record(look);
            if (frame != null && frame.micros() > micros) {
                return latest;
            }
            latest = frame == null ? latest : look;
            look++;
        }
        return latest;
    }

    /** The first frame from there on that can be shown; 0 when there is none. */
    private int nextIntact(int from) {
        for (int number = from; number <= session.frames(); number++) {
            if (frames.intact(number)) {
                return number;
            }
        }
        return 0;
    }

    private IndexRecord frame(int number) {
        IndexRecord frame = session.record(number);
        if (frame == null) {
            throw new IllegalStateException("a frame that was intact is not there any more: " + number);
        }
        return frame;
    }

    private String head(IndexRecord frame) {
        Instant taken = session.id().begin().plus(Duration.ofNanos(frame.micros() * 1_000));
        BigDecimal seconds = BigDecimal.valueOf(taken.getEpochSecond())
                .add(BigDecimal.valueOf(taken.getNano(), 9))
                .setScale(6, RoundingMode.DOWN);
        return "Content-Type: image/jpeg\r\nContent-Length: " + frame.length() + "\r\nX-Timestamp: "
                + seconds.toPlainString() + "\r\n\r\n";
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
