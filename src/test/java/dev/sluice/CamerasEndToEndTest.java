package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Pictures;
import dev.sluice.support.Reply;
import dev.sluice.support.RunningSluice;
import dev.sluice.support.TestCamera;
import dev.sluice.support.Wire;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Cameras in the running server, from a real source to real viewers. */
class CamerasEndToEndTest {

    @RegisterExtension
    final RunningSluice sluice = RunningSluice.with(Map.of("http.max-connections", "40"));

    private TestCamera camera;

    @BeforeEach
    void open() throws IOException {
        camera = TestCamera.of(160, 120, 25);
    }

    @AfterEach
    void close() throws IOException {
        for (var one : sluice.get("/cameras").json(200).get("cameras")) {
            sluice.delete("/cameras/" + one.get("name").asString());
        }
        camera.close();
    }

    private Reply define(String name, String more) {
        return sluice.put("/cameras/" + name, "{\"url\": \"" + camera.url() + "\"" + more + "}");
    }

    private String state(String name) {
        return sluice.get("/cameras/" + name).json(200).get("state").asString();
    }

    private static void eventually(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Reads so many parts of a stream, each by its Content-Length. */
    private static List<byte[]> parts(InputStream in, int count) throws IOException {
        List<byte[]> parts = new ArrayList<>();
        while (parts.size() < count) {
            int length = -1;
            String line = line(in);
            while (!line.isEmpty() || length < 0) {
                if (line.startsWith("Content-Length: ")) {
                    length = Integer.parseInt(line.substring(16));
                }
                line = line(in);
            }
            byte[] part = in.readNBytes(length);
            assertThat(part).hasSize(length);
            parts.add(part);
        }
        return parts;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = in.read();
        while (next != '\n') {
            assertThat(next).as("the stream goes on").isNotNegative();
            line.append((char) next);
            next = in.read();
        }
        return line.toString().strip();
    }

    private Wire viewer(String path) {
        return sluice.wire().send("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    }

    private boolean sent(byte[] part) {
        return camera.frames().stream().anyMatch(frame -> Arrays.equals(frame, part));
    }

    @Test
    void aViewerGetsTheFramesOfTheCameraByteForByte() throws IOException {
        assertThat(define("porch", "").status()).isEqualTo(201);
        eventually("live", () -> state("porch").equals("live"));
        try (Wire wire = viewer("/cameras/porch/stream")) {
            List<byte[]> parts = parts(wire.in(), 10);
            assertThat(parts).allMatch(this::sent);
            assertThat(parts.stream().map(Arrays::hashCode).distinct().count()).isGreaterThan(2);
        }
        eventually(
                "the viewer is forgotten",
                () -> sluice.get("/cameras/porch").json(200).get("viewers").asInt() == 0);
        assertThat(camera.asked()).isEqualTo(1);
    }

    @Test
    void allViewersShareOneConnectionToTheCamera() throws IOException {
        define("porch", "");
        List<Wire> wires = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            wires.add(viewer("/cameras/porch/stream"));
        }
        for (Wire wire : wires) {
            assertThat(parts(wire.in(), 5)).allMatch(this::sent);
        }
        assertThat(sluice.get("/cameras/porch").json(200).get("viewers").asInt())
                .isEqualTo(10);
        assertThat(camera.asked()).isEqualTo(1);
        wires.forEach(Wire::close);
    }

    @Test
    void aSnapshotIsTheNewestFrameAndAFreshOneTheNext() {
        define("porch", "");
        Reply one = sluice.get("/cameras/porch/snapshot");
        assertThat(one.status()).isEqualTo(200);
        assertThat(one.header("Content-Type")).isEqualTo("image/jpeg");
        assertThat(sent(one.bytes())).isTrue();
        camera.silent(true);
        eventually("silence", () -> {
            String before = String.valueOf(sluice.get("/cameras/porch/snapshot").header("ETag"));
            pause(100);
            return before.equals(sluice.get("/cameras/porch/snapshot").header("ETag"));
        });
        Reply last = sluice.get("/cameras/porch/snapshot");
        assertThat(sluice.get("/cameras/porch/snapshot", "If-None-Match", String.valueOf(last.header("ETag")))
                        .status())
                .isEqualTo(304);
        Thread.ofVirtual().start(() -> {
            pause(300);
            camera.silent(false);
        });
        Reply fresh = sluice.get("/cameras/porch/snapshot?fresh=1");
        assertThat(fresh.status()).isEqualTo(200);
        assertThat(fresh.header("ETag")).isNotEqualTo(last.header("ETag"));
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void sizesAreMadeToMeasureForSnapshotsAndStreams() throws IOException {
        define("porch", "");
        assertThat(sluice.get("/cameras/porch/snapshot?w=80").picture().getWidth())
                .isEqualTo(80);
        try (Wire one = viewer("/cameras/porch/stream?w=40&q=50");
                Wire other = viewer("/cameras/porch/stream?q=50&w=40&fps=5")) {
            assertThat(parts(one.in(), 3)).allMatch(part -> width(part) == 40);
            assertThat(parts(other.in(), 2)).allMatch(part -> width(part) == 40);
            List<Wire> more = new ArrayList<>();
            for (int width = 50; width < 53; width++) {
                more.add(viewer("/cameras/porch/stream?w=" + width));
                parts(more.getLast().in(), 1);
            }
            Reply fifth = sluice.get("/cameras/porch/stream?w=60");
            assertThat(fifth.status()).isEqualTo(503);
            assertThat(fifth.problem().get("detail").asString()).contains("4 sizes already");
            more.forEach(Wire::close);
        }
    }

    private static int width(byte[] jpeg) {
        return Pictures.decode(jpeg).getWidth();
    }

    @Test
    void theRateOfAViewerIsKept() throws IOException {
        define("porch", "");
        try (Wire wire = viewer("/cameras/porch/stream?fps=5")) {
            parts(wire.in(), 1);
            long begun = System.nanoTime();
            parts(wire.in(), 10);
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(Duration.ofMillis(1_600), Duration.ofMillis(3_500));
        }
    }

    @Test
    void startAndStopMayBeSaidAtAnyTime() throws IOException {
        define("porch", ", \"running\": false");
        assertThat(state("porch")).isEqualTo("stopped");
        Reply stopped = sluice.get("/cameras/porch/stream");
        assertThat(stopped.status()).isEqualTo(409);
        assertThat(stopped.problem().get("detail").asString()).contains("POST /cameras/porch/start");
        assertThat(camera.asked()).isZero();
        for (int i = 0; i < 3; i++) {
            assertThat(sluice.post("/cameras/porch/start", "").status()).isEqualTo(200);
            assertThat(sluice.post("/cameras/porch/start", "").status()).isEqualTo(200);
            try (Wire wire = viewer("/cameras/porch/stream")) {
                parts(wire.in(), 2);
                assertThat(sluice.post("/cameras/porch/stop", "").status()).isEqualTo(200);
                assertThat(wire.isClosedByPeer()).isTrue();
            }
            assertThat(sluice.post("/cameras/porch/stop", "")
                            .json(200)
                            .get("state")
                            .asString())
                    .isEqualTo("stopped");
        }
        assertThat(camera.asked()).isEqualTo(3);
    }

    @Test
    void viewersOfACameraThatIsChangedSeeTheNewSource() throws IOException {
        define("porch", "");
        try (Wire wire = viewer("/cameras/porch/stream");
                TestCamera other = TestCamera.of(200, 100, 25)) {
            parts(wire.in(), 2);
            assertThat(sluice.put("/cameras/porch", "{\"url\": \"" + other.url() + "\"}")
                            .status())
                    .isEqualTo(200);
            InputStream in = wire.in();
            int tries = 0;
            while (width(parts(in, 1).getFirst()) != 200) {
                assertThat(tries++).isLessThan(100);
            }
        }
    }

    @Test
    void camerasAreKeptOverARestart() throws IOException {
        define("porch", ", \"user\": \"eve\", \"password\": \"secret\"");
        define("yard", ", \"running\": false");
        sluice.restartAtWork();
        eventually("live", () -> state("porch").equals("live"));
        assertThat(state("yard")).isEqualTo("stopped");
        String shown = sluice.get("/cameras").text();
        assertThat(shown).doesNotContain("secret").contains("\"***\"");
        assertThat(Files.getPosixFilePermissions(sluice.data().resolve("cameras.json")))
                .hasSize(2);
        define("porch", ", \"user\": \"eve\", \"password\": \"***\"");
        assertThat(Files.readString(sluice.data().resolve("cameras.json"))).contains("secret");
    }

    @Test
    void aStalledViewerHoldsUpNobody() throws IOException {
        define("porch", "");
        eventually("live", () -> state("porch").equals("live"));
        List<Wire> stalled = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            stalled.add(new Wire(sluice.port(), 4_096)
                    .send("GET /cameras/porch/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
            pause(50);
        }
        try (Wire good = viewer("/cameras/porch/stream")) {
            parts(good.in(), 1);
            pause(2_500);
            long begun = System.nanoTime();
            List<byte[]> parts = parts(good.in(), 50);
            assertThat(parts).allMatch(this::sent);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
        }
        stalled.forEach(Wire::close);
    }

    @Test
    void viewersBeyondTheBoundAreRefusedAndOthersAreAnswered() throws IOException {
        define("porch", "");
        List<Wire> viewers = new ArrayList<>();
        for (int i = 0; i < 36; i++) {
            viewers.add(viewer("/cameras/porch/stream"));
            parts(viewers.getLast().in(), 1);
        }
        for (int i = 0; i < 100; i++) {
            try (Wire refused = viewer("/cameras/porch/stream")) {
                assertThat(refused.answer()).startsWith("HTTP/1.1 503").contains("camera.max-viewers");
            }
        }
        assertThat(sluice.get("/health/live").status()).isEqualTo(200);
        assertThat(parts(viewers.getFirst().in(), 3)).allMatch(this::sent);
        viewers.forEach(Wire::close);
        eventually(
                "the viewers are forgotten",
                () -> sluice.get("/cameras/porch").json(200).get("viewers").asInt() == 0);
        try (Wire again = viewer("/cameras/porch/stream")) {
            parts(again.in(), 1);
        }
    }

    @Test
    void badInputSaysWhatIsWrong() {
        assertThat(problem(sluice.put("/cameras/porch", "{}"))).contains("url: the address of the camera is missing");
        assertThat(problem(sluice.put("/cameras/porch", "{\"ulr\": \"x\", \"url\": \"http://h/\"}")))
                .contains("ulr: there is no such key; did you mean url?");
        assertThat(problem(sluice.put("/cameras/porch", "{\"url\": \"gopher://h/\"}")))
                .contains("url");
        assertThat(problem(sluice.put("/cameras/porch", "{\"url\": \"http://h/\", \"interval\": \"1 hour\"}")))
                .contains("interval: '1 hour' is not a time");
        assertThat(problem(sluice.put("/cameras/Porch!", "{\"url\": \"http://h/\"}")))
                .contains("1 to 64 characters");
        assertThat(problem(sluice.put("/cameras/porch", "[1]"))).contains("a JSON object is expected");
        define("porch", "");
        assertThat(problem(sluice.get("/cameras/prch"))).contains("did you mean porch?");
        assertThat(problem(sluice.get("/cameras/porch/stream?fps=0"))).contains("fps");
        assertThat(problem(sluice.get("/cameras/porch/snapshot?w=0"))).contains("w");
    }

    private static String problem(Reply reply) {
        assertThat(reply.status()).isBetween(400, 499);
        return reply.problem().get("detail").asString();
    }

    @Test
    void aCameraThatCannotBeReachedSaysWhyAndIsTriedAgain() throws IOException {
        int port;
        try (TestCamera gone = TestCamera.of(8, 8, 1)) {
            port = Integer.parseInt(gone.url().replaceAll(".*:(\\d+)/.*", "$1"));
        }
        sluice.put("/cameras/porch", "{\"url\": \"http://127.0.0.1:" + port + "/\"}");
        eventually("waiting", () -> state("porch").equals("waiting"));
        var json = sluice.get("/cameras/porch").json(200);
        assertThat(json.get("lastFailure").asString()).isNotBlank();
        assertThat(json.has("nextTryAt")).isTrue();
    }

    @Test
    void whatIsRecordedCanBeListedAndDownloaded() throws IOException {
        define("porch", ", \"record\": {\"mode\": \"always\"}, \"watch\": {\"rate\": 5, \"motion\": {}}");
        eventually("frames are recorded and looked at", () -> {
            var json = sluice.get("/cameras/porch").json(200);
            return json.at("/record/frames").asInt() > 10
                    && json.at("/watch/processed").asInt() > 2;
        });
        sluice.post("/cameras/porch/stop", "");
        var sessions = sluice.get("/cameras/porch/sessions").json(200).get("sessions");
        assertThat(sessions.size()).isEqualTo(1);
        String session = "/cameras/porch/sessions/" + sessions.get(0).get("id").asString();
        int frames = 0;
        try (ZipInputStream zip = new ZipInputStream(
                new ByteArrayInputStream(sluice.get(session + "/download").bytes()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] content = zip.readAllBytes();
                if (entry.getName().endsWith(".jpg")) {
                    assertThat(sent(content)).isTrue();
                    frames++;
                }
            }
        }
        assertThat(frames)
                .isEqualTo(sluice.get(session).json(200).get("frames").asInt())
                .isGreaterThan(10);
        assertThat(sluice.delete(session).status()).isEqualTo(204);
    }

    @Test
    void whoListensIsToldWhatHappens() throws IOException {
        define("porch", ", \"running\": false");
        try (Wire wire = viewer("/cameras/porch/events")) {
            assertThat(wire.until("\n\n")).contains("\"state\":\"stopped\"");
            sluice.post("/cameras/porch/start", "");
            assertThat(wire.until("\"state\":\"live\"")).contains("event: state");
            sluice.delete("/cameras/porch");
            assertThat(wire.until("\r\n0\r\n\r\n")).isNotEmpty();
        }
    }

    @Test
    void whoeverSaysSomethingAtOnceTheLastOneCounts() throws InterruptedException {
        define("porch", "");
        long seed = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Random random = new Random(seed + i);
            threads.add(Thread.ofVirtual().start(() -> {
                for (int turn = 0; turn < 15; turn++) {
                    switch (random.nextInt(3)) {
                        case 0 -> sluice.post("/cameras/porch/start", "");
                        case 1 -> sluice.post("/cameras/porch/stop", "");
                        case 2 -> define("porch", ", \"maxRate\": " + (1 + random.nextInt(50)));
                        default -> throw new IllegalStateException();
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        sluice.post("/cameras/porch/start", "");
        eventually("seed " + seed, () -> state("porch").equals("live"));
        sluice.post("/cameras/porch/stop", "");
        assertThat(state("porch")).isEqualTo("stopped");
    }

    @Test
    void startingAndStoppingLeavesNothingBehind() throws IOException {
        define("porch", "");
        int threads = 0;
        for (int i = 0; i < 30; i++) {
            sluice.post("/cameras/porch/start", "");
            try (Wire wire = viewer("/cameras/porch/stream");
                    Wire scaled = viewer("/cameras/porch/stream?w=80")) {
                parts(wire.in(), 1);
                parts(scaled.in(), 1);
                sluice.post("/cameras/porch/stop", "");
            }
            if (i == 3) {
                threads = Thread.activeCount();
            }
        }
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 2);
        eventually(
                "no lease is held", () -> !sluice.get("/memory_status").text().contains("porch"));
    }
}
