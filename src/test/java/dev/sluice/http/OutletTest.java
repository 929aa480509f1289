package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutletTest {

    private final BlockingQueue<Outlet> outlets = new ArrayBlockingQueue<>(10);
    private final TestServer server = TestServer.of(new Router()
            .get("/stream", exchange -> exchange.answer().outlet("text/x-news").ifPresent(outlets::add))
            .get("/broken", exchange -> {
                exchange.answer().outlet("text/x-news");
                throw new IllegalStateException("the handler fails after it has begun");
            }));

    @AfterEach
    void stop() {
        server.close();
    }

    private Outlet opened() throws InterruptedException {
        Outlet outlet = outlets.poll(5, TimeUnit.SECONDS);
        assertThat(outlet).isNotNull();
        return outlet;
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatIsWrittenArrivesAsItIsUntilTheEnd() throws InterruptedException {
        try (Wire wire = new Wire(server.port())) {
            wire.send("GET /stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            Outlet outlet = opened();
            CountDownLatch written = new CountDownLatch(1);
            assertThat(outlet.write(written::countDown, text("one "), text("two")))
                    .isTrue();
            await(written);
            assertThat(outlet.sent()).isEqualTo(7);
            outlet.close();
            String all = wire.rest();
            assertThat(all).startsWith("HTTP/1.1 200").containsIgnoringCase("content-type: text/x-news");
            assertThat(all).containsIgnoringCase("connection: close").endsWith("\r\n\r\none two");
        }
    }

    @Test
    void oneWriteAtATimeAndNoneAfterTheEnd() throws InterruptedException {
        try (Wire wire = new Wire(server.port(), 16_384)) {
            wire.send("GET /stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            Outlet outlet = opened();
            AtomicInteger done = new AtomicInteger();
            CountDownLatch ended = new CountDownLatch(1);
            outlet.atEnd(ended::countDown);
            byte[] much = new byte[8 << 20];
            assertThat(outlet.write(done::incrementAndGet, ByteBuffer.wrap(much)))
                    .isTrue();
            assertThat(outlet.write(done::incrementAndGet, text("x"))).isFalse();
            Thread.sleep(300);
            assertThat(outlet.stalledFor()).isGreaterThan(Duration.ofMillis(100));
            assertThat(done).hasValue(0);
            outlet.close();
            await(ended);
            assertThat(done).hasValue(1);
            assertThat(outlet.write(done::incrementAndGet, text("x"))).isFalse();
            assertThat(done).hasValue(1);
        }
    }

    @Test
    void aClientThatLeavesEndsIt() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        try (Wire wire = new Wire(server.port())) {
            wire.send("GET /stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            Outlet outlet = opened();
            outlet.atEnd(ended::countDown);
            wire.send("what a client says meanwhile is not listened to");
            Thread.sleep(100);
            assertThat(outlet.open()).isTrue();
        }
        await(ended);
    }

    @Test
    void itLivesLongerThanASilentConnectionMay() throws InterruptedException {
        try (Wire wire = new Wire(server.port())) {
            wire.send("GET /stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            Outlet outlet = opened();
            Thread.sleep(5_500);
            CountDownLatch written = new CountDownLatch(1);
            assertThat(outlet.write(written::countDown, text("still here"))).isTrue();
            await(written);
            outlet.close();
            assertThat(wire.rest()).endsWith("still here");
        }
    }

    @Test
    void aHandlerThatFailsLeavesNoConnectionBehind() throws InterruptedException {
        try (Wire wire = new Wire(server.port())) {
            wire.send("GET /broken HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            assertThat(wire.isClosedByPeer()).isTrue();
        }
        for (int i = 0; i < 100 && server.server().connections() > 0; i++) {
            Thread.sleep(20);
        }
        assertThat(server.server().connections()).isZero();
    }

    @Test
    void toHeadTheHeadersAreAll() {
        try (Wire wire = new Wire(server.port())) {
            wire.send("HEAD /stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            assertThat(wire.rest())
                    .startsWith("HTTP/1.1 200")
                    .containsIgnoringCase("content-type: text/x-news")
                    .endsWith("\r\n\r\n");
        }
    }

    @Test
    void stoppingTheServerEndsItSoon() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        try (Wire wire = new Wire(server.port())) {
            wire.send("GET /stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            opened().atEnd(ended::countDown);
            server.server().stop(Duration.ofMillis(500));
            await(ended);
            assertThat(wire.isClosedByPeer()).isTrue();
        }
    }
}
