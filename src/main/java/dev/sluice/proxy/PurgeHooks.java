package dev.sluice.proxy;

import dev.sluice.cache.Purge;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells others, such as the CDN before this, what was purged here: each of the owner's URLs gets a POST with it as JSON, up to three times,
 * in the background. The addresses are the owner's and may be private ones; redirects are not followed, what is answered is not read.
 *
 * <p>Memory: {@value PurgeHook#MOST_WAITING} purges for each URL, each of at most {@value #LONGEST} characters; a client with one thread from the
 * first purge on. Safe for threads.
 */
final class PurgeHooks implements AutoCloseable {

    /** Characters of what is purged: longer than any URL that is fetched. */
    static final int LONGEST = 8_192;

    private static final List<Duration> PAUSES = List.of(Duration.ofSeconds(1), Duration.ofSeconds(5));
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<PurgeHook> hooks;
    private final Duration patience;
    private @Nullable HttpClient client;
    private boolean closed;

    PurgeHooks(List<URI> urls) {
        this(urls, PAUSES, PATIENCE);
    }

    /**
     * @param pauses how long is waited after each try that failed but the last
     * @param patience how long a try may take
     */
    PurgeHooks(List<URI> urls, List<Duration> pauses, Duration patience) {
        this.patience = patience;
        hooks = urls.stream()
                .map(url -> new PurgeHook(url, this::client, pauses, patience))
                .toList();
    }

    private synchronized @Nullable HttpClient client() {
        if (client == null && !closed) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .connectTimeout(patience)
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();
        }
        return client;
    }

    /** Tells all of them, later. */
    void call(Purge purge) {
        if (!hooks.isEmpty()) {
            String body = new JsonMapper().writeValueAsString(purge.described());
            hooks.forEach(hook -> hook.call(body));
        }
    }

    /** How it went so far, of all of them together. */
    PurgeHook.Progress progress() {
        return hooks.stream()
                .map(PurgeHook::progress)
                .reduce(new PurgeHook.Progress(0, 0, 0), PurgeHook.Progress::plus);
    }

    /** What is not told yet never is. */
    @Override
    public synchronized void close() {
        closed = true;
        hooks.forEach(PurgeHook::close);
        if (client != null) {
            client.shutdownNow();
            client = null;
        }
    }
}
