package dev.sluice.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.failure.Gone;
import dev.sluice.failure.NotFound;
import dev.sluice.support.Wire;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contents that are made while they are sent. */
class AnswerStreamTest {

    private static final Representation CONTENT = Representation.of("text/plain");
    private static final Duration LONG = Duration.ofSeconds(30);

    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private final Semaphore begun = new Semaphore(0);
    private final AtomicBoolean called = new AtomicBoolean();
    private final TestServer server = TestServer.of(
            shortRequests(),
            TestServer.OPEN,
            new Router()
                    .get("/hello", exchange -> exchange.answer().text(200, "hello"))
                    .get("/words", exchange -> exchange.answer().stream(CONTENT, this::words))
                    .get("/length", exchange -> exchange.answer().stream(10, CONTENT, this::words))
                    .get("/short", exchange -> exchange.answer().stream(11, CONTENT, this::words))
                    .get("/long", exchange -> exchange.answer().stream(9, CONTENT, this::words))
                    .get("/nothing", exchange -> exchange.answer().stream(CONTENT, _ -> {}))
                    .get("/none", exchange -> exchange.answer().stream(0, CONTENT, _ -> {}))
                    .get(
                            "/missing",
                            exchange -> exchange.answer().stream(CONTENT.tagged("v1"), _ -> {
                                throw new NotFound("there is none");
                            }))
                    .get(
                            "/broken",
                            exchange -> exchange.answer().stream(CONTENT, stream -> {
                                stream.write(ascii("some"));
                                throw new NotFound("the rest is missing");
                            }))
                    .get("/slow", exchange -> exchange.answer().stream(CONTENT, AnswerStreamTest::slowly))
                    .get(
                            "/waiting",
                            exchange -> exchange.answer().stream(
                                    CONTENT,
                                    stream -> ending(stream, () -> {
                                        stream.write(ascii("first"));
                                        begun.release();
                                        stream.pause(LONG);
                                    })))
                    .get(
                            "/flood",
                            exchange -> exchange.answer().stream(
                                    CONTENT,
                                    stream -> ending(stream, () -> {
                                        ByteBuffer large = ByteBuffer.allocateDirect(1 << 20);
                                        stream.write(ascii("first"));
                                        begun.release();
                                        while (stream.sent() < 1L << 30) {
                                            stream.write(large.clear());
                                        }
                                    }))));

