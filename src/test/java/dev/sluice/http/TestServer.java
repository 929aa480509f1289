package dev.sluice.http;

import dev.sluice.config.Values;
import dev.sluice.support.Wire;
import dev.sluice.units.DataSize;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** A listener on a port of its own, and a client for it. */
public final class TestServer implements AutoCloseable {

    static final HttpConfig CONFIG = with(HttpConfig.of(Values.defaults(HttpConfig.SETTINGS)), "127.0.0.1", 50);
    static final AccessConfig OPEN = new AccessConfig(List.of(), List.of(), List.of());
    static final Footprint SMALL = new Footprint(() -> 41L << 20, DataSize.ofMebibytes(256));

    private final HttpServer server;
    private final int port;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private TestServer(HttpConfig config, AccessConfig access, Router router) {
        Access rules = new Access(access, config.host(), InstantSource.system(), router::reading);
        rules.addTo(router);
        server = new HttpServer(config, rules, router, SMALL, Ticker.SYSTEM);
        port = server.start().getPort();
    }

    public static TestServer of(Router router) {
        return new TestServer(CONFIG, OPEN, router);
    }

    static TestServer of(HttpConfig config, AccessConfig access, Router router) {
        return new TestServer(config, access, router);
    }

    /** Port 0, short timeouts. */
    static HttpConfig with(HttpConfig config, String host, int connections) {
        return new HttpConfig(
                host,
                0,
                connections,
                config.requestTimeout(),
                Duration.ofMillis(800),
                Duration.ofSeconds(5),
                Duration.ofMillis(800),
                DataSize.ofKibibytes(64),
                Duration.ofMillis(700),
                config.maxHeaders(),
                DataSize.ofKibibytes(16));
    }

    public int port() {
        return port;
    }

    HttpServer server() {
        return server;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
    }

    HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = request(path);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Wire wire() {
        return new Wire(port);
    }

    @Override
    public void close() {
        client.shutdownNow();
        server.close();
    }
}
