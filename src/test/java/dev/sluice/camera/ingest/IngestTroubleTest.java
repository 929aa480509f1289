package dev.sluice.camera.ingest;

import static dev.sluice.camera.ingest.Jpegs.ascii;
import static dev.sluice.camera.ingest.Jpegs.formed;
import static dev.sluice.camera.ingest.Jpegs.join;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.governor.Demand;
import dev.sluice.governor.Governor;
import dev.sluice.governor.Lease;
import dev.sluice.governor.Purpose;
import dev.sluice.support.RawOrigin;
import dev.sluice.support.RedisServer;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cameras that misbehave. */
@Timeout(60)
class IngestTroubleTest {

    private static final String STREAM =
            "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n";
    private static final byte[] FRAME = formed(3_000, 1);
    private static final byte[] PART = join(ascii("--b\r\nContent-Type: image/jpeg\r\n\r\n"), FRAME, ascii("\r\n"));

    private RawOrigin camera;

    @BeforeEach
    void open() throws IOException {
        camera = new RawOrigin();
    }

    @AfterEach
    void close() throws IOException {
        camera.close();
    }

    private IngestFixture started(String path) {
        return IngestFixture.started(IngestFixture.options(camera.at(path)));
    }

    private void assertFails(String path, String words) {
        try (IngestFixture fixture = started(path)) {
            assertThat(fixture.failure()).contains(words);
            assertThat(fixture.frames).isEmpty();
        }
    }

    private void answers(String text) {
        camera.on("/", (_, out) -> {
            RawOrigin.write(out, text);
            throw new RawOrigin.Close();
        });
    }

    @Test
    void silenceEndsTheConnectionAndTheNextOneIsMade() {
        camera.on("/", (_, out) -> {
            RawOrigin.write(out, STREAM);
            out.write(PART);
            out.flush();
            Thread.sleep(30_000);
        });
        try (IngestFixture fixture = started("/").awaitFrames(1)) {
            assertThat(fixture.failure()).isEqualTo("the camera sent nothing for 1 s");
            fixture.awaitFrames(2);
            assertThat(fixture.status().reconnects()).isPositive();
        }
    }

    @Test
    void bytesWithoutPicturesEndTheConnectionToo() {
        camera.on("/", (_, out) -> {
            RawOrigin.write(out, STREAM);
            while (true) {
                out.write('x');
                out.flush();
                Thread.sleep(200);
            }
        });
        try (IngestFixture fixture = started("/")) {
            assertThat(fixture.failure()).isEqualTo("the camera sent no whole picture for 3 s");
        }
    }

    @Test
    void anAnswerThatDoesNotComeIsGivenUp() {
        camera.on("/", (_, out) -> {
            while (true) {
                RawOrigin.write(out, "H");
                Thread.sleep(5_000);
            }
        });
        assertFails("/", "the camera did not answer in time");
    }

    @Test
    void anEndlessHeaderIsGivenUp() {
        camera.on("/", (_, out) -> {
            RawOrigin.write(out, "HTTP/1.1 200 OK\r\n");
            while (true) {
                RawOrigin.write(out, "X-More: and more and more\r\n");
            }
        });
        assertFails("/", "header larger than 16384 bytes");
    }

    @Test
    void whatIsNoStreamIsSaidInWords() {
        answers("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>log in");
        assertFails("/", "answers with a web page");
        answers("HTTP/1.1 200 OK\r\n\r\n<html>log in");
        assertFails("/", "it sent a web page");
        answers("HTTP/1.1 503 Busy\r\n\r\n");
        assertFails("/", "status 503");
        answers("HTTP/1.1 404 No\r\n\r\n");
        assertFails("/", "nothing at this address (status 404)");
        answers("HTTP/1.1 403 No\r\n\r\n");
        assertFails("/", "forbids this address");
        answers("HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"x\"\r\n\r\n");
        assertFails("/", "the camera wants a user and a password");
        answers("HTTP/1.1 what\r\n\r\n");
        assertFails("/", "not HTTP");
        answers("");
        assertFails("/", "closed the connection before its answer");
        answers("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\nzz\r\n");
        assertFails("/", "chunks whose sizes make no sense");
    }

