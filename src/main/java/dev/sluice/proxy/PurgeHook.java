package dev.sluice.proxy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One URL that is called after purges, in their order, by a thread of its own that lives while something waits: one that is slow or
 * down holds up no other. Safe for threads.
 */
final class PurgeHook implements AutoCloseable {

    /** Purges that wait; of more than that the newest are not told. */
    static final int MOST_WAITING = 64;

    private static final Logger LOG = LoggerFactory.getLogger(PurgeHook.class);

    private final URI url;
    private final Supplier<@Nullable HttpClient> client;
    private final List<Duration> pauses;
    private final Duration patience;
    private final Deque<String> waiting = new ArrayDeque<>();
    private @Nullable Thread worker;
    private final CountDownLatch closing = new CountDownLatch(1);
    private long called;
    private long failed;

    /**
     * How it went so far.
     *
     * @param called purges that the URL answered with a status from 200 to 299
     * @param failed purges that it was not told of in the end
     * @param waiting purges that it has yet to be told of
     */
    record Progress(long called, long failed, int waiting) {

        Progress plus(Progress other) {
            return new Progress(called + other.called, failed + other.failed, waiting + other.waiting);
        }
    }

    /**
     * @param client gives the client, which stays the caller's; null once it is closed
     * @param pauses how long is waited after each try that failed but the last, so one fewer than there are tries
     * @param patience how long a try may take
     */
    PurgeHook(URI url, Supplier<@Nullable HttpClient> client, List<Duration> pauses, Duration patience) {
        this.url = url;
        this.client = client;
        this.pauses = List.copyOf(pauses);
        this.patience = patience;
    }

    /** Has it called, in the background. */
    synchronized void call(String body) {
        if (closing.getCount() == 0 || waiting.size() == MOST_WAITING) {
            failed++;
            LOG.warn("purge hook not called host={} reason=\"{} purges wait for it\"", url.getHost(), MOST_WAITING);
            return;
        }
        waiting.add(body);
        if (worker == null) {
            worker = Thread.ofVirtual().name("purge-hook").start(this::work);
        }
    }

    private void work() {
        try {
            for (String body = next(); body != null; body = next()) {
                tell(body);
            }
        } catch (InterruptedException closing) {
            LOG.warn(
                    "purge hook stopped host={} untold={}",
                    url.getHost(),
                    progress().waiting());
        }
    }

    /** What is to be told now; it goes on waiting until it is {@linkplain #count counted}. */
    private synchronized @Nullable String next() {
        String body = waiting.peek();
        if (body == null) {
            worker = null;
        }
        return body;
    }

    private void tell(String body) throws InterruptedException {
        String refusal = attempt(body);
        for (Duration pause : pauses) {
            if (!refusal.isEmpty()) {
                LOG.info("purge hook tried host={} reason=\"{}\"", url.getHost(), refusal);
                if (closing.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                    throw new InterruptedException("closed");
                }
                refusal = attempt(body);
            }
        }
        count(refusal.isEmpty());
        if (refusal.isEmpty()) {
            LOG.info("purge hook called host={}", url.getHost());
        } else {
            LOG.warn("purge hook failed host={} tries={} reason=\"{}\"", url.getHost(), pauses.size() + 1, refusal);
        }
    }

    private synchronized void count(boolean told) {
        waiting.remove();
        called += told ? 1 : 0;
        failed += told ? 0 : 1;
    }

    /** Calls once, and says why it was in vain; empty when it was not. */
    private String attempt(String body) throws InterruptedException {
        HttpClient open = client.get();
        if (open == null) {
            throw new InterruptedException("closed");
        }
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(patience)
                .header("Content-Type", "application/json")
                .header("User-Agent", "Sluice")
                .POST(BodyPublishers.ofString(body))
                .build();
        CompletableFuture<HttpResponse<Void>> answer = open.sendAsync(request, BodyHandlers.discarding());
        try {
            int status = answer.get(patience.toNanos(), TimeUnit.NANOSECONDS).statusCode();
            return status >= 200 && status < 300 ? "" : "status " + status;
        } catch (TimeoutException slow) {
            return "no answer within " + patience;
        } catch (ExecutionException unreachable) {
            return String.valueOf(unreachable.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    synchronized Progress progress() {
        return new Progress(called, failed, waiting.size());
    }

    /** What waits is not told. */
    @Override
    public synchronized void close() {
        closing.countDown();
        if (worker != null) {
            worker.interrupt();
        }
    }
}
