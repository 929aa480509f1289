package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.cli.Main;
import dev.sluice.support.JavaProcess;
import dev.sluice.support.PictureOrigin;
import dev.sluice.support.Pictures;
import dev.sluice.support.RedisServer;
import dev.sluice.support.Reply;
import dev.sluice.support.RunningSluice;
import dev.sluice.support.Wire;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The image proxy where something ends, comes and goes, is too small or too slow. */
@Timeout(60)
@Tag("slow")
class ProxyTroubleTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir
    Path folder = Path.of("");

    private PictureOrigin origin;

    @BeforeEach
    void start() throws IOException {
        origin = new PictureOrigin();
    }

    @AfterEach
    void stop() throws IOException {
        origin.close();
    }

    private RunningSluice sluice(String name, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(origin.settings());
        settings.putAll(more);
        return RunningSluice.in(folder.resolve(name), settings);
    }

    private static @Nullable String from(Reply reply) {
        assertThat(reply.status()).as(reply::text).isEqualTo(200);
        return reply.header("X-Sluice-Cache");
    }

    @Test
    void afterAKillInTheMidstOfWritingNothingWrongIsServedAndNothingIsLeft() throws Exception {
        Path data = folder.resolve("data");
        List<byte[]> pictures = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            pictures.add(Pictures.encode(Pictures.noise(800, 600, i), "png"));
            origin.has("/" + i + ".png", pictures.get(i), "Cache-Control: max-age=600");
        }
        for (int round = 0; round < 2; round++) {
            int first = round * 6;
            try (JavaProcess process = serve(data);
                    ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
                int port = port(process);
                List<Future<?>> asked = IntStream.range(first, first + 6)
                        .<Future<?>>mapToObj(i -> clients.submit(() -> ask(port, origin.through("/" + i + ".png"))))
                        .toList();
                RunningSluice.await(
                        "an entry is being written",
                        SOON,
                        () -> !files(data, "temporary").isEmpty());
                process.kill();
                for (Future<?> one : asked) {
                    one.get(5, TimeUnit.SECONDS);
                }
            }
        }
        try (RunningSluice again = sluice("data", Map.of("store.spool-age", "1ms"))) {
            for (int i = 0; i < pictures.size(); i++) {
                Reply reply = again.get(origin.through("/" + i + ".png"));
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.bytes()).as("picture %d", i).isEqualTo(pictures.get(i));
            }
            RunningSluice.await(
                    "temporary files are removed",
                    SOON,
                    () -> files(data, "temporary").isEmpty());
            RunningSluice.await(
                    "the spool is swept", SOON, () -> again.spooled().isEmpty());
            assertThat(again.get("/api/image-proxy/entries")
                            .json(200)
                            .path("entries")
                            .size())
                    .isEqualTo(pictures.size());
        }
    }

    /** The process is killed before it has answered all of them. */
    private static void ask(int port, String path) {
        try (Wire wire = new Wire(port)) {
            String answer = wire.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .answer();
            assertThat(answer)
                    .satisfiesAnyOf(
                            none -> assertThat(none).isEmpty(),
                            good -> assertThat(good).startsWith("HTTP/1.1 200"));
        } catch (UncheckedIOException killed) {
            assertThat(killed).hasMessageContaining("onnection");
        }
    }

    private JavaProcess serve(Path data) throws IOException {
        List<String> words =
                new ArrayList<>(List.of("serve", "--memory", "512MiB", "--port", "0", "--data", data.toString()));
        origin.settings().forEach((key, value) -> words.addAll(List.of("--set", key + "=" + value)));
        return JavaProcess.startWithErrors(
                List.of(
                        "-XX:MaxDirectMemorySize=16m",
                        "-Dsluice.home=" + Path.of("").toAbsolutePath()),
                Main.class,
                words.toArray(String[]::new));
    }

    private static int port(JavaProcess process) throws IOException {
        String line = process.lineWith("ready at http://");
        String address = line.substring(line.indexOf("127.0.0.1:") + 10);
        return Integer.parseInt(address.substring(0, address.indexOf(',')));
    }

    /** Files of the disk tier in one of its folders, or in all with {@code ""}. */
    private static List<Path> files(Path data, String sub) {
        Path cache = data.resolve("cache").resolve(sub);
        try (Stream<Path> files = Files.exists(cache) ? Files.walk(cache) : Stream.empty()) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException | UncheckedIOException moved) {
            return List.of();
        }
    }

    @Test
    void twoServersOnOneRedisFetchAndMakeOnceAndSeeEachOthersPurges() throws Exception {
        origin.has("/a.png", Pictures.png(600, 400), "Cache-Control: max-age=600");
        origin.has("/b.png", Pictures.png(60, 40), "Cache-Control: max-age=600");
        String path = origin.through("/a.png") + "&w=300&format=webp";
        try (RedisServer redis = RedisServer.start()) {
            Map<String, String> shared = Map.of("cache.redis.url", redis.url(), "cache.redis.timeout", "1s");
            try (RunningSluice one = sluice("one", shared);
                    RunningSluice two = sluice("two", shared)) {
                List<Reply> replies = together(List.of(() -> one.get(path), () -> two.get(path)));
                assertThat(replies.stream().map(ProxyTroubleTest::from)).containsExactlyInAnyOrder("miss", "hit");
                assertThat(replies.getFirst().bytes())
                        .isEqualTo(replies.getLast().bytes());
                assertThat(origin.asked("/a.png")).isEqualTo(1);
                one.get(origin.through("/b.png"));
                assertThat(from(two.get(origin.through("/b.png")))).isEqualTo("hit");

                one.post("/api/image-proxy/purge", "{\"url\": \"" + origin.at("/a.png") + "\"}")
                        .json(200);
                RunningSluice.await("the other one has heard of it", SOON, () -> entries(two, "/a.png") == 0);
                assertThat(from(two.get(path))).isEqualTo("miss");
                assertThat(origin.asked("/a.png")).isEqualTo(2);
                assertThat(from(one.get(path))).isEqualTo("hit");
                assertThat(from(two.get(origin.through("/b.png")))).isEqualTo("hit");
            }
            purgedWhileTheOtherWasStopped(shared);
        }
    }

    private void purgedWhileTheOtherWasStopped(Map<String, String> shared) {
        try (RunningSluice one = sluice("one", shared)) {
            one.post("/api/image-proxy/purge", "{\"prefix\": \"" + origin.at("/b") + "\"}")
                    .json(200);
        }
        try (RunningSluice two = sluice("two", shared)) {
            RunningSluice.await("it has heard of it", SOON, () -> entries(two, "/b.png") == 0);
        }
    }

    private int entries(RunningSluice sluice, String path) {
        return sluice.get("/api/image-proxy/entries?prefix=" + origin.at(path))
                .json(200)
                .path("entries")
                .size();
    }

    private static List<Reply> together(List<Callable<Reply>> calls) throws Exception {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Reply> replies = new ArrayList<>();
            for (Future<Reply> reply : callers.invokeAll(calls)) {
                replies.add(reply.get());
            }
            return replies;
        }
    }

    @Test
    void tenThousandPicturesGoThroughADiskTierOfAHundred() throws Exception {
        HttpServer many = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        many.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        many.createContext("/", exchange -> {
            byte[] picture =
                    numbered(Integer.parseInt(exchange.getRequestURI().getPath().substring(1)));
            exchange.sendResponseHeaders(200, picture.length);
            exchange.getResponseBody().write(picture);
            exchange.close();
        });
        many.start();
        String port = Integer.toString(many.getAddress().getPort());
        try (RunningSluice sluice = sluice("data", Map.of("fetch.ports", port, "cache.disk", "400KiB"))) {
            try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < 10_000; i++) {
                    int number = i;
                    all.add(callers.submit(() -> {
                        Reply reply = sluice.get("/api/image-proxy?url=http://127.0.0.1:" + port + "/" + number);
                        assertThat(reply.status()).as(reply::text).isEqualTo(200);
                        assertThat(reply.bytes()).as("picture %d", number).isEqualTo(numbered(number));
                    }));
                }
                for (Future<?> one : all) {
                    one.get();
                }
            }
            assertThat(sluice.get("/api/image-proxy/stats")
                            .json(200)
                            .path("tiers")
                            .path(0)
                            .path("entries")
                            .asInt())
                    .isBetween(50, 100);
            assertThat(files(sluice.data(), "")).hasSizeBetween(50, 100);
        } finally {
            many.stop(0);
        }
    }

    /** A different one for each number. */
    private static byte[] numbered(int number) {
        BufferedImage picture = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, number);
        return Pictures.encode(picture, "png");
    }

    @ParameterizedTest
    @ValueSource(strings = {"disk", "memory", "redis"})
    void clientsThatTakeTheirTimeHoldUpNobodyAndGetTheRightBytes(String tier) throws Exception {
        byte[] large = Pictures.encode(Pictures.noise(900, 700, 1), "png");
        origin.has("/large.png", large, "Cache-Control: max-age=600").has("/small.png", Pictures.png(80, 60));
        try (RedisServer redis = RedisServer.start()) {
            Map<String, String> settings = new HashMap<>(Map.of("http.send-buffer", "16KiB"));
            settings.put("cache.disk", tier.equals("disk") ? "64MiB" : "0");
            settings.put("cache.memory", tier.equals("memory") ? "16MiB" : "0");
            settings.put("cache.redis.url", tier.equals("redis") ? redis.url() : "");
            settings.put("cache.redis.timeout", "1s");
            try (RunningSluice sluice = sluice("data", settings);
                    ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
                from(sluice.get(origin.through("/large.png")));
                from(sluice.get(origin.through("/small.png") + "&w=20"));
                List<Future<byte[]>> slow = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    slow.add(clients.submit(() -> slowly(sluice.port(), origin.through("/large.png"))));
                }
                long before = System.nanoTime();
                for (int i = 0; i < 50; i++) {
                    assertThat(from(sluice.get(origin.through("/small.png") + "&w=20")))
                            .isEqualTo("hit");
                }
                assertThat(sluice.get(origin.through("/large.png")).bytes()).isEqualTo(large);
                assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
                assertThat(slow.stream().noneMatch(Future::isDone)).isTrue();
                for (Future<byte[]> one : slow) {
                    assertThat(one.get()).isEqualTo(large);
                }
            }
        }
    }

    /** Takes less than 10 KB a second, and the rest at once when that went on for 3 seconds. */
    private static byte[] slowly(int port, String path) throws IOException, InterruptedException {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(16 << 10);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
            socket.setSoTimeout(10_000);
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            assertThat(head.toString()).startsWith("HTTP/1.1 200").contains("X-Sluice-Cache: hit");
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int i = 0; i < 12; i++) {
                body.writeBytes(in.readNBytes(2_000));
                Thread.sleep(250);
            }
            body.writeBytes(in.readAllBytes());
            return body.toByteArray();
        }
    }

    @Test
    void whileRedisIsDownRequestsGoOnAndItHelpsAgainWhenItIsBack() throws Exception {
        origin.has("/a.png", Pictures.png(120, 80), "Cache-Control: max-age=600");
        String path = origin.through("/a.png") + "&w=60";
        try (RedisServer redis = RedisServer.start();
                RunningSluice sluice = sluice(
                        "data",
                        Map.of("cache.redis.url", redis.url(), "cache.disk", "0", "cache.redis.timeout", "1s"))) {
            byte[] made = sluice.get(path).bytes();
            assertThat(from(sluice.get(path))).isEqualTo("hit");
            assertThat(ready(sluice)).doesNotContain("degraded");

            redis.stop();
            for (int i = 0; i < 5; i++) {
                Reply reply = sluice.get(path);
                assertThat(from(reply)).isEqualTo("miss");
                assertThat(reply.bytes()).isEqualTo(made);
            }
            RunningSluice.await("it is said", SOON, () -> ready(sluice).contains("degraded"));

            redis.restart();
            RunningSluice.await("it is well again", SOON, () -> !ready(sluice).contains("degraded"));
            sluice.get(path);
            Reply again = sluice.get(path);
            assertThat(from(again)).isEqualTo("hit");
            assertThat(again.bytes()).isEqualTo(made);
        }
    }

    private static String ready(RunningSluice sluice) {
        Reply reply = sluice.get("/health/ready");
        assertThat(reply.status()).isEqualTo(200);
        return reply.text();
    }
}
