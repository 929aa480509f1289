package dev.sluice.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.failure.Gone;
import dev.sluice.failure.OriginFailure;
import dev.sluice.failure.OriginFailure.Kind;
import dev.sluice.support.RawOrigin;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class FetcherTest {

    private final RawOrigin origin = new RawOrigin();
    private final FetcherFixture fixture = new FetcherFixture(origin.port());

    FetcherTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        fixture.close();
        origin.close();
    }

    @Test
    void handsTheBodyOnAndTellsWhatTheOriginSaid() {
        origin.on(
                "/a.jpg?x=1",
                String.join(
                        "\r\n",
                        "200 OK",
                        "ETag: \"v1\"",
                        "Last-Modified: Mon, 02 Mar 2026 10:00:00 GMT",
                        "Cache-Control: public",
                        "Cache-Control: max-age=60",
                        "Age: 7",
                        "Date: Mon, 02 Mar 2026 12:00:00 GMT",
                        "Expires: Mon, 02 Mar 2026 13:00:00 GMT",
                        "Surrogate-Key: red blue",
                        "Content-Type: image/jpeg"),
                "picture");

        Fetched fetched = fixture.fetch(URI.create(origin.at("/a.jpg?x=1") + "#part"));

        assertThat(fixture.body()).isEqualTo("picture");
        assertThat(fetched)
                .isEqualTo(new Fetched(
                        200,
                        "\"v1\"",
                        "Mon, 02 Mar 2026 10:00:00 GMT",
                        "public, max-age=60",
                        Duration.ofSeconds(7),
                        Instant.parse("2026-03-02T12:00:00Z"),
                        Instant.parse("2026-03-02T13:00:00Z"),
                        "red blue",
                        "image/jpeg",
                        7,
                        origin.at("/a.jpg?x=1")));
        assertThat(origin.heads())
                .singleElement()
                .asString()
                .startsWith("GET /a.jpg?x=1 HTTP/1.1\n")
                .contains("Host: 127.0.0.1:" + origin.port(), "Accept-Encoding: identity")
                .doesNotContain("Cookie", "Authorization", "If-");
    }

    @Test
    void asksWithTheValidatorsAndTakes304() {
        origin.on(
                "/a",
                (_, out) -> RawOrigin.write(
                        out, "HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\nContent-Length: 99\r\n\r\n"));

        Fetched fetched = fixture.fetch(origin.at("/a"), new Validators("\"v1\"", "Mon, 02 Mar 2026 10:00:00 GMT"));

        assertThat(fetched.notModified()).isTrue();
        assertThat(fetched.length()).isZero();
        assertThat(origin.heads().getFirst())
                .contains("If-None-Match: \"v1\"", "If-Modified-Since: Mon, 02 Mar 2026 10:00:00 GMT");
        fixture.fetch(origin.at("/a"), new Validators("\"v1\"", null));
        assertThat(origin.connections()).as("kept for the next").isEqualTo(1);
    }

    @Test
    void takesNo304ThatItDidNotAskFor() {
        origin.on("/a", (_, out) -> RawOrigin.write(out, "HTTP/1.1 304 Not Modified\r\n\r\n"));
        assertThat(fixture.failure(origin.at("/a")).kind()).isEqualTo(Kind.STATUS);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsRedirects(int status) {
        origin.on("/1", status + " Moved\r\nLocation: /2", "elsewhere")
                .on("/2", status + " Moved\r\nLocation: " + origin.at("/3") + "#x", "")
                .on("/3", "200 OK", "here");

        assertThat(fixture.fetch(origin.at("/1")).source()).isEqualTo(origin.at("/3"));
        assertThat(fixture.body()).isEqualTo("here");
    }

    @Test
    void endsALoopAtTheLimit() {
        origin.on("/1", "302 Found\r\nLocation: /2", "").on("/2", "302 Found\r\nLocation: /1", "");
        assertThat(fixture.failure(origin.at("/1")))
                .hasMessageContaining("more than 5 times")
                .extracting(OriginFailure::kind)
                .isEqualTo(Kind.BROKEN);
        assertThat(origin.heads()).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data",
                "http://10.0.0.1/",
                "http://[::ffff:10.0.0.1]/",
                "http://3232235521/",
                "http://[fd00::1]/",
                "http://0/",
                "http://[64:ff9b::10.0.0.1]/"
            })
    void refusesARedirectIntoANetworkThatIsNotPublic(String address) {
        origin.on("/1", "302 Found\r\nLocation: " + address, "");
        assertThat(fixture.failure(origin.at("/1")).kind()).isEqualTo(Kind.FORBIDDEN);
    }

    @ParameterizedTest
    @CsvSource({
        "file:///etc/passwd, http",
        "ftp://127.0.0.1/a, http",
        "http://user:secret@127.0.0.1/a, user name",
        "http://127.0.0.1:22/a, fetch.ports",
        "http://bad.example.org/a, fetch.deny-hosts",
        "http://bad.example.org./a, fetch.deny-hosts",
        "http://BAD.example.ORG/a, fetch.deny-hosts",
        "http://x.y.denied.org/a, fetch.deny-hosts",
        "http:///a, no host",
        "/a, http"
    })
    void refusesWhatARuleForbidsAtOnceAndAfterARedirect(String address, String why) {
        fixture.with("fetch.deny-hosts", "bad.example.org,*.denied.org");
        origin.on("/1", "302 Found\r\nLocation: " + address, "");

        assertThat(fixture.failure(address))
                .hasMessageContaining(why)
                .extracting(OriginFailure::kind)
                .isEqualTo(Kind.FORBIDDEN);
        if (!address.startsWith("/")) {
            assertThat(fixture.failure(origin.at("/1")).kind()).isNotNull();
        }
        assertThat(origin.heads()).hasSizeLessThan(2);
    }

    /** Each is asked for after a hop that was allowed, and the place it leads to is never dialled. */
    @ParameterizedTest
    @CsvSource({
        "http://10.0.0.1/a, not public",
        "http://127.0.0.1:22/a, fetch.ports",
        "http://127.0.0.1:8443/a, fetch.ports",
        "ftp://127.0.0.1/a, begin with http://",
        "file:///etc/passwd, begin with http://",
        "s3://pictures/a, begin with http://",
        "http://user:secret@127.0.0.1/a, user name",
        "http://bad.example.org/a, fetch.deny-hosts"
    })
    void refusesTheLastHopOfManyAsItWouldTheFirst(String address, String why) {
        fixture.with("fetch.deny-hosts", "bad.example.org");
        origin.on("/1", "302 Found\r\nLocation: /2", "")
                .on("/2", "307 Again\r\nLocation: /3", "")
                .on("/3", "301 Moved\r\nLocation: " + address, "");
        assertThat(fixture.failure(origin.at("/1")))
                .hasMessageContaining(why)
                .extracting(OriginFailure::kind)
                .isEqualTo(Kind.FORBIDDEN);
        assertThat(origin.heads()).hasSize(3);
    }

    /** A name that is public when the first hop is dialled and private when the second is. */
    @Test
    void checksANameAgainWhenARedirectLeadsBackToIt() {
        AtomicInteger asked = new AtomicInteger();
        List<InetAddress> open = List.of(InetAddress.ofLiteral("127.0.0.1"));
        List<InetAddress> closed = List.of(InetAddress.ofLiteral("192.168.1.1"));
        fixture.names(_ -> asked.getAndIncrement() == 0 ? open : closed);
        String place = "http://rebinding.example:" + origin.port();
        origin.on("/1", (_, out) -> {
            RawOrigin.write(
                    out,
                    "HTTP/1.1 302 Found\r\nLocation: " + place
                            + "/2\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            throw new RawOrigin.Close();
        });
        assertThat(fixture.failure(place + "/1").kind()).isEqualTo(Kind.FORBIDDEN);
        assertThat(origin.heads()).hasSize(1);
    }

    @Test
    void asksOnlyAllowedHostsWhenSomeAreNamed() {
        fixture.with("fetch.allow-hosts", "*.example.org");
        assertThat(fixture.failure(origin.at("/a"))).hasMessageContaining("fetch.allow-hosts");
    }

    @Test
    void refusesTheLoopbackUnlessItIsOpened() {
        fixture.with("fetch.allow-networks", "");
        origin.on("/a", "200 OK", "secret");

        OriginFailure failure = fixture.failure("http://localhost:" + origin.port() + "/a");

        assertThat(failure.kind()).isEqualTo(Kind.FORBIDDEN);
        assertThat(failure.getMessage()).doesNotContain("127.0.0.1");
        assertThat(origin.connections()).isZero();
    }

    @Test
    void checksTheNameAgainForEachConnection() {
        AtomicInteger asked = new AtomicInteger();
        List<InetAddress> open = List.of(InetAddress.ofLiteral("127.0.0.1"));
        List<InetAddress> closed = List.of(InetAddress.ofLiteral("10.0.0.1"));
        fixture.names(_ -> asked.getAndIncrement() == 0 ? open : closed);
        origin.on("/a", (_, out) -> {
            RawOrigin.write(out, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\n1");
            throw new RawOrigin.Close();
        });
        URI source = URI.create("http://rebinding.example:" + origin.port() + "/a");

        fixture.fetch(source);

        assertThat(origin.heads().getFirst()).contains("Host: rebinding.example");
        assertThat(fixture.failure(source).kind()).isEqualTo(Kind.FORBIDDEN);
        // Jetty may begin a connection more than it has requests for.
        assertThat(asked.get()).as("looked up for each connection").isGreaterThanOrEqualTo(2);
        assertThat(origin.connections()).isEqualTo(1);
    }

    @Test
    void dialsOnlyTheAllowedOnesOfSeveralAddresses() {
        List<InetAddress> both = List.of(InetAddress.ofLiteral("10.0.0.1"), InetAddress.ofLiteral("127.0.0.1"));
        fixture.names(_ -> both);
        origin.on("/a", "200 OK", "1");
        assertThat(fixture.fetch(URI.create("http://two.example:" + origin.port() + "/a"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void cannotReachAnUnknownName() {
        fixture.names(_ -> List.of());
        assertThat(fixture.failure("http://nobody.example/a"))
                .hasMessageContaining("unknown")
                .extracting(OriginFailure::kind)
                .isEqualTo(Kind.UNREACHABLE);
    }

    @Test
    void givesUpANameThatIsLookedUpForTooLong() {
        CountDownLatch never = new CountDownLatch(1);
        fixture.with("fetch.connect-timeout", "300ms").names(_ -> {
            try {
                never.await();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
            return List.of();
        });
        assertThat(fixture.failure("http://slow.example/a"))
                .hasMessageContaining("fetch.connect-timeout")
                .extracting(OriginFailure::kind)
                .isEqualTo(Kind.TOO_SLOW);
    }

    @Test
    void cannotReachAPortWhereNobodyListens() throws IOException {
        origin.close();
        assertThat(fixture.failure(origin.at("/a")).kind()).isEqualTo(Kind.UNREACHABLE);
    }

    @Test
    void triesOnceMoreWhenAConnectionEndsBeforeTheFirstByte() {
        AtomicInteger asked = new AtomicInteger();
        origin.on("/a", (_, out) -> {
            if (asked.getAndIncrement() == 0) {
                throw new RawOrigin.Close();
            }
            RawOrigin.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });

        assertThat(fixture.fetch(origin.at("/a")).length()).isEqualTo(2);
        assertThat(asked).hasValue(2);
    }

    @Test
    void givesUpWhenItAlwaysEndsBeforeTheFirstByte() {
        origin.on("/a", (_, _) -> {
            throw new RawOrigin.Close();
        });
        assertThat(fixture.failure(origin.at("/a")).kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(origin.heads()).hasSize(2);
    }

    @Test
    void doesNotTryAgainOnceTheAnswerHasBegun() {
        origin.on("/a", (_, out) -> {
            RawOrigin.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            throw new RawOrigin.Close();
        });
        assertThat(fixture.failure(origin.at("/a")))
                .hasMessageContaining("before the end")
                .extracting(OriginFailure::kind)
                .isEqualTo(Kind.BROKEN);
        assertThat(origin.heads()).hasSize(1);
    }

    @Test
    void refusesChunksWithoutAnEnd() {
        origin.on("/a", (_, out) -> {
            RawOrigin.write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
            throw new RawOrigin.Close();
        });
        assertThat(fixture.failure(origin.at("/a")).kind()).isEqualTo(Kind.BROKEN);
    }

    @Test
    void refusesWhatIsNotHttp() {
        origin.on("/a", (_, out) -> RawOrigin.write(out, "SSH-2.0-OpenSSH_9.9\r\n\r\n\r\n"));
        assertThat(fixture.failure(origin.at("/a")).kind()).isEqualTo(Kind.BROKEN);
    }

    @Test
    void refusesHeadersWithoutEnd() {
        origin.on("/a", (_, out) -> {
            RawOrigin.write(out, "HTTP/1.1 200 OK\r\n");
            for (int i = 0; i < 100; i++) {
                RawOrigin.write(out, "X-" + i + ": " + "y".repeat(1_000) + "\r\n");
            }
        });
        assertThat(fixture.failure(origin.at("/a")).kind()).isEqualTo(Kind.BROKEN);
    }

    @Test
    void refusesTooMuchWhenItIsAnnounced() {
        fixture.with("fetch.max-bytes", "1KiB");
        origin.on("/a", (_, out) -> RawOrigin.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 1025\r\n\r\n"));
        assertThat(fixture.failure(origin.at("/a")))
                .hasMessageContaining("1KiB")
                .extracting(OriginFailure::kind)
                .isEqualTo(Kind.TOO_LARGE);
        assertThat(fixture.body()).isEmpty();
    }

    @Test
    void refusesTooMuchWhileItComes() {
        fixture.with("fetch.max-bytes", "64KiB");
        AtomicLong sent = new AtomicLong();
        origin.on("/a", (_, out) -> {
            RawOrigin.write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (sent.addAndGet(1_024) < 100_000_000) {
                RawOrigin.write(out, "400\r\n" + "x".repeat(1_024) + "\r\n");
            }
        });
        assertThat(fixture.failure(origin.at("/a")).kind()).isEqualTo(Kind.TOO_LARGE);
        assertThat(fixture.body()).hasSizeLessThanOrEqualTo(65_536);
        assertThat(sent.get()).as("the origin is cut off").isLessThan(100_000_000);
    }

    @Test
    void takesNoMoreThanWasAnnounced() {
        origin.on("/a", (_, out) -> {
            RawOrigin.write(
                    out,
                    "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfourHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
        });
        assertThat(fixture.fetch(origin.at("/a")).length()).isEqualTo(4);
        origin.on("/b", "200 OK", "good");
        fixture.fetch(origin.at("/b"));
        assertThat(fixture.body()).isEqualTo("good");
    }

    @Test
    void givesUpAnOriginThatSendsOneByteNowAndThen() {
        origin.on("/a", (_, out) -> {
            RawOrigin.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            for (int i = 0; i < 1_000; i++) {
                RawOrigin.write(out, "x");
                Thread.sleep(100);
            }
        });
        long began = System.nanoTime();
        assertThat(fixture.failure(origin.at("/a")))
                .hasMessageContaining("fetch.min-rate")
                .extracting(OriginFailure::kind)
                .isEqualTo(Kind.TOO_SLOW);
        assertThat(System.nanoTime() - began).isLessThan(3_000_000_000L);
    }

    @Test
    void givesUpSilenceBeforeAndWithinTheAnswer() {
        origin.on("/before", (_, _) -> Thread.sleep(5_000)).on("/within", (_, out) -> {
            RawOrigin.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx");
            Thread.sleep(5_000);
        });
        assertThat(fixture.failure(origin.at("/before"))).hasMessageContaining("fetch.first-byte-timeout");
        assertThat(fixture.failure(origin.at("/within"))).hasMessageContaining("fetch.idle-timeout");
    }

    @Test
    void givesUpWhatTakesTooLongAsAWhole() {
        fixture.with("fetch.total-timeout", "500ms").with("fetch.min-rate", "0");
        origin.on("/a", (_, out) -> {
            RawOrigin.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            for (int i = 0; i < 100; i++) {
                RawOrigin.write(out, "x");
                Thread.sleep(50);
            }
        });
        assertThat(fixture.failure(origin.at("/a")))
                .hasMessageContaining("in time")
                .extracting(OriginFailure::kind)
                .isEqualTo(Kind.TOO_SLOW);
    }

    @Test
    void stopsWhenTheCallerHasLeft() {
        origin.on("/a", (_, _) -> Thread.sleep(5_000));
        Deadline left = Deadline.after(Duration.ofSeconds(5), Ticker.SYSTEM).unless(() -> true);
        assertThatThrownBy(() -> fixture.fetcher().fetch(origin.at("/a"), Validators.NONE, _ -> {}, left))
                .isInstanceOf(Gone.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "identity, gzip", "x-unheard-of"})
    void refusesAContentEncoding(String encoding) {
        origin.on("/a", "200 OK\r\nContent-Encoding: " + encoding, "bomb");
        assertThat(fixture.failure(origin.at("/a")))
                .hasMessageContaining("content encoding")
                .extracting(OriginFailure::kind)
                .isEqualTo(Kind.BROKEN);
        assertThat(fixture.body()).isEmpty();
    }

    @Test
    void tellsTheOriginsStatusAndWhenToAskAgain() {
        origin.on("/404", "404 Not Found", "no")
                .on("/503", "503 Busy\r\nRetry-After: 17", "no")
                .on(
                        "/429",
                        "429 Slow\r\nDate: Mon, 02 Mar 2026 12:00:00 GMT\r\nRetry-After: Mon, 02 Mar 2026 12:01:00 GMT",
                        "no")
                .on("/401", "401 Who\r\nWWW-Authenticate: Basic realm=x", "no");

        assertThat(fixture.failure(origin.at("/404")).status()).hasValue(404);
        assertThat(fixture.failure(origin.at("/503")).retryAfter()).contains(Duration.ofSeconds(17));
        assertThat(fixture.failure(origin.at("/429")).retryAfter()).contains(Duration.ofMinutes(1));
        assertThat(fixture.failure(origin.at("/401")).status()).hasValue(401);
    }

    @Test
    void leavesAHostAloneThatFailsAgainAndAgain() {
        origin.on("/bad", (_, out) -> RawOrigin.write(out, "nonsense\r\n\r\n")).on("/good", "200 OK", "1");
        for (int i = 0; i < 5; i++) {
            assertThat(fixture.failure(origin.at("/bad")).retryAfter()).isEmpty();
        }
        int asked = origin.heads().size();

        OriginFailure resting = fixture.failure(origin.at("/good"));

        assertThat(resting.retryAfter()).isPresent();
        assertThat(resting.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(origin.heads()).hasSize(asked);
    }

    @Test
    void readsNoFasterThanTheSinkTakes() throws Exception {
        AtomicLong sent = new AtomicLong();
        origin.on("/a", (_, out) -> {
            RawOrigin.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 33554432\r\n\r\n");
            byte[] block = new byte[65_536];
            for (int i = 0; i < 512; i++) {
                out.write(block);
                sent.addAndGet(block.length);
            }
        });
        AtomicLong most = new AtomicLong();
        AtomicInteger chunks = new AtomicInteger();
        Fetched fetched = fixture.fetcher()
                .fetch(
                        origin.at("/a"),
                        Validators.NONE,
                        bytes -> {
                            most.accumulateAndGet(bytes.remaining(), Math::max);
                            if (chunks.getAndIncrement() == 0) {
                                sleep(1_000);
                                assertThat(sent.get())
                                        .as("held back by the kernel")
                                        .isLessThan(16 << 20);
                            }
                        },
                        Deadline.after(Duration.ofSeconds(10), Ticker.SYSTEM));

        assertThat(fetched.length()).isEqualTo(32 << 20);
        assertThat(most.get()).isLessThanOrEqualTo(32_768);
    }

    @Test
    void passesOnWhatTheSinkThrowsAndClosesTheConnection() throws Exception {
        origin.on("/a", (_, out) -> {
            RawOrigin.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx");
            Thread.sleep(300);
            RawOrigin.write(out, "x".repeat(99));
        });
        Deadline deadline = Deadline.after(Duration.ofSeconds(5), Ticker.SYSTEM);
        assertThatThrownBy(() -> fixture.fetcher()
                        .fetch(
                                origin.at("/a"),
                                Validators.NONE,
                                _ -> {
                                    throw new IllegalStateException("full");
                                },
                                deadline))
                .hasMessage("full");
        waitUntilClosed();
    }

    @Test
    void asksOneHostByAFewConnectionsOnly() throws Exception {
        fixture.with("fetch.connections-per-host", "2").with("fetch.first-byte-timeout", "5s");
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        origin.on("/a", (_, out) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            Thread.sleep(100);
            now.decrementAndGet();
            RawOrigin.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1");
        });
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 10; i++) {
                var _ = callers.submit(() -> fixture.fetcher()
                        .fetch(
                                origin.at("/a"),
                                Validators.NONE,
                                _ -> {},
                                Deadline.after(Duration.ofSeconds(9), Ticker.SYSTEM)));
            }
        }
        assertThat(origin.heads()).hasSize(10);
        assertThat(most).hasValue(2);
        assertThat(origin.connections()).isLessThanOrEqualTo(3);
    }

    /** However many hosts are asked: what a fetch holds is in no lease. */
    @Test
    void asksAFewHostsOnlyAtATime() {
        fixture.with("fetch.first-byte-timeout", "5s").names(_ -> List.of(InetAddress.ofLiteral("127.0.0.1")));
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        origin.on("/a", (_, out) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            Thread.sleep(100);
            now.decrementAndGet();
            RawOrigin.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1");
        });
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 24; i++) {
                URI source = URI.create("http://host" + i + ".example:" + origin.port() + "/a");
                var _ = callers.submit(() -> fixture.fetcher()
                        .fetch(source, Validators.NONE, _ -> {}, Deadline.after(Duration.ofSeconds(9), Ticker.SYSTEM)));
            }
        }
        assertThat(origin.heads()).hasSize(24);
        assertThat(most.get()).isBetween(2, 8);
    }

    @Test
    void leavesNoThreadAndNoConnectionBehind() throws Exception {
        waitUntilNoThreadIsLeft();
        assertThat(FetcherFixture.threads()).as("before the first fetch").isEmpty();
        origin.on("/a", "200 OK", "1");
        fixture.fetch(origin.at("/a"));
        assertThat(FetcherFixture.threads()).hasSizeBetween(1, 6);

        fixture.close();
        fixture.close();

        waitUntilClosed();
        waitUntilNoThreadIsLeft();
        assertThat(FetcherFixture.threads()).isEmpty();
        assertThatThrownBy(() -> fixture.fetch(origin.at("/a"))).isInstanceOf(IllegalStateException.class);
    }

    private static void waitUntilNoThreadIsLeft() {
        for (int i = 0; i < 100 && !FetcherFixture.threads().isEmpty(); i++) {
            sleep(20);
        }
    }

    private void waitUntilClosed() {
        for (int i = 0; i < 100 && origin.open() > 0; i++) {
            sleep(20);
        }
        assertThat(origin.open()).isZero();
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
