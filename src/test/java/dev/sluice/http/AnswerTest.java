package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.governor.Demand;
import dev.sluice.governor.Governor;
import dev.sluice.governor.Lease;
import dev.sluice.governor.Payload;
import dev.sluice.governor.Purpose;
import dev.sluice.support.Wire;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.MediaType;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {

    private static final String TEN = "0123456789";
    private static final Instant CHANGED = Instant.parse("2026-03-01T10:00:00.750Z");
    private static final Representation CONTENT = Representation.of(MediaType.PNG)
            .tagged("v1")
            .modified(CHANGED)
            .cached("max-age=60")
            .header("Vary", "Accept");
    private static final int LARGE = 3_000_001;

    @TempDir
    private static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        Path ten = Files.writeString(folder.resolve("ten"), TEN);
        Path empty = Files.createFile(folder.resolve("empty"));
        byte[] noise = new byte[LARGE];
        new Random(7).nextBytes(noise);
        Path large = Files.write(folder.resolve("large"), noise);
        server = TestServer.of(new Router()
                .get("/bytes", exchange -> exchange.answer().bytes(ascii(), CONTENT))
                .get("/file", exchange -> exchange.answer().file(ten, CONTENT))
                .get("/empty", exchange -> exchange.answer().file(empty, CONTENT))
                .get("/large", exchange -> exchange.answer().file(large, Representation.of("text/plain")))
                .get("/gone", exchange -> exchange.answer().file(folder.resolve("gone"), CONTENT))
                .get("/folder", exchange -> exchange.answer().file(folder, CONTENT))
                .get("/payload", AnswerTest::payload)
                .get("/made", exchange -> {
                    if (!exchange.answer().unchanged(CONTENT)) {
                        throw new IllegalStateException("made although the client has it");
                    }
                })
                .get("/json", exchange -> exchange.answer().json(201, Map.of("totalImages", 3)))
                .get("/stages", exchange -> {
                    exchange.stage("spool");
                    exchange.stage("render");
                    exchange.answer().text(200, "done");
                })
                .get("/page", new StaticPage(Answer.class, "sign-in.html", StaticPage.HTML)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static ByteBuffer ascii() {
        return ByteBuffer.wrap(("--" + TEN + "--").getBytes(StandardCharsets.US_ASCII), 2, 10);
    }

    private static void payload(Exchange exchange) {
        DataSize size = DataSize.ofBytes(200_000);
        try (Governor governor = new Governor(DataSize.ofMebibytes(1), 1);
                Lease lease = governor.admit(
                        Demand.memory(Purpose.RENDER, exchange.id(), size),
                        Deadline.after(Duration.ofSeconds(1), Ticker.SYSTEM))) {
            Payload payload = lease.payload(size);
            payload.segment().fill((byte) 'p');
            exchange.answer().bytes(payload, CONTENT);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-3,206,0123,bytes 0-3/10",
        "bytes=4-,206,456789,bytes 4-9/10",
        "bytes=-3,206,789,bytes 7-9/10",
        "bytes=-30,206,0123456789,bytes 0-9/10",
        "bytes=9-9,206,9,bytes 9-9/10",
        "bytes=0-999,206,0123456789,bytes 0-9/10",
        "BYTES=1-2,206,12,bytes 1-2/10",
        "bytes= 1 - 2 ,206,12,bytes 1-2/10",
        "bytes=10-,416,,bytes */10",
        "bytes=10-12,416,,bytes */10",
        "bytes=-0,416,,bytes */10",
        "'bytes=0-1,3-4',200,0123456789,",
        "bytes=3-1,200,0123456789,",
        "bytes=a-b,200,0123456789,",
        "bytes=-,200,0123456789,",
        "bytes=1,200,0123456789,",
        "lines=1-2,200,0123456789,",
        "bytes=99999999999999999999-,200,0123456789,",
        "bytes=--1,200,0123456789,",
    })
    void answersRanges(String range, int status, String body, String contentRange) {
        for (String path : new String[] {"/bytes", "/file"}) {
            HttpResponse<String> answer = server.get(path, "Range", range);
            assertThat(answer.statusCode()).as(path).isEqualTo(status);
            if (body != null) {
                assertThat(answer.body()).isEqualTo(body);
            }
            assertThat(answer.headers().firstValue("Content-Range").orElse(null))
                    .isEqualTo(contentRange);
        }
    }

    @Test
    void describesWhatItSends() {
        HttpResponse<String> answer = server.get("/file");
        assertThat(answer.body()).isEqualTo(TEN);
        assertThat(answer.headers().map())
                .containsEntry("Content-Type", List.of("image/png"))
                .containsEntry("ETag", List.of("\"v1\""))
                .containsEntry("Last-Modified", List.of("Sun, 01 Mar 2026 10:00:00 GMT"))
                .containsEntry("Cache-Control", List.of("max-age=60"))
                .containsEntry("Vary", List.of("Accept"))
                .containsEntry("Accept-Ranges", List.of("bytes"))
                .containsEntry("Content-Length", List.of("10"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"v1\"", "W/\"v1\"", "\"v0\", \"v1\"", "*"})
    void answers304ToAKnownTag(String tag) {
        HttpResponse<String> answer = server.get("/file", "If-None-Match", tag);
        assertThat(answer.statusCode()).isEqualTo(304);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("ETag")).hasValue("\"v1\"");
        assertThat(server.get("/made", "If-None-Match", tag).statusCode()).isEqualTo(304);
    }

    @ParameterizedTest
    @CsvSource({
        "If-None-Match,'\"v2\"',200",
        "If-None-Match,v1,200",
        "If-Modified-Since,'Sun, 01 Mar 2026 10:00:00 GMT',304",
        "If-Modified-Since,'Sun, 01 Mar 2026 10:00:01 GMT',304",
        "If-Modified-Since,'Sun, 01 Mar 2026 09:59:59 GMT',200",
        "If-Modified-Since,yesterday,200",
    })
    void comparesConditions(String header, String value, int status) {
        assertThat(server.get("/bytes", header, value).statusCode()).isEqualTo(status);
    }

    @Test
    void prefersTheTagToTheDate() {
        HttpResponse<String> answer =
                server.get("/bytes", "If-None-Match", "\"v2\"", "If-Modified-Since", "Sun, 01 Mar 2026 10:00:00 GMT");
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"v1\"',206",
        "'\"v0\"',200",
        "'W/\"v1\"',200",
        "'Sun, 01 Mar 2026 10:00:00 GMT',206",
        "'Sun, 01 Mar 2026 10:00:01 GMT',200",
    })
    void answersARangeOfTheSameContentOnly(String condition, int status) {
        assertThat(server.get("/file", "Range", "bytes=0-1", "If-Range", condition)
                        .statusCode())
                .isEqualTo(status);
    }

    @Test
    void answersHeadOfAFile() {
        HttpResponse<String> answer = server.send(
                server.request("/large").header("Range", "bytes=0-1").HEAD());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Length")).hasValue(Integer.toString(LARGE));
        assertThat(server.send(server.request("/file")
                                .header("If-None-Match", "*")
                                .HEAD())
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void sendsLargeFilesWhole() throws IOException {
        try (Wire wire = server.wire()) {
            String answer =
                    wire.send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n").answer();
            byte[] content = answer.substring(answer.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.ISO_8859_1);
            assertThat(content).isEqualTo(Files.readAllBytes(folder.resolve("large")));
            String range = wire.send("GET /large HTTP/1.1\r\nHost: localhost\r\nRange: bytes=65530-200000\r\n\r\n")
                    .answer();
            assertThat(range).hasSize(range.indexOf("\r\n\r\n") + 4 + 200_000 - 65_530 + 1);
        }
    }

    @Test
    void sendsPayloadsBeforeTheirLeaseCloses() {
        assertThat(server.get("/payload").body()).isEqualTo("p".repeat(200_000));
    }

    @Test
    void sendsEmptyFiles() {
        assertThat(server.get("/empty").statusCode()).isEqualTo(200);
        assertThat(server.get("/empty", "Range", "bytes=0-").statusCode()).isEqualTo(416);
    }

    @Test
    void saysThatAFileIsGoneWithoutItsPath() {
        HttpResponse<String> gone = server.get("/gone");
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(gone.body()).doesNotContain(folder.toString());
        HttpResponse<String> broken = server.get("/folder");
        assertThat(broken.statusCode()).isEqualTo(500);
        assertThat(broken.body()).contains("/problems/store-broken").doesNotContain(folder.toString());
        assertThat(broken.headers().firstValue("ETag")).isEmpty();
    }

    @Test
    void writesJson() {
        HttpResponse<String> answer = server.get("/json");
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(Json.read(answer.body().getBytes(StandardCharsets.UTF_8))
                        .get("totalImages")
                        .intValue())
                .isEqualTo(3);
    }

    @Test
    void tellsTheClientWhereTheTimeWent() {
        assertThat(server.get("/stages").headers().firstValue("Server-Timing").orElseThrow())
                .matches("spool;dur=\\d+\\.\\d, render;dur=\\d+\\.\\d");
    }

    @Test
    void servesPagesOfTheProgramWithTags() {
        HttpResponse<String> page = server.get("/page");
        String tag = page.headers().firstValue("ETag").orElseThrow();
        assertThat(page.body()).contains("<title>");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'self'");
        assertThat(server.get("/page", "If-None-Match", tag).statusCode()).isEqualTo(304);
    }

    @Test
    void rangesStayInsideTheContentWhateverTheHeader() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String letters = "bytes=0123459-, ";
        for (int round = 0; round < 50_000; round++) {
            StringBuilder header = new StringBuilder(random.nextBoolean() ? "bytes=" : "");
            for (int i = random.nextInt(10); i > 0; i--) {
                header.append(letters.charAt(random.nextInt(letters.length())));
            }
            long length = random.nextInt(60);
            if (ByteRange.of(header.toString(), length) instanceof ByteRange.Part(long first, long last)) {
                assertThat(first).as("seed %d: %s of %d", seed, header, length).isBetween(0L, last);
                assertThat(last).as("seed %d: %s of %d", seed, header, length).isLessThan(length);
            }
        }
    }
}