    @Test
    void lastingTroubleWaitsTheLongest() throws Exception {
        answers("HTTP/1.1 403 No\r\n\r\n");
        IngestConfig config = new IngestConfig("", "ffmpeg", DataSize.ofMebibytes(48));
        try (IngestFixture fixture =
                new IngestFixture(IngestFixture.options(camera.at("/")), config, Duration.ofSeconds(20))) {
            fixture.ingest.start();
            assertThat(fixture.failure()).contains("forbids");
            assertThat(fixture.status().state())
                    .isInstanceOfSatisfying(
                            IngestState.Waiting.class,
                            waiting -> assertThat(Duration.between(Instant.now(), waiting.until()))
                                    .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(49)));
        }
    }

    @Test
    void redirectsAreFollowedAndCheckedOnEachHop() {
        camera.on("/a b", "302 Found\r\nLocation: next", "");
        camera.on("/next", "301 Moved\r\nLocation: http://camera.test:" + camera.port() + "/video", "");
        camera.on("/video", (_, out) -> {
            RawOrigin.write(out, STREAM);
            out.write(PART);
            out.flush();
            Thread.sleep(30_000);
        });
        camera.on("/a%20b", "302 Found\r\nLocation: next", "");
        camera.on("/loop", "302 Found\r\nLocation: /loop", "");
        camera.on("/metadata", "302 Found\r\nLocation: http://169.254.169.254/latest/meta-data/", "");
        camera.on("/mapped", "302 Found\r\nLocation: http://[::ffff:169.254.169.254]/latest", "");
        camera.on("/named", "302 Found\r\nLocation: http://metadata.test/latest", "");
        camera.on("/file", "302 Found\r\nLocation: file:///etc/passwd", "");
        try (IngestFixture fixture =
                IngestFixture.started(IngestFixture.options("http://127.0.0.1:" + camera.port() + "/a b"))) {
            fixture.awaitFrames(1);
        }
        assertFails("/loop", "redirects more than 3 times");
        assertFails("/metadata", "a place where no camera is");
        assertFails("/mapped", "a place where no camera is");
        assertFails("/named", "a place where no camera is");
        assertFails("/file", "no address of http");
    }

    @Test
    void whatTheKernelHoldsForACameraIsCountedWhileItIsConnected() throws Exception {
        camera.on("/", (_, out) -> {
            RawOrigin.write(out, STREAM);
            out.write(PART);
            out.flush();
            Thread.sleep(60_000);
        });
        try (IngestFixture fixture = IngestFixture.started(IngestFixture.options(camera.at("/")))) {
            fixture.awaitFrames(1);
            assertThat(fixture.governor.ledger().holders())
                    .filteredOn(holder -> holder.held().tag().equals("porch connection"))
                    .singleElement()
                    .satisfies(holder -> assertThat(holder.held().memory()).isEqualTo(DataSize.ofKibibytes(128)));
        }
    }

    @Test
    void aCameraThatTheBudgetHasNoRoomForIsNotDialled() throws Exception {
        camera.on("/", (_, out) -> RawOrigin.write(out, STREAM));
        try (IngestFixture fixture = new IngestFixture(IngestFixture.options(camera.at("/")))) {
            Demand all = new Demand(
                    Purpose.CACHE, "all", fixture.governor.largest().memory(), DataSize.ZERO, DataSize.ZERO, 0);
            try (Lease _ = fixture.governor.admit(all, Deadline.after(Duration.ofSeconds(1), Ticker.SYSTEM))) {
                fixture.ingest.start();
                assertThat(fixture.failure()).contains("no room for connection, 128.0 KiB");
                assertThat(camera.open()).isZero();
            }
        }
    }

    @Test
    void addressesThatNoCameraHasAreNotDialled() throws Exception {
        Governor governor = new Governor(DataSize.ofMebibytes(1), 1);
        Dialler dialler = new Dialler(new Room("porch", governor, Ticker.SYSTEM), SSLSocketFactory::getDefault);
        for (String never : List.of(
                "169.254.169.254",
                "fe80::1",
                "fd00:ec2::254",
                "::ffff:169.254.1.1",
                "0.0.0.0",
                "224.0.0.1",
                "255.255.255.255",
                "ff02::1",
                "::",
                "64:ff9b::a9fe:a9fe",
                "100.100.100.200",
                "2002:a9fe:a9fe::1",
                "fd00::5efe:a9fe:a9fe")) {
            assertThat(dialler.allows(InetAddress.ofLiteral(never), false))
                    .as(never)
                    .isFalse();
        }
        for (String camera : List.of(
                "192.168.1.2",
                "10.0.0.1",
                "172.16.3.4",
                "100.64.0.9",
                "fd12::1",
                "1.1.1.1",
                "2606:4700::1",
                "64:ff9b::0a00:0001")) {
            assertThat(dialler.allows(InetAddress.ofLiteral(camera), true))
                    .as(camera)
                    .isTrue();
        }
        for (String here : List.of("127.0.0.1", "::1", "127.8.8.8")) {
            assertThat(dialler.allows(InetAddress.ofLiteral(here), false))
                    .as(here)
                    .isTrue();
            assertThat(dialler.allows(InetAddress.ofLiteral(here), true))
                    .as("redirect to %s", here)
                    .isFalse();
        }
    }

    @Test
    void nobodyThereAndUnknownNamesAreSaid() throws IOException {
        int port = RedisServer.freePort();
        try (IngestFixture fixture = IngestFixture.started(IngestFixture.options("http://127.0.0.1:" + port + "/"))) {
            assertThat(fixture.failure()).contains("cannot be reached");
        }
        try (IngestFixture fixture = IngestFixture.started(IngestFixture.options("http://nowhere.test/"))) {
            assertThat(fixture.failure()).contains("name of the camera is unknown");
        }
    }

    @Test
    void aFrameOfElevenMebibytesIsReadOver() {
        byte[] large = formed(11 << 20, 5);
        camera.on("/", (_, out) -> {
            RawOrigin.write(out, STREAM);
            out.write(join(PART, large, PART));
            out.flush();
            Thread.sleep(30_000);
        });
        try (IngestFixture fixture = started("/").awaitFrames(2)) {
            assertThat(Jpegs.prints(fixture.frames)).isEqualTo(Jpegs.prints(List.of(FRAME, FRAME)));
            assertThat(fixture.status().missed()).isEqualTo(1);
        }
    }

    @Test
    void aCameraThatVanishesAThousandTimesLeavesNothing() {
        AtomicInteger visits = new AtomicInteger();
        camera.on("/", (_, out) -> {
            visits.incrementAndGet();
            RawOrigin.write(out, STREAM);
            out.write(PART);
            out.write(PART, 0, PART.length / 2);
            out.flush();
            throw new RawOrigin.Close();
        });
        IngestConfig config = new IngestConfig("", "ffmpeg", DataSize.ofMebibytes(48));
        try (IngestFixture fixture =
                new IngestFixture(IngestFixture.options(camera.at("/")), config, Duration.ofNanos(1_000))) {
            fixture.ingest.start();
            fixture.awaitFrames(1_000);
            assertThat(fixture.status().dropped()).isGreaterThanOrEqualTo(999);
            assertThat(fixture.status().reconnects()).isGreaterThanOrEqualTo(999);
            assertThat(fixture.governor.ledger().holders()).hasSizeLessThanOrEqualTo(2);
        }
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (camera.open() > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(camera.open()).as("sockets still open").isZero();
        assertThat(threads()).as("platform threads").isEmpty();
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("camera-"))
                .toList();
    }

    @Test
    void itMayBeClosedAtAnyMoment() {
        camera.on("/", (_, out) -> {
            RawOrigin.write(out, STREAM);
            while (true) {
                out.write(PART);
                out.flush();
            }
        });
        IntStream.range(0, 60).parallel().forEach(round -> {
            try (IngestFixture fixture = new IngestFixture(IngestFixture.options(camera.at("/")))) {
                if (round % 10 != 0) {
                    fixture.ingest.start();
                }
                LockSupport.parkNanos(round * 200_000L);
            }
        });
    }

    @Test
    void aConsumerThatFailsEndsTheConnectionOnly() {
        camera.on("/", (_, out) -> {
            RawOrigin.write(out, STREAM);
            out.write(PART);
            out.flush();
            Thread.sleep(30_000);
        });
        try (IngestFixture fixture = new IngestFixture(IngestFixture.options(camera.at("/")))) {
            Ingest failing = new Ingests(
                            new IngestConfig("", "ffmpeg", DataSize.ofMebibytes(48)),
                            fixture.governor,
                            Ticker.SYSTEM,
                            InstantSource.system())
                    .ingest("failing", IngestFixture.options(camera.at("/")), fixture.memory, _ -> {
                        throw new IllegalStateException("a fault on purpose");
                    });
            failing.start();
            fixture.await("its failure", () -> failing.status().lastFailure().isPresent());
            assertThat(failing.status().lastFailure())
                    .hasValueSatisfying(why -> assertThat(why).contains("fault"));
            failing.close();
        }
    }
}
