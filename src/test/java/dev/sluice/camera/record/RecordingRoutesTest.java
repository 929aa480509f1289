package dev.sluice.camera.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Values;
import dev.sluice.http.Access;
import dev.sluice.http.AccessConfig;
import dev.sluice.http.Footprint;
import dev.sluice.http.HttpConfig;
import dev.sluice.http.HttpServer;
import dev.sluice.http.Router;
import dev.sluice.support.Wire;
import dev.sluice.units.DataSize;
import dev.sluice.units.Ticker;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Recordings over HTTP, from a real listener. */
class RecordingRoutesTest {

    private static final String SESSIONS = "/cameras/porch/sessions";
    private static final Instant BEGIN = Instant.parse("2026-11-22T10:15:30.123Z");

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private Studio studio;
    private HttpServer server;
    private int port;

    @BeforeEach
    void start() {
        studio = new Studio(folder.resolve("cameras"));
        Router router = new Router();
        new RecordingRoutes(studio.recordings, studio.governor, Ticker.SYSTEM).addTo(router);
        HttpConfig plain = HttpConfig.of(Values.defaults(HttpConfig.SETTINGS));
        HttpConfig config = new HttpConfig(
                "127.0.0.1",
                0,
                50,
                Duration.ofSeconds(2),
                plain.headerTimeout(),
                plain.idleTimeout(),
                Duration.ofMillis(700),
                plain.minUploadRate(),
                plain.uploadGrace(),
                plain.maxHeaders(),
                DataSize.ofKibibytes(16));
        Access access = new Access(
                new AccessConfig(List.of(), List.of(), List.of()),
                config.host(),
                InstantSource.system(),
                router::reading);
        server = new HttpServer(
                config, access, router, new Footprint(() -> 1L, DataSize.ofMebibytes(64)), Ticker.SYSTEM);
        port = server.start().getPort();
    }

    @AfterEach
    void stop() {
        server.close();
        client.shutdownNow();
        studio.close();
    }

