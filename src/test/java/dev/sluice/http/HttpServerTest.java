package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.Values;
import dev.sluice.failure.CannotStart;
import dev.sluice.support.Wire;
import dev.sluice.units.DataSize;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HttpServerTest {

    private static final String HELLO = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static Router routes() {
        return new Router().get("/hello", exchange -> exchange.answer().text(200, "hello"));
    }

    @Test
    void saysThatItsPortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HttpConfig defaults = HttpConfig.of(Values.defaults(HttpConfig.SETTINGS));
            HttpConfig config = new HttpConfig(
                    "127.0.0.1",
                    taken.getLocalPort(),
                    1,
                    defaults.requestTimeout(),
                    defaults.headerTimeout(),
                    defaults.idleTimeout(),
                    defaults.writeTimeout(),
                    defaults.minUploadRate(),
                    defaults.uploadGrace(),
                    defaults.maxHeaders(),
                    defaults.sendBuffer());
            try (HttpServer server = new HttpServer(
                    config,
                    new Access(TestServer.OPEN, "127.0.0.1", InstantSource.system(), _ -> Reading.OWN),
                    routes(),
                    TestServer.SMALL,
                    Ticker.SYSTEM)) {
                assertThatThrownBy(server::start)
                        .isInstanceOf(CannotStart.class)
                        .hasMessageContaining("port " + taken.getLocalPort())
                        .hasMessageContaining("--port");
            }
        }
    }

    @Test
    void letsConnectionsBeyondTheLimitWait() {
        HttpConfig three = TestServer.with(TestServer.CONFIG, "127.0.0.1", 3);
        try (TestServer server = TestServer.of(three, TestServer.OPEN, routes());
                Wire one = server.wire();
                Wire two = server.wire();
                Wire third = server.wire()) {
            assertThat(one.send(HELLO).answer()).endsWith("hello");
            assertThat(two.send(HELLO).answer()).endsWith("hello");
            assertThat(third.send(HELLO).answer()).endsWith("hello");
            try (Wire fourth = server.wire()) {
                fourth.send(HELLO).patience(300);
                assertThatThrownBy(fourth::answer).hasMessageContaining("timed out");
                assertThat(server.server().connections()).isLessThanOrEqualTo(3);
                one.shutdownOutput();
                fourth.patience(5_000);
                assertThat(fourth.answer()).endsWith("hello");
            }
        }
    }

    @Test
    void finishesWhatItHasBegunWhenItStops() throws InterruptedException {
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Router router = routes().get("/work", exchange -> {
            working.countDown();
            assertThat(await(release)).isTrue();
            exchange.answer().text(200, "worked");
        });
        TestServer server = TestServer.of(router);
        try (Wire busy = server.wire();
                Wire idle = server.wire()) {
            assertThat(idle.send(HELLO).answer()).endsWith("hello");
            busy.send("GET /work HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(working.await(5, TimeUnit.SECONDS)).isTrue();
            Thread stopping = Thread.ofVirtual().start(() -> server.server().stop(Duration.ofSeconds(5)));
            assertThat(idle.isClosedByPeer()).isTrue();
            assertThat(stopping.isAlive()).isTrue();
            release.countDown();
            assertThat(busy.answer()).endsWith("worked");
            assertThat(stopping.join(Duration.ofSeconds(5))).isTrue();
            assertThatThrownBy(server::wire).hasMessageContaining("refused");
        }
    }

    @Test
    void cutsOffWhatDoesNotEndInTime() throws InterruptedException {
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch abandoned = new CountDownLatch(1);
        Router router = routes().get("/work", exchange -> {
            working.countDown();
            long begun = System.nanoTime();
            while (!exchange.deadline().abandoned() && System.nanoTime() - begun < 5_000_000_000L) {
                await(new CountDownLatch(1), 20);
            }
            abandoned.countDown();
            exchange.answer().text(200, "too late");
        });
        TestServer server = TestServer.of(router);
        try (Wire busy = server.wire()) {
            busy.send("GET /work HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(working.await(5, TimeUnit.SECONDS)).isTrue();
            long begun = System.nanoTime();
            server.server().stop(Duration.ofMillis(200));
            assertThat(System.nanoTime() - begun).isLessThan(3_000_000_000L);
            assertThat(abandoned.await(2, TimeUnit.SECONDS)).isTrue();
            assertThat(busy.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void cutsOffAClientThatTakesNothing() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        ByteBuffer large = ByteBuffer.allocateDirect(16 << 20);
        Router router = routes().get("/large", exchange -> {
            try {
                exchange.answer().bytes(large.duplicate(), Representation.of("image/png"));
            } finally {
                ended.countDown();
            }
        });
        try (TestServer server = TestServer.of(router);
                Wire lazy = new Wire(server.port(), 4_096)) {
            lazy.send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(ended.await(4, TimeUnit.SECONDS)).isTrue();
            assertThat(lazy.isClosedByPeer()).isTrue();
            assertThat(server.get("/hello").body()).isEqualTo("hello");
        }
    }

    @Test
    void cutsOffHeadersThatDoNotGetOn() {
        try (TestServer server = TestServer.of(routes());
                Wire drip = server.wire();
                Wire quiet = server.wire()) {
            assertThat(quiet.send(HELLO).answer()).endsWith("hello");
            drip.send("GET /hello HTTP/1.1\r\nX: ");
            Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 40; i++) {
                        drip.send("y");
                        await(new CountDownLatch(1), 100);
                    }
                } catch (UncheckedIOException cutOff) {
                    // What the test waits for.
                }
            });
            long begun = System.nanoTime();
            assertThat(drip.isClosedByPeer()).isTrue();
            assertThat(System.nanoTime() - begun).isLessThan(3_000_000_000L);
            assertThat(quiet.send(HELLO).answer()).endsWith("hello");
        }
    }

    @Test
    void leavesARequestAloneThatWaitsLongerThanSilenceMayLast() {
        HttpConfig config = TestServer.CONFIG;
        HttpConfig impatient = new HttpConfig(
                "127.0.0.1",
                0,
                5,
                config.requestTimeout(),
                config.headerTimeout(),
                Duration.ofMillis(200),
                config.writeTimeout(),
                config.minUploadRate(),
                config.uploadGrace(),
                config.maxHeaders(),
                config.sendBuffer());
        Router router = routes().get("/work", exchange -> {
            await(new CountDownLatch(1), 900);
            exchange.answer().text(200, "worked");
        });
        try (TestServer server = TestServer.of(impatient, TestServer.OPEN, router);
                Wire wire = server.wire()) {
            assertThat(wire.send("GET /work HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .answer())
                    .endsWith("worked");
            assertThat(wire.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void pinsItsDefaults() {
        assertThat(HttpConfig.of(Values.defaults(HttpConfig.SETTINGS)))
                .isEqualTo(new HttpConfig(
                        "127.0.0.1",
                        8_000,
                        1_200,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        DataSize.ofKibibytes(8),
                        Duration.ofSeconds(10),
                        DataSize.ofKibibytes(8),
                        DataSize.ofKibibytes(64)));
        assertThat(TestServer.CONFIG.withConnectionsAtMost(7).maxConnections()).isEqualTo(7);
        assertThat(TestServer.CONFIG.withConnectionsAtMost(70).maxConnections()).isEqualTo(50);
    }

    private static boolean await(CountDownLatch latch) {
        return await(latch, 5_000);
    }

    private static boolean await(CountDownLatch latch, int millis) {
        try {
            return latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }
}