    private static HttpConfig shortRequests() {
        HttpConfig config = TestServer.CONFIG;
        return new HttpConfig(
                config.host(),
                config.port(),
                config.maxConnections(),
                Duration.ofMillis(200),
                config.headerTimeout(),
                config.idleTimeout(),
                config.writeTimeout(),
                config.minUploadRate(),
                config.uploadGrace(),
                config.maxHeaders(),
                config.sendBuffer());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(US_ASCII));
    }

    private void words(AnswerStream stream) {
        called.set(true);
        stream.write(ascii("01234"));
        stream.write(ascii(""));
        stream.write(ascii("56789"));
    }

    private static void slowly(AnswerStream stream) {
        for (int i = 0; i < 5; i++) {
            stream.write(ascii("x"));
            stream.pause(Duration.ofMillis(100));
        }
    }

    private void ending(AnswerStream stream, Runnable work) {
        try {
            work.run();
            ends.add("whole " + stream.sent());
        } catch (Gone gone) {
            ends.add("gone");
            throw gone;
        }
    }

    private Wire asked(String path) {
        return server.wire().send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    @Test
    void whatIsWrittenArrivesInChunksOnAConnectionThatGoesOn() {
        HttpResponse<String> answer = server.get("/words");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("0123456789");
        assertThat(answer.headers().firstValue("Transfer-Encoding")).hasValue("chunked");
        assertThat(answer.headers().firstValue("Accept-Ranges")).isEmpty();
        assertThat(server.get("/nothing").body()).isEmpty();
        assertThat(server.get("/none").headers().firstValue("Content-Length")).hasValue("0");
        assertThat(server.get("/hello").body()).isEqualTo("hello");
    }

    @Test
    void aKnownLengthIsAnnounced() {
        HttpResponse<String> answer = server.get("/length");
        assertThat(answer.body()).isEqualTo("0123456789");
        assertThat(answer.headers().firstValue("Content-Length")).hasValue("10");
        assertThat(answer.headers().firstValue("Transfer-Encoding")).isEmpty();
    }

    @Test
    void aContentOfAnotherLengthThanAnnouncedIsCutOff() {
        for (String path : new String[] {"/short", "/long"}) {
            try (Wire wire = asked(path)) {
                assertThat(wire.answer()).as(path).doesNotContain("0123456789X");
                assertThat(wire.isClosedByPeer()).as(path).isTrue();
            }
        }
    }

    @Test
    void headSaysTheSameAndMakesNothing() {
        for (String path : new String[] {"/words", "/length"}) {
            try (Wire wire = server.wire().send("HEAD " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
                String head = wire.head();
                assertThat(head).startsWith("HTTP/1.1 200").contains("Content-Type: text/plain");
                assertThat(head.contains("Content-Length: 10")).isEqualTo(path.equals("/length"));
                assertThat(head).doesNotContain("Content-Length: 0");
                wire.send("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(wire.answer()).endsWith("hello");
            }
        }
        assertThat(called).isFalse();
    }

    @Test
    void aClientOfTheFirstProtocolGetsItUntilTheConnectionCloses() {
        try (Wire wire = server.wire().send("GET /words HTTP/1.0\r\nHost: localhost\r\n\r\n")) {
            String answer = wire.rest();
            assertThat(answer).endsWith("\r\n\r\n0123456789").doesNotContain("chunked");
        }
    }

    @Test
    void whatFailsBeforeTheFirstByteIsAnswered() {
        HttpResponse<String> answer = server.get("/missing");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("ETag")).isEmpty();
        assertThat(answer.body()).contains("there is none");
    }

    @Test
    void whatFailsLaterIsCutOffSoThatTheClientKnows() {
        try (Wire wire = asked("/broken")) {
            String answer = wire.rest();
            assertThat(answer).contains("4\r\nsome").doesNotEndWith("0\r\n\r\n");
        }
    }

    @Test
    void anAnswerMayTakeLongerThanARequestMayWait() {
        assertThat(server.get("/slow").body()).isEqualTo("xxxxx");
    }

    @Test
    void aClientThatLeavesDuringAPauseIsNoticed() throws InterruptedException {
        try (Wire wire = asked("/waiting")) {
            assertThat(begun.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
            assertThat(wire.answer()).contains("chunked");
        }
        assertThat(ends.poll(2, TimeUnit.SECONDS)).isEqualTo("gone");
    }

    @Test
    void aClientThatTakesNothingIsCutOffWithinTheTimeOfAWrite() throws InterruptedException {
        try (Wire wire = new Wire(server.port(), 4_096)) {
            wire.send("GET /flood HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(ends.poll(4, TimeUnit.SECONDS)).isEqualTo("gone");
            assertThat(server.get("/hello").body()).isEqualTo("hello");
        }
    }

    @Test
    void aStoppingServerEndsStreamsAtOnce() throws InterruptedException {
        try (Wire waiting = asked("/waiting");
                Wire flooded = asked("/flood");
                Wire lazy = new Wire(server.port(), 4_096)) {
            lazy.send("GET /flood HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(begun.tryAcquire(3, 5, TimeUnit.SECONDS)).isTrue();
            Thread reading = Thread.ofVirtual().start(flooded::isClosedByPeer);
            long from = System.nanoTime();
            server.server().stop(Duration.ofSeconds(7));
            assertThat(System.nanoTime() - from).isLessThan(1_500_000_000L);
            for (int i = 0; i < 3; i++) {
                assertThat(ends.poll(1, TimeUnit.SECONDS)).isEqualTo("gone");
            }
            assertThat(waiting.isClosedByPeer()).isTrue();
            assertThat(reading.join(Duration.ofSeconds(2))).isTrue();
        }
    }
}
