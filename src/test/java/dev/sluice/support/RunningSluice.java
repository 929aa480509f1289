package dev.sluice.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Machine;
import dev.sluice.Server;
import dev.sluice.Settings;
import dev.sluice.config.Assignment;
import dev.sluice.config.LiveSettings;
import dev.sluice.config.Origin;
import dev.sluice.config.Sources;
import dev.sluice.governor.Budget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;

/**
 * The real server, in this process, on a port of its own, and a client for it. Registered as an extension it runs during each
 * test, or during all of a class when its field is static; after each test it must hold no lease and have no temporary file.
 */
public final class RunningSluice
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, AutoCloseable {

    private static final Duration SETTLED = Duration.ofSeconds(2);
    private static final List<String> POOLS = List.of("memory", "heap", "cores");

    private final Map<String, String> settings = new LinkedHashMap<>();
    private final boolean ownFolder;
    private boolean shared;
    private Path data;
    private @Nullable Server server;

    /** What is held from start to end: {@code cache.memory}, and the heap of a Redis tier. */
    private int heldFromStart;

    private final Map<String, Long> usedFromStart = new LinkedHashMap<>();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private RunningSluice(Path data, boolean ownFolder, Map<String, String> given) {
        this.data = data;
        this.ownFolder = ownFolder;
        // Direct memory of the test's own JVM counts like its heap.
        settings.put("memory", "2GiB");
        settings.put("http.port", "0");
        settings.putAll(given);
    }

    /** One with a data folder that lives as long as a test. */
    public static RunningSluice with(Map<String, String> settings) {
        return new RunningSluice(Path.of(""), true, settings);
    }

    /** One that keeps its data there, started. */
    public static RunningSluice in(Path data, Map<String, String> settings) {
        RunningSluice sluice = new RunningSluice(data, false, settings);
        sluice.start();
        return sluice;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        shared = true;
        open();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        if (!shared) {
            open();
        }
    }

    private void open() throws IOException {
        if (ownFolder) {
            data = Files.createTempDirectory("sluice-test");
        }
        start();
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        if (shared) {
            assertNothingIsHeld();
        } else {
            afterAll(context);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        close();
        if (ownFolder) {
            deleteAll(data);
        }
    }

    private void start() {
        server = new Server(read(settings, data), machine());
        if (usedFromStart.isEmpty()) {
            remember();
        }
    }

    /** What an idle server holds; after a restart it may be at work at once. */
    private void remember() {
        heldFromStart = holders();
        POOLS.forEach(pool -> usedFromStart.put(pool, used(pool)));
    }

    private long used(String pool) {
        return memory().path("pools").path(pool).path("used").asLong();
    }

    private static Machine machine() {
        return Machine.here(Path.of("").toAbsolutePath(), "test");
    }

    private static LiveSettings<Settings> read(Map<String, String> settings, Path data) {
        List<Assignment> flags = new ArrayList<>();
        settings.forEach((key, text) -> flags.add(new Assignment(key, text, new Origin(Origin.Source.SET, "--set"))));
        flags.add(new Assignment("data", data.toString(), new Origin(Origin.Source.FLAG, "--data")));
        return Settings.read(new Sources(flags, Map.of(), null, data));
    }

    /** How the memory of a server would be divided that is given so much. */
    public static Budget budget(String memory) {
        return machine().budget(read(Map.of("memory", memory), Path.of("data")));
    }

    /** Stops it and starts another one with the same data. */
    public void restart() {
        stop();
        start();
    }

    /** The same in the middle of its work. */
    public void restartAtWork() {
        running().close();
        start();
    }

    public Path data() {
        return data;
    }

    public int port() {
        return running().address().getPort();
    }

    private Server running() {
        if (server == null) {
            throw new IllegalStateException("the server is not running");
        }
        return server;
    }

    public Wire wire() {
        return new Wire(port());
    }

    public HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = plain(path);
        String token = settings.get("access.token");
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private HttpRequest.Builder plain(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(30));
    }

    /** Asks without the token that all other requests carry when there is one. */
    public Reply anonymous(String path) {
        return send(plain(path));
    }

    public Reply send(HttpRequest.Builder request) {
        try {
            return new Reply(client.send(request.build(), BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param headers names and values by turns */
    public Reply get(String path, String... headers) {
        HttpRequest.Builder request = request(path);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    public Reply head(String path) {
        return send(request(path).HEAD());
    }

    public Reply put(String path, String json) {
        return send(request(path).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(json)));
    }

    public Reply delete(String path) {
        return send(request(path).DELETE());
    }

    /** @param headers names and values by turns */
    public Reply post(String path, byte[] body, String... headers) {
        HttpRequest.Builder request = request(path).POST(BodyPublishers.ofByteArray(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    public Reply post(String path, String json) {
        return send(request(path).POST(BodyPublishers.ofString(json)));
    }

    public Reply post(String path, Form form) {
        return post(path, form.bytes(), "Content-Type", form.contentType());
    }

    /** Uploads a picture as a raw body and says what the server calls it. */
    public String upload(byte[] picture) {
        Reply reply = post("/upload", picture);
        assertThat(reply.status()).as(reply::text).isIn(200, 201);
        return reply.json(reply.status()).path("images").path(0).path("id").asString();
    }

    /** What {@code /memory_status} says. */
    public JsonNode memory() {
        return get("/memory_status").json(200);
    }

    /** How many pieces of work hold memory. */
    public int holders() {
        return memory().path("holders").size();
    }

    public List<Path> spooled() {
        try (var files = Files.list(data.resolve("spool"))) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for something that has to happen soon. */
    public static void await(String what, Duration most, BooleanSupplier happened) {
        long end = System.nanoTime() + most.toNanos();
        while (!happened.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + most + ": " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** Whatever was asked is over: no lease, nobody waits, no temporary file. */
    public void assertNothingIsHeld() {
        await("no lease is held", SETTLED, () -> holders() == heldFromStart);
        await("no temporary file is left", SETTLED, () -> spooled().isEmpty());
        JsonNode memory = memory();
        assertThat(memory.path("waiting").size()).isZero();
        assertThat(memory.path("counts").path("lost").asInt()).as("leases lost").isZero();
        for (String pool : POOLS) {
            assertThat(used(pool)).as(pool).isEqualTo(usedFromStart.get(pool));
        }
    }

    /** Looks whether anything is held, and stops it for good. */
    @Override
    public void close() {
        try (client) {
            stop();
            client.shutdownNow();
        }
    }

    private void stop() {
        Server stopping = server;
        if (stopping == null) {
            return;
        }
        try {
            assertNothingIsHeld();
        } finally {
            server = null;
            stopping.close();
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
