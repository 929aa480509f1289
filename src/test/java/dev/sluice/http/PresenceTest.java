package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.failure.Gone;
import dev.sluice.support.Wire;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that leaves is noticed while its request waits, and nothing of another request is lost by looking. */
class PresenceTest {

    private static final String WAIT = "GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String HELLO = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch working = new CountDownLatch(1);
    private final LinkedBlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Deadline> deadlines = new LinkedBlockingQueue<>();
    private final TestServer server = TestServer.of(new Router()
            .get("/wait", this::await)
            .post("/wait", exchange -> {
                exchange.body().readTo(bytes -> {}, DataSize.ofMebibytes(1));
                await(exchange);
            })
            .get("/hello", exchange -> exchange.answer().text(200, "hello")));

    @AfterEach
    void stop() {
        release.countDown();
        server.close();
    }

    /** Works until it is released, looking whether anybody waits for it as the gate does. */
    private void await(Exchange exchange) {
        Deadline deadline = exchange.deadline();
        deadlines.add(deadline);
        working.countDown();
        long begun = System.nanoTime();
        try {
            while (!release.await(50, TimeUnit.MILLISECONDS)) {
                if (deadline.abandoned()) {
                    ends.add("gone");
                    throw new Gone();
                }
                if (System.nanoTime() - begun > 5_000_000_000L) {
                    ends.add("not noticed");
                    throw new Gone();
                }
            }
            ends.add("released");
            exchange.answer().text(200, "waited");
        } catch (InterruptedException e) {
            throw new Gone();
        }
    }

    private String end() throws InterruptedException {
        return String.valueOf(ends.poll(1, TimeUnit.SECONDS));
    }

    @Test
    void noticesWithinASecondThatAClientHasGone() throws InterruptedException {
        Wire wire = server.wire().send(WAIT);
        assertThat(working.await(5, TimeUnit.SECONDS)).isTrue();
        wire.close();
        assertThat(end()).isEqualTo("gone");
    }

    @Test
    void noticesItAfterABodyToo() throws InterruptedException {
        Wire wire = server.wire();
        wire.send("POST /wait HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello");
        assertThat(working.await(5, TimeUnit.SECONDS)).isTrue();
        wire.close();
        assertThat(end()).isEqualTo("gone");
    }

    @Test
    void noticesItOnTheSecondRequestOfAConnection() throws InterruptedException {
        Wire wire = server.wire();
        assertThat(wire.send(HELLO).answer()).endsWith("hello");
        wire.send(WAIT);
        assertThat(working.await(5, TimeUnit.SECONDS)).isTrue();
        wire.close();
        assertThat(end()).isEqualTo("gone");
    }

    @Test
    void countsAClientThatShutItsSendingHalfAsGone() throws InterruptedException {
        try (Wire wire = server.wire()) {
            wire.send(WAIT);
            wire.shutdownOutput();
            assertThat(end()).isEqualTo("gone");
            assertThat(wire.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void answersAClientThatShutItsSendingHalfWhenItNeedNotWait() {
        try (Wire wire = server.wire()) {
            wire.send(HELLO).shutdownOutput();
            assertThat(wire.answer()).endsWith("hello");
            assertThat(wire.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void losesNothingOfARequestThatComesWhileAnotherWaits() throws InterruptedException {
        try (Wire wire = server.wire()) {
            wire.send(WAIT);
            assertThat(working.await(5, TimeUnit.SECONDS)).isTrue();
            wire.send(HELLO + HELLO);
            assertThat(ends.poll(400, TimeUnit.MILLISECONDS)).isNull();
            release.countDown();
            assertThat(wire.answer()).endsWith("waited");
            assertThat(wire.answer()).endsWith("hello");
            assertThat(wire.answer()).endsWith("hello");
            assertThat(wire.send(HELLO).answer()).endsWith("hello");
        }
    }

    @Test
    void losesNothingOfARequestThatIsSentByteByByteWhileAnotherWaits() throws InterruptedException {
        try (Wire wire = server.wire()) {
            wire.send("POST /wait HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello");
            assertThat(working.await(5, TimeUnit.SECONDS)).isTrue();
            wire.send(HELLO.substring(0, 1));
            assertThat(ends.poll(300, TimeUnit.MILLISECONDS)).isNull();
            wire.send(HELLO.substring(1, 9));
            release.countDown();
            assertThat(wire.answer()).endsWith("waited");
            assertThat(wire.send(HELLO.substring(9)).answer()).endsWith("hello");
        }
    }

    @Test
    void leavesRequestsAloneThatWerePipelinedFromTheBeginning() throws InterruptedException {
        try (Wire wire = server.wire()) {
            wire.send(WAIT + HELLO + HELLO);
            assertThat(working.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(ends.poll(400, TimeUnit.MILLISECONDS)).isNull();
            release.countDown();
            assertThat(wire.answer()).endsWith("waited");
            assertThat(wire.answer()).endsWith("hello");
            assertThat(wire.answer()).endsWith("hello");
        }
    }

    @Test
    void neverReadsForARequestThatIsOver() throws InterruptedException {
        try (Wire wire = server.wire()) {
            wire.send(WAIT);
            assertThat(working.await(5, TimeUnit.SECONDS)).isTrue();
            release.countDown();
            assertThat(wire.answer()).endsWith("waited");
            assertThat(wire.send(HELLO).answer()).endsWith("hello");
            Deadline over = deadlines.take();
            for (int i = 0; i < 50; i++) {
                assertThat(over.abandoned()).isTrue();
                assertThat(wire.send(HELLO).answer()).endsWith("hello");
            }
        }
    }
}