    /** A session of these frames at such a pace, which begins so much later than the first. */
    private String record(Duration later, Duration pace, List<byte[]> frames) {
        try {
            SessionWriter writer = studio.recordings.begin("porch", BEGIN.plus(later), 0);
            for (int i = 0; i < frames.size(); i++) {
                writer.append(ByteBuffer.wrap(frames.get(i)), i * pace.toNanos(), Studio.SIZE);
            }
            writer.close();
            return SESSIONS + "/" + writer.id();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<byte[]> jpegs(int count) {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            frames.add(Studio.jpeg(i));
        }
        return frames;
    }

    /** Frames of which some are larger than what a reader holds. */
    private static List<byte[]> large(int count) {
        Random random = new Random(11);
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] frame = new byte[1 + random.nextInt(i % 3 == 0 ? 400_000 : 70_000)];
            random.nextBytes(frame);
            frames.add(frame);
        }
        return frames;
    }

    private HttpResponse<byte[]> send(String method, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            return client.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] get(String path) {
        HttpResponse<byte[]> answer = send("GET", path);
        assertThat(answer.statusCode())
                .as(new String(answer.body(), 0, Math.min(300, answer.body().length), StandardCharsets.ISO_8859_1))
                .isEqualTo(200);
        return answer.body();
    }

    private JsonNode json(String path) {
        return JsonMapper.shared().readTree(get(path));
    }

    @Test
    void sessionsAreListedInPages() {
        for (int i = 0; i < 5; i++) {
            record(Duration.ofHours(i), Duration.ofMillis(100), jpegs(3));
        }
        JsonNode first = json(SESSIONS + "?limit=2");
        assertThat(first.get("sessions").size()).isEqualTo(2);
        JsonNode newest = first.get("sessions").get(0);
        assertThat(newest.get("id").stringValue()).isEqualTo("2026-11-22T14-15-30.123");
        assertThat(newest.get("begin").stringValue()).isEqualTo("2026-11-22T14:15:30.123Z");
        assertThat(newest.get("end").stringValue()).isEqualTo("2026-11-22T14:15:30.323Z");
        assertThat(newest.get("seconds").doubleValue()).isEqualTo(0.2);
        assertThat(newest.get("frames").intValue()).isEqualTo(3);
        assertThat(newest.get("width").intValue()).isEqualTo(64);
        assertThat(newest.get("complete").booleanValue()).isTrue();
        JsonNode second = json(SESSIONS + "?limit=2&cursor=" + first.get("next").stringValue());
        JsonNode third = json(SESSIONS + "?limit=2&cursor=" + second.get("next").stringValue());
        assertThat(third.get("sessions").size()).isEqualTo(1);
        assertThat(third.get("next").isNull()).isTrue();
        assertThat(get(newest.get("play").stringValue() + "?speed=100")).isNotEmpty();
        assertThat(json("/cameras/nobody/sessions").get("sessions").size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SESSIONS + "?limit=0",
                SESSIONS + "?limit=101",
                SESSIONS + "?cursor=..",
                SESSIONS + "?page=2",
                "/cameras/.%2E/sessions",
                "/cameras/a%20b/sessions",
                SESSIONS + "/2026-11-22T10-15-30.123/play?speed=0",
                SESSIONS + "/2026-11-22T10-15-30.123/play?speed=1e9",
                SESSIONS + "/2026-11-22T10-15-30.123/play?from=-1",
                SESSIONS + "/2026-11-22T10-15-30.123/play?from=60",
            })
    void whatCannotBeAskedForIsRefused(String path) {
        record(Duration.ZERO, Duration.ofMillis(100), jpegs(2));
        assertThat(send("GET", path).statusCode()).isIn(400, 404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/2026-11-22T10-15-30.124",
                "/2026-11-22",
                "/.%2E%2F.%2E",
                "/2026-11-22T10-15-30.123.deleted",
                "/2026-11-22T10-15-30.123/frames/0",
                "/2026-11-22T10-15-30.123/frames/3",
                "/2026-11-22T10-15-30.123/frames/one",
                "/2026-11-22T10-15-30.123/frames/../index",
                "/2026-11-22T10-15-30.123/frames.mjpeg"
            })
    void whatIsNotThereIsNotFound(String path) {
        record(Duration.ZERO, Duration.ofMillis(100), jpegs(2));
        assertThat(send("GET", SESSIONS + path).statusCode()).isIn(400, 404);
        assertThat(send("DELETE", SESSIONS + path).statusCode()).isIn(400, 404, 405);
        assertThat(json(SESSIONS).get("sessions").size()).isEqualTo(1);
    }

    @Test
    void oneFrameIsAPictureThatBrowsersKeep() {
        List<byte[]> frames = large(4);
        String session = record(Duration.ZERO, Duration.ofMillis(1_500), frames);
        for (int number = 1; number <= 4; number++) {
            HttpResponse<byte[]> answer = send("GET", session + "/frames/" + number);
            assertThat(answer.body()).isEqualTo(frames.get(number - 1));
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("image/jpeg");
            assertThat(answer.headers().firstValue("ETag")).isPresent();
        }
        HttpResponse<byte[]> fourth = send("HEAD", session + "/frames/4");
        assertThat(fourth.headers().firstValue("Last-Modified")).hasValue("Sun, 22 Nov 2026 10:15:34 GMT");
        assertThat(fourth.headers().firstValueAsLong("Content-Length")).hasValue(frames.get(3).length);
    }

    /** Parts of a multipart answer, strictly: boundary, headers, so many bytes, line end. */
    private static List<byte[]> parts(byte[] body) {
        List<byte[]> parts = new ArrayList<>();
        int at = expect(body, 0, "--frame");
        while (body[at] != '-') {
            at = expect(body, at, "\r\nContent-Type: image/jpeg\r\nContent-Length: ");
            int length = 0;
            while (body[at] != '\r') {
                length = length * 10 + body[at++] - '0';
            }
            at = expect(body, at, "\r\nX-Timestamp: 17");
            while (body[at] != '\r') {
                at++;
            }
            at = expect(body, at, "\r\n\r\n");
            byte[] part = new byte[length];
            System.arraycopy(body, at, part, 0, length);
            parts.add(part);
            at = expect(body, at + length, "\r\n--frame");
        }
        assertThat(expect(body, at, "--\r\n")).isEqualTo(body.length);
        return parts;
    }

    private static int expect(byte[] body, int at, String text) {
        assertThat(new String(body, at, text.length(), StandardCharsets.ISO_8859_1))
                .isEqualTo(text);
        return at + text.length();
    }

    @Test
    void aFilmIsPlayedAtItsOwnPaceOrAnother() {
        List<byte[]> frames = jpegs(11);
        String session = record(Duration.ZERO, Duration.ofMillis(100), frames);
        long begun = System.nanoTime();
        assertThat(parts(get(session + "/play"))).containsExactlyElementsOf(frames);
        long once = System.nanoTime() - begun;
        assertThat(once).isBetween(1_000_000_000L, 2_500_000_000L);
        begun = System.nanoTime();
        List<byte[]> fast = parts(get(session + "/play?speed=5"));
        assertThat(System.nanoTime() - begun).isBetween(200_000_000L, 900_000_000L);
        assertThat(fast.getFirst()).isEqualTo(frames.getFirst());
        assertThat(fast.getLast()).isEqualTo(frames.getLast());
        assertThat(parts(get(session + "/play?from=0.75&speed=10"))).contains(frames.get(8), frames.get(10));
        assertThat(parts(get(session + "/play?from=0.75&speed=10")).getFirst()).isEqualTo(frames.get(8));
        HttpResponse<byte[]> head = send("HEAD", session + "/play");
        assertThat(head.headers().firstValue("Content-Type")).hasValue("multipart/x-mixed-replace; boundary=frame");
    }

    @Test
    void theHeadOfTheNextFrameComesRightAfterAFrame() {
        List<byte[]> frames = jpegs(2);
        String session = record(Duration.ZERO, Duration.ofSeconds(20), frames);
        try (Wire wire = new Wire(port)) {
            wire.send("GET " + session + "/play HTTP/1.1\r\nHost: localhost\r\n\r\n");
            String expected = "Content-Length: " + frames.get(1).length + "\r\n";
            assertThat(wire.until(expected)).contains("--frame", "Content-Length: " + frames.get(0).length);
        }
        Studio.until(() -> studio.governor.ledger().holders().isEmpty());
    }

    @Test
    void aClientThatIsSlowerThanTheFilmGetsFewerFrames() throws Exception {
        List<byte[]> frames = large(60);
        String session = record(Duration.ZERO, Duration.ofMillis(20), frames);
        long begun = System.nanoTime();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + session + "/play"))
                .build();
        byte[] body;
        try (var in = client.send(request, BodyHandlers.ofInputStream()).body()) {
            var bytes = new ByteArrayOutputStream();
            byte[] some = in.readNBytes(50_000);
            while (some.length > 0) {
                bytes.writeBytes(some);
                LockSupport.parkNanos(20_000_000);
                some = in.readNBytes(50_000);
            }
            body = bytes.toByteArray();
        }
        List<byte[]> parts = parts(body);
        assertThat(parts.size()).isBetween(3, 50);
        assertThat(parts.getLast()).isEqualTo(frames.getLast());
        assertThat(System.nanoTime() - begun).isLessThan(6_000_000_000L);
    }

    @Test
    void aClientThatStallsIsCutOffAndHoldsNothing() {
        String session = record(Duration.ZERO, Duration.ofMillis(1), large(120));
        try (Wire player = new Wire(port, 4_096);
                Wire downloader = new Wire(port, 4_096)) {
            player.send("GET " + session + "/play HTTP/1.1\r\nHost: localhost\r\n\r\n");
            downloader.send("GET " + session + "/download HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Studio.until(() -> studio.governor.ledger().holders().size() == 2);
            assertThat(studio.governor.ledger().memory().used()).isEqualTo(2 * 65_536);
            assertThat(send("DELETE", session).statusCode()).isEqualTo(409);
            Studio.until(() -> studio.governor.ledger().holders().isEmpty());
        }
        assertThat(send("DELETE", session).statusCode()).isEqualTo(204);
        assertThat(send("GET", session).statusCode()).isEqualTo(404);
    }

    @Test
    void aDownloadIsAZipThatEverybodyReads() throws Exception {
        List<byte[]> frames = large(25);
        String session = record(Duration.ZERO, Duration.ofMillis(700), frames);
        HttpResponse<byte[]> answer = send("GET", session + "/download");
        assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(answer.body().length);
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"porch-2026-11-22T10-15-30.123.zip\"");
        assertThat(send("HEAD", session + "/download").headers().firstValueAsLong("Content-Length"))
                .hasValue(answer.body().length);
        Path zip = Files.write(folder.resolve("session.zip"), answer.body());
        assertThat(run("unzip", "-t", zip.toString())).contains("No errors detected");
        try (ZipFile file = new ZipFile(zip.toFile())) {
            assertThat(file.size()).isEqualTo(26);
            for (int i = 0; i < frames.size(); i++) {
                ZipEntry entry = file.getEntry(String.format("frame-%06d.jpg", i + 1));
                assertThat(file.getInputStream(entry).readAllBytes()).isEqualTo(frames.get(i));
                assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
                assertThat(entry.getLastModifiedTime().toMillis() / 1_000)
                        .isEqualTo(BEGIN.plusMillis(700L * i).getEpochSecond());
            }
            JsonNode index = JsonMapper.shared()
                    .readTree(file.getInputStream(file.getEntry("index.json")).readAllBytes());
            assertThat(index.get("frames").size()).isEqualTo(25);
            assertThat(index.get("frames").get(3).get("seconds").doubleValue()).isEqualTo(2.1);
        }
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aZipOfMoreEntriesThanTheSmallFormHoldsIsInTheLargeOne() throws Exception {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < 70_000; i++) {
            frames.add(new byte[] {(byte) i});
        }
        String session = record(Duration.ZERO, Duration.ofMillis(10), frames);
        HttpResponse<byte[]> answer = send("GET", session + "/download");
        assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(answer.body().length);
        Path zip = Files.write(folder.resolve("session.zip"), answer.body());
        try (ZipFile file = new ZipFile(zip.toFile())) {
            assertThat(file.size()).isEqualTo(70_001);
            assertThat(file.getInputStream(file.getEntry("frame-070000.jpg")).readAllBytes())
                    .containsExactly((byte) 69_999);
        }
        assertThat(run("unzip", "-tqq", zip.toString())).doesNotContain("error").doesNotContain("bad");
    }

    @Test
    void whatIsBeingRecordedCanBeSeenAsFarAsItIs() throws IOException {
        SessionWriter writer = studio.recordings.begin("porch", BEGIN, 0);
        writer.append(ByteBuffer.wrap(Studio.jpeg(1)), 0, Studio.SIZE);
        String session = SESSIONS + "/" + writer.id();
        assertThat(json(session).get("complete").booleanValue()).isFalse();
        assertThat(parts(get(session + "/play"))).containsExactly(Studio.jpeg(1));
        assertThat(entries(get(session + "/download"))).isEqualTo(2);
        assertThat(send("DELETE", session).statusCode()).isEqualTo(409);
        writer.append(ByteBuffer.wrap(Studio.jpeg(2)), 1_000, Studio.SIZE);
        assertThat(json(session).get("frames").intValue()).isEqualTo(2);
        writer.close();
        assertThat(send("DELETE", session).statusCode()).isEqualTo(204);
        assertThat(folder.resolve("cameras"))
                .satisfies(
                        path -> assertThat(Files.exists(path.resolve("porch"))).isFalse());
    }

    private static int entries(byte[] zip) throws IOException {
        int entries = 0;
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            @Nullable ZipEntry entry = in.getNextEntry();
            while (entry != null) {
                entries++;
                entry = in.getNextEntry();
            }
        }
        return entries;
    }

    @Test
    void ofADamagedSessionTheRestIsShown() throws Exception {
        List<byte[]> frames = jpegs(6);
        String session = record(Duration.ZERO, Duration.ofMillis(10), frames);
        Path files = folder.resolve("cameras/porch/2026-11-22/10-15-30.123");
        byte[] index = Files.readAllBytes(files.resolve("index"));
        index[32 + 5] ^= 1;
        Files.write(files.resolve("index"), index);
        byte[] data = Files.readAllBytes(files.resolve("frames.mjpeg"));
        data[frames.get(0).length + frames.get(1).length + frames.get(2).length + 40] ^= 1;
        Files.write(files.resolve("frames.mjpeg"), data);
        assertThat(parts(get(session + "/play?speed=0.5")))
                .containsExactly(frames.get(0), frames.get(2), frames.get(4), frames.get(5));
        assertThat(send("GET", session + "/frames/2").statusCode()).isEqualTo(404);
        assertThat(send("GET", session + "/frames/4").statusCode()).isEqualTo(404);
        Path zip = Files.write(folder.resolve("session.zip"), get(session + "/download"));
        assertThat(run("unzip", "-t", zip.toString()))
                .contains("frame-000004.jpg         bad CRC")
                .contains("frame-000003.jpg         OK")
                .doesNotContain("frame-000002.jpg");
    }

    @Test
    void playingEndsWhenTheServerStops() throws InterruptedException {
        String session = record(Duration.ZERO, Duration.ofSeconds(60), jpegs(2));
        try (Wire wire = new Wire(port)) {
            wire.send("GET " + session + "/play HTTP/1.1\r\nHost: localhost\r\n\r\n");
            wire.until("--frame");
            long begun = System.nanoTime();
            server.stop(Duration.ofSeconds(7));
            assertThat(System.nanoTime() - begun).isLessThan(2_000_000_000L);
            assertThat(wire.isClosedByPeer()).isTrue();
        }
    }
}
