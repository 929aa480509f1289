package dev.sluice.camera.ingest;

import static dev.sluice.camera.ingest.Jpegs.ascii;
import static dev.sluice.camera.ingest.Jpegs.formed;
import static dev.sluice.camera.ingest.Jpegs.join;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.RawOrigin;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cameras that have one picture at a time. */
@Timeout(30)
class StillTest {

    private static final byte[] FRAME = formed(3_000, 1);

    private RawOrigin camera;

    @BeforeEach
    void open() throws IOException {
        camera = new RawOrigin();
    }

    @AfterEach
    void close() throws IOException {
        camera.close();
    }

    private void answers(String headers, boolean close) {
        camera.on("/", (_, out) -> {
            out.write(join(ascii("HTTP/1.1 200 OK\r\n" + headers + "\r\n"), FRAME));
            out.flush();
            if (close) {
                throw new RawOrigin.Close();
            }
        });
    }

    @Test
    void aPictureIsAskedForAgainAndAgainOverOneConnection() {
        answers("Content-Type: image/jpeg\r\nContent-Length: " + FRAME.length + "\r\n", false);
        try (IngestFixture fixture = IngestFixture.started(IngestFixture.options(camera.at("/")))) {
            long began = System.nanoTime();
            fixture.awaitFrames(5);
            assertThat(System.nanoTime() - began).as("four intervals").isGreaterThan(350_000_000L);
            assertThat(fixture.frames).allMatch(frame -> Arrays.equals(frame, FRAME));
            assertThat(camera.connections()).isEqualTo(1);
            assertThat(fixture.status().reconnects()).isZero();
        }
    }

    @Test
    void aPictureWithoutLengthEndsWithItsConnection() {
        answers("Content-Type: image/jpeg\r\n", true);
        try (IngestFixture fixture = IngestFixture.started(IngestFixture.options(camera.at("/")))) {
            fixture.awaitFrames(3);
            assertThat(fixture.status().lastFailure()).isEmpty();
        }
    }

    @Test
    void aPictureOfNoTypeIsAStillWhenItsBodyEndsBehindIt() {
        answers("Content-Length: " + FRAME.length + "\r\n", false);
        try (IngestFixture fixture = IngestFixture.started(IngestFixture.options(camera.at("/")))) {
            fixture.awaitFrames(3);
            assertThat(fixture.status().lastFailure()).isEmpty();
        }
    }

    @Test
    void aConnectionThatWasClosedMeanwhileIsMadeAnewWithoutAFailure() {
        answers("Content-Type: image/jpeg\r\nContent-Length: " + FRAME.length + "\r\n", true);
        try (IngestFixture fixture = IngestFixture.started(IngestFixture.options(camera.at("/")))) {
            fixture.awaitFrames(3);
            assertThat(fixture.status().lastFailure()).isEmpty();
            assertThat(camera.connections()).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void bytesBehindAPictureAreNotTakenForTheNextAnswer() {
        camera.on("/", (_, out) -> {
            out.write(join(
                    ascii("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: " + FRAME.length
                            + "\r\n\r\n"),
                    FRAME,
                    ascii("\r\nmore than it announced")));
            out.flush();
        });
        try (IngestFixture fixture = IngestFixture.started(IngestFixture.options(camera.at("/")))) {
            fixture.awaitFrames(4);
            assertThat(fixture.status().lastFailure()).isEmpty();
        }
    }

    @Test
    void whatHasNotChangedIsNoNewFrame() {
        AtomicInteger asked = new AtomicInteger();
        camera.on("/", (head, out) -> {
            asked.incrementAndGet();
            if (head.contains("If-None-Match: \"v1\"") && head.contains("If-Modified-Since: Sat, 1 Jan 2028")) {
                RawOrigin.write(out, "HTTP/1.1 304 Not Modified\r\nContent-Length: 77\r\n\r\n");
            } else {
                out.write(join(
                        ascii(
                                "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nETag: \"v1\"\r\nLast-Modified: Sat, 1 Jan 2028\r\n"
                                        + "Content-Length: " + FRAME.length + "\r\n\r\n"),
                        FRAME));
            }
            out.flush();
        });
        try (IngestFixture fixture = IngestFixture.started(IngestFixture.options(camera.at("/")))) {
            fixture.await("six requests", () -> asked.get() >= 6);
            assertThat(fixture.frames).hasSize(1);
            assertThat(fixture.status().state()).isEqualTo(new IngestState.Live());
            assertThat(fixture.status().lastFailure()).isEmpty();
        }
    }

    @Test
    void ofAStreamAStillTakesTheFirstPicture() {
        camera.on("/", (_, out) -> {
            RawOrigin.write(out, "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace;boundary=b\r\n\r\n");
            while (true) {
                out.write(join(ascii("--b\r\n\r\n"), FRAME));
                out.flush();
                Thread.sleep(10);
            }
        });
        try (IngestFixture fixture = IngestFixture.started(IngestFixture.options(camera.at("/"), IngestKind.STILL))) {
            fixture.awaitFrames(3);
            assertThat(camera.connections()).isBetween(3, 4);
            assertThat(fixture.status().lastFailure()).isEmpty();
        }
    }

    @Test
    void aBrokenPictureIsAFailureAndIsAskedForAgain() {
        AtomicInteger asked = new AtomicInteger();
        camera.on("/", (_, out) -> {
            byte[] sent = asked.incrementAndGet() == 1 ? Arrays.copyOf(FRAME, 900) : FRAME;
            out.write(join(
                    ascii("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: " + sent.length + "\r\n\r\n"),
                    sent));
            out.flush();
        });
        try (IngestFixture fixture = IngestFixture.started(IngestFixture.options(camera.at("/")))) {
            fixture.awaitFrames(2);
            assertThat(fixture.status().dropped()).isEqualTo(1);
            assertThat(fixture.failure()).contains("before a whole picture");
        }
    }
}
