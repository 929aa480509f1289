package dev.sluice.fetch;

import dev.sluice.config.Setting;
import dev.sluice.failure.OriginFailure;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.assertj.core.api.Assertions;

/** A fetcher with settings as a test wants them, and the body that it handed on. */
final class FetcherFixture implements AutoCloseable {

    private final Map<String, String> settings = new HashMap<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private Function<String, List<InetAddress>> names = Fetcher::lookUp;
    private Fetcher fetcher = new Fetcher(config(), Ticker.SYSTEM);

    /** The loopback and {@code port} are allowed, deadlines are short. */
    FetcherFixture(int port) {
        settings.put("fetch.allow-networks", "127.0.0.0/8");
        settings.put("fetch.ports", "80,443," + port);
        settings.put("fetch.connect-timeout", "2s");
        settings.put("fetch.first-byte-timeout", "700ms");
        settings.put("fetch.idle-timeout", "700ms");
        settings.put("fetch.total-timeout", "10s");
        renew();
    }

    FetcherFixture with(String key, String value) {
        settings.put(key, value);
        return renew();
    }

    FetcherFixture with(Map<String, String> more) {
        settings.putAll(more);
        return renew();
    }

    FetcherFixture names(Function<String, List<InetAddress>> lookUp) {
        names = lookUp;
        return renew();
    }

    private FetcherFixture renew() {
        fetcher.close();
        fetcher = new Fetcher(config(), host -> names.apply(host), Ticker.SYSTEM);
        return this;
    }

    private FetchConfig config() {
        return new FetchConfig(
                read(FetchConfig.ALLOW_NETWORKS),
                read(FetchConfig.ALLOW_HOSTS),
                read(FetchConfig.DENY_HOSTS),
                read(FetchConfig.PORTS),
                read(FetchConfig.CONNECT_TIMEOUT),
                read(FetchConfig.FIRST_BYTE_TIMEOUT),
                read(FetchConfig.IDLE_TIMEOUT),
                read(FetchConfig.TOTAL_TIMEOUT),
                read(FetchConfig.MIN_RATE),
                read(FetchConfig.MAX_BYTES),
                read(FetchConfig.MAX_REDIRECTS),
                read(FetchConfig.CONNECTIONS_PER_HOST),
                new S3Config(
                        read(S3Config.BUCKETS),
                        read(S3Config.ENDPOINT),
                        read(S3Config.REGION),
                        read(S3Config.PATH_STYLE),
                        read(S3Config.ACCESS_KEY),
                        read(S3Config.SECRET_KEY)));
    }

    private <T> T read(Setting<T> setting) {
        return setting.read(settings.getOrDefault(setting.key(), setting.fallback()));
    }

    Fetcher fetcher() {
        return fetcher;
    }

    Fetched fetch(URI source) {
        return fetch(source, Validators.NONE);
    }

    Fetched fetch(URI source, Validators known) {
        body.reset();
        return fetcher.fetch(source, known, this::take, Deadline.after(Duration.ofSeconds(20), Ticker.SYSTEM));
    }

    private void take(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        body.writeBytes(copy);
    }

    String body() {
        return body.toString(StandardCharsets.ISO_8859_1);
    }

    /** Fetches what must fail. */
    OriginFailure failure(URI source) {
        return Assertions.catchThrowableOfType(OriginFailure.class, () -> fetch(source));
    }

    OriginFailure failure(String source) {
        return failure(URI.create(source));
    }

    /** Names of the platform threads that belong to fetching. */
    static List<String> threads() {
        List<String> names = new ArrayList<>();
        Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("fetch"))
                .forEach(names::add);
        return names;
    }

    @Override
    public void close() {
        fetcher.close();
    }
}
