package dev.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.cache.Purge;
import dev.sluice.support.LoopbackServer;
import dev.sluice.support.RedisServer;
import dev.sluice.support.RunningSluice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class PurgeHooksTest {

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final List<Duration> PAUSES = List.of(Duration.ofMillis(20), Duration.ofMillis(40));

    @TempDir
    Path folder;

    private HttpServer owner;
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final Deque<Integer> statuses = new ArrayDeque<>();

    @BeforeEach
    void start() throws IOException {
        owner = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        owner.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        owner.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            told.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Content-Type") + " " + body);
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(next(), -1);
            exchange.close();
        });
        owner.start();
    }

    @AfterEach
    void stop() {
        owner.stop(0);
    }

    private int next() {
        synchronized (statuses) {
            return statuses.isEmpty() ? 204 : statuses.remove();
        }
    }

    private void answering(Integer... given) {
        synchronized (statuses) {
            Collections.addAll(statuses, given);
        }
    }

    private URI hook(String path) {
        return URI.create("http://127.0.0.1:" + owner.getAddress().getPort() + path);
    }

    private static PurgeHooks hooks(URI... urls) {
        return new PurgeHooks(List.of(urls), PAUSES, Duration.ofMillis(500));
    }

    private static void settle(PurgeHooks hooks, long called, long failed) {
        RunningSluice.await(
                "called " + called + ", failed " + failed,
                SOON,
                () -> hooks.progress().equals(new PurgeHook.Progress(called, failed, 0)));
    }

    @Test
    void eachIsToldWhatWasPurgedInItsOrder() throws InterruptedException {
        try (PurgeHooks hooks = hooks(hook("/cdn?zone=1"))) {
            hooks.call(new Purge(Purge.Kind.URL, "http://a/\"1\".png"));
            hooks.call(new Purge(Purge.Kind.PREFIX, "http://a/"));
            hooks.call(new Purge(Purge.Kind.SURROGATE_KEY, "röd"));
            hooks.call(new Purge(Purge.Kind.ALL, ""));
            for (String body : List.of(
                    "{\"url\":\"http://a/\\\"1\\\".png\"}",
                    "{\"prefix\":\"http://a/\"}",
                    "{\"surrogateKey\":\"röd\"}",
                    "{\"all\":true}")) {
                assertThat(told.poll(5, TimeUnit.SECONDS)).isEqualTo("POST /cdn?zone=1 application/json " + body);
            }
            settle(hooks, 4, 0);
        }
    }

    @Test
    void whoFailsIsTriedThreeTimes() {
        answering(500, 302, 200, 503, 404, 500);
        try (PurgeHooks hooks = hooks(hook("/"))) {
            hooks.call(new Purge(Purge.Kind.ALL, ""));
            settle(hooks, 1, 0);
            assertThat(told).hasSize(3);
            hooks.call(new Purge(Purge.Kind.ALL, ""));
            settle(hooks, 1, 1);
            assertThat(told).hasSize(6).allMatch(line -> line.startsWith("POST / "));
        }
    }

    @Test
    void whoIsDownOrSilentHoldsUpNobody() throws IOException, InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        try (LoopbackServer silent = LoopbackServer.with(_ -> over.await());
                PurgeHooks hooks = hooks(
                        URI.create("http://127.0.0.1:" + RedisServer.freePort() + "/"),
                        URI.create("http://127.0.0.1:" + silent.port() + "/"),
                        hook("/works"))) {
            hooks.call(new Purge(Purge.Kind.ALL, ""));
            assertThat(told.poll(1, TimeUnit.SECONDS)).contains("/works");
            settle(hooks, 1, 2);
        } finally {
            over.countDown();
        }
    }

    @Test
    void whatIsTooMuchIsNotTold() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        try (LoopbackServer silent = LoopbackServer.with(_ -> over.await());
                PurgeHooks hooks =
                        new PurgeHooks(List.of(URI.create("http://127.0.0.1:" + silent.port() + "/")), PAUSES, SOON)) {
            for (int i = 0; i < PurgeHook.MOST_WAITING + 10; i++) {
                hooks.call(new Purge(Purge.Kind.ALL, ""));
            }
            assertThat(hooks.progress()).isEqualTo(new PurgeHook.Progress(0, 10, PurgeHook.MOST_WAITING));
        } finally {
            over.countDown();
        }
    }

    @Test
    void aPurgeOfTheServerIsToldAndCounted() throws InterruptedException {
        answering(503);
        Map<String, String> settings = Map.of("cache.purge-hooks", hook("/a") + "," + hook("/b"));
        try (RunningSluice sluice = RunningSluice.in(folder.resolve("data"), settings)) {
            sluice.post("/api/image-proxy/purge", "{\"wobble\": 1}").problem(400, "parameter");
            sluice.post("/api/image-proxy/purge", "{\"url\": \"HTTP://Example.com:80/a.png\"}")
                    .json(200);
            RunningSluice.await("both are told", SOON, () -> called(sluice) == 2);
            assertThat(told)
                    .hasSize(3)
                    .allMatch(line -> line.endsWith(" application/json {\"url\":\"http://example.com/a.png\"}"));
        }
    }

    private static int called(RunningSluice sluice) {
        return sluice.get("/api/image-proxy/stats")
                .json(200)
                .path("purgeHooks")
                .path("called")
                .asInt();
    }
}
