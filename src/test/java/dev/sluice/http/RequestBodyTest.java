package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.failure.BadInput;
import dev.sluice.support.Wire;
import dev.sluice.units.DataSize;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RequestBodyTest {

    private static final DataSize LIMIT = DataSize.ofMebibytes(8);
    private static final Multipart.Limits FORM = new Multipart.Limits(100, DataSize.ofMebibytes(256));
    private static final String PART = "--b\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\n";

    private static final AtomicInteger LARGEST = new AtomicInteger();
    private static final AtomicLong TAKEN = new AtomicLong();
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.of(new Router()
                .post("/count", exchange -> {
                    long count = exchange.body().readTo(RequestBodyTest::note, LIMIT);
                    exchange.answer().text(200, "read " + count);
                })
                .post("/unread", exchange -> exchange.answer().text(200, "not read"))
                .post("/refused", exchange -> {
                    throw new BadInput(BadInput.Kind.PARAMETER, "w=0 is not good");
                })
                .post(
                        "/json",
                        exchange -> exchange.answer().json(200, exchange.body().json(DataSize.ofKibibytes(4))))
                .post("/form", RequestBodyTest::form)
                .get("/hello", exchange -> exchange.answer().text(200, "hello")));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void note(ByteBuffer bytes) {
        LARGEST.accumulateAndGet(bytes.remaining(), Math::max);
        TAKEN.addAndGet(bytes.remaining());
    }

    private static void form(Exchange exchange) {
        AtomicInteger files = new AtomicInteger();
        exchange.body()
                .readMultipart(
                        new Multipart.Receiver() {
                            @Override
                            public ChunkSink file(Multipart.Part part) {
                                return RequestBodyTest::note;
                            }

                            @Override
                            public void fileEnded() {
                                files.incrementAndGet();
                            }
                        },
                        FORM);
        exchange.answer().text(200, files + " files");
    }

    private static HttpResponse<String> post(String path, BodyPublisher body, String... headers) {
        var request = server.request(path).POST(body);
        return server.send(headers.length == 0 ? request : request.headers(headers));
    }

    /** That many bytes, made as they are asked for. */
    private static InputStream bytes(String before, long count, String after) {
        return new InputStream() {
            private long at;

            @Override
            public int read() {
                long place = at++;
                long end = before.length() + count;
                if (place < before.length()) {
                    return before.charAt((int) place);
                }
                return place < end ? 'x' : place < end + after.length() ? after.charAt((int) (place - end)) : -1;
            }

            @Override
            public int read(byte[] into, int from, int most) {
                int done = 0;
                for (int next = 0; done < most && next >= 0; done += next < 0 ? 0 : 1) {
                    next = read();
                    into[from + done] = (byte) next;
                }
                return done == 0 ? -1 : done;
            }
        };
    }

    @Test
    void handsOnTheConnectionsOwnSmallBuffers() {
        assertThat(post("/count", BodyPublishers.ofInputStream(() -> bytes("", 5_000_000, "")))
                        .body())
                .isEqualTo("read 5000000");
        assertThat(LARGEST.get()).isBetween(1, HttpConfig.inputBuffer());
    }

    @Test
    void refusesByContentLengthBeforeAnythingIsSent() {
        try (Wire wire = server.wire()) {
            String length = "Content-Length: 99999999999\r\n";
            String head = "POST /count HTTP/1.1\r\nHost: localhost\r\n" + length;
            String answer = wire.send(head + "Expect: 100-continue\r\n\r\n").answer();
            assertThat(answer).startsWith("HTTP/1.1 413").contains("/problems/body-too-large", "Connection: close");
            assertThat(wire.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void tellsAWaitingClientToGoOn() {
        try (Wire wire = server.wire()) {
            wire.send("POST /count HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(wire.answer()).startsWith("HTTP/1.1 100");
            assertThat(wire.send("hello").answer()).endsWith("read 5");
            assertThat(wire.send("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .answer())
                    .endsWith("hello");
        }
    }

    @Test
    void countsWhatComesWithoutALength() {
        HttpResponse<String> answer =
                post("/count", BodyPublishers.ofInputStream(() -> bytes("", LIMIT.bytes() + 1, "")));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("8.0 MiB");
    }

    @Test
    void deliversAnAnswerThatComesBeforeTheBodyIsRead() {
        for (String path : new String[] {"/refused", "/unread"}) {
            HttpResponse<String> answer = post(path, BodyPublishers.ofInputStream(() -> bytes("", 4_000_000, "")));
            assertThat(answer.body()).contains(path.equals("/refused") ? "w=0" : "not read");
        }
    }

    @Test
    void refusesBrokenFraming() {
        try (Wire wire = server.wire()) {
            String head = "POST /count HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
            assertThat(wire.send(head + "zz\r\nhello").answer()).startsWith("HTTP/1.1 400");
        }
        try (Wire wire = server.wire()) {
            String head = "POST /count HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 3";
            assertThat(wire.send(head + "\r\n\r\n0\r\n\r\n").answer()).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void cutsOffABodyThatStops() {
        try (Wire wire = server.wire()) {
            String answer = wire.send("POST /count HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\nabc")
                    .answer();
            assertThat(answer).startsWith("HTTP/1.1 408").contains("/problems/body-too-slow");
        }
    }

    @Test
    void closesWhenTheClientLeavesInTheMiddle() {
        try (Wire wire = server.wire()) {
            wire.send("POST /count HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\nabc");
            wire.shutdownOutput();
            assertThat(wire.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void answersOthersWhileFiftyClientsDrip() throws InterruptedException {
        List<Wire> slow = new ArrayList<>();
        for (int i = 0; i < 49; i++) {
            slow.add(server.wire().send("POST /count HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n"));
        }
        List<Thread> drips = slow.stream()
                .map(wire -> Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < 5; i++) {
                        wire.send("x");
                        LockSupport.parkNanos(100_000_000);
                    }
                }))
                .toList();
        try (Wire good = server.wire()) {
            String hello = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";
            for (int i = 0; i < 20; i++) {
                assertThat(good.send(hello).answer()).endsWith("hello");
            }
        }
        for (Thread drip : drips) {
            drip.join();
        }
        for (Wire wire : slow) {
            assertThat(wire.answer()).startsWith("HTTP/1.1 408");
            wire.close();
        }
    }

    @Test
    void readsJson() {
        assertThat(post("/json", BodyPublishers.ofString("{\"a\":1}")).body()).contains("\"a\" : 1");
        for (String bad : new String[] {"", "{", "{\"a\":1,\"a\":2}", "[1] [2]", "{a:1}"}) {
            HttpResponse<String> answer = post("/json", BodyPublishers.ofString(bad));
            assertThat(answer.statusCode()).as(bad).isEqualTo(400);
            assertThat(answer.body()).contains("/problems/malformed");
        }
        assertThat(post("/json", BodyPublishers.ofString("[" + "1,".repeat(3_000) + "1]"))
                        .statusCode())
                .isEqualTo(413);
        assertThat(post("/json", BodyPublishers.ofString("[".repeat(2_000))).statusCode())
                .isEqualTo(400);
    }

    @Test
    void streamsFormsWithSeveralFiles() {
        TAKEN.set(0);
        String end = "\r\n" + PART + "2\r\n--b--";
        HttpResponse<String> answer = post(
                "/form",
                BodyPublishers.ofInputStream(() -> bytes(PART, 9_000_000, end)),
                "Content-Type",
                "multipart/form-data; boundary=b");
        assertThat(answer.body()).isEqualTo("2 files");
        assertThat(TAKEN.get()).isEqualTo(9_000_001);
    }

    @Test
    void refusesAPreambleOfAHundredMegabytesEarly() {
        TAKEN.set(0);
        HttpResponse<String> answer = post(
                "/form",
                BodyPublishers.fromPublisher(
                        BodyPublishers.ofInputStream(() -> bytes("", 100_000_000, PART)), 100_000_000 + PART.length()),
                "Content-Type",
                "multipart/form-data; boundary=b");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("64 KiB before the first part");
        assertThat(TAKEN.get()).isZero();
    }

    @Test
    void refusesHostileForms() {
        String type = "multipart/form-data; boundary=b";
        assertThat(post("/form", BodyPublishers.ofString(PART + "no end"), "Content-Type", type)
                        .body())
                .contains("/problems/malformed", "in the middle of part 1");
        assertThat(post("/form", BodyPublishers.ofString("--b\r\nX: " + "y".repeat(100_000)), "Content-Type", type)
                        .statusCode())
                .isEqualTo(413);
        assertThat(post("/form", BodyPublishers.ofString((PART + "\r\n").repeat(10_000)), "Content-Type", type)
                        .body())
                .contains("more than 100 parts");
        assertThat(post("/form", BodyPublishers.ofString(PART), "Content-Type", "multipart/form-data")
                        .statusCode())
                .isEqualTo(400);
        assertThat(post("/form", BodyPublishers.ofString(PART), "Content-Type", "image/png")
                        .statusCode())
                .isEqualTo(400);
    }
}
