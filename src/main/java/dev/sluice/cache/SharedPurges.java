package dev.sluice.cache;

import static dev.sluice.cache.Redis.command;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol.Command;

/**
 * Purges that all processes with the same Redis and prefix hear of, the last {@value #KEPT} in a stream there: what one has removed from Redis, the
 * others remove from the tiers of their own, within about a second. One that was stopped meanwhile does it when it starts.
 *
 * <p>Holds at most {@value #LETTERS} characters of purges and those of one page of {@value #PAGE}. Safe for threads.
 */
final class SharedPurges implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SharedPurges.class);
    private static final int KEPT = 1_000;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** So many purges fit into a reply that {@link ReplyGuard} lets through. */
    private static final int PAGE = 5;

    private static final int LETTERS = 64 << 10;

    /** Clocks may differ by that; what was kept so shortly after a purge is made anew for nothing. */
    private static final Duration DIFFERENCE = Duration.ofMinutes(1);

    private final Redis redis;
    private final String stream;
    private final String owner;
    private final List<Tier> tiers;
    private final Runnable changed;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread listener;
    private String last = "0-0";

    /** What another process purged. */
    private record Told(Purge purge, Instant when) {

        boolean means(Label label) {
            return purge.means(label) && label.stored().isBefore(when.plus(DIFFERENCE));
        }
    }

    /**
     * Listens from now on.
     *
     * @param owner says which purges are ours
     * @param tiers of this process alone
     * @param changed told before and after entries are removed from them
     */
    SharedPurges(Redis redis, String stream, String owner, List<Tier> tiers, Runnable changed) {
        this.changed = changed;
        this.redis = redis;
        this.stream = stream;
        this.owner = owner;
        this.tiers = List.copyOf(tiers);
        listener = Thread.ofVirtual().name("redis-purges").start(this::listen);
    }

    /** Tells the others, after it was purged here and in Redis. */
    void tell(Purge purge) {
        boolean told = redis.write(
                reply -> reply instanceof byte[],
                command(
                        Command.XADD,
                        stream,
                        "MAXLEN",
                        KEPT,
                        "*",
                        "owner",
                        owner,
                        "kind",
                        purge.kind().name(),
                        "text",
                        purge.text()));
        if (!told) {
            LOG.warn("other processes do not hear of a purge, Redis does not take it kind={}", purge.kind());
        }
    }

    private void listen() {
        try {
            do {
                List<Told> news = news();
                while (!news.isEmpty()) {
                    apply(news);
                    news = news();
                }
            } while (!closing.await(LOOK_EVERY.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void apply(List<Told> news) {
        changed.run();
        for (Tier tier : tiers) {
            long removed = tier.purge(label -> news.stream().anyMatch(told -> told.means(label)));
            LOG.info("purged elsewhere purges={} tier={} entries={}", news.size(), tier.name(), removed);
        }
        changed.run();
    }

    /** What others purged since, in parts. */
    private List<Told> news() {
        List<Told> news = new ArrayList<>();
        int letters = 0;
        for (List<?> page = page(); !page.isEmpty() && closing.getCount() > 0; page = page()) {
            for (Object entry : page) {
                Told told = read(entry);
                if (told != null) {
                    news.add(told);
                    letters += told.purge().text().length();
                }
            }
            if (letters > LETTERS) {
                return news;
            }
        }
        return news;
    }

    private List<?> page() {
        Object reply = redis.ask(
                        one -> one == null || Redis.list(one),
                        command(Command.XREAD, "COUNT", PAGE, "STREAMS", stream, last))
                .map(List::getFirst)
                .orElse(null);
        return reply instanceof List<?> streams
                        && streams.size() == 1
                        && streams.getFirst() instanceof List<?> named
                        && named.size() == 2
                        && named.getLast() instanceof List<?> entries
                ? entries
                : List.of();
    }

    /** Null when it is ours, or none that this version knows. */
    private @Nullable Told read(Object entry) {
        if (!(entry instanceof List<?> parts)
                || parts.size() != 2
                || !(parts.getFirst() instanceof byte[] id)
                || !(parts.getLast() instanceof List<?> fields)) {
            return null;
        }
        last = text(id);
        List<String> texts = fields.stream()
                .map(field -> field instanceof byte[] bytes ? text(bytes) : "")
                .toList();
        if (texts.size() != 6 || texts.get(1).equals(owner)) {
            return null;
        }
        try {
            Instant when = Instant.ofEpochMilli(Long.parseLong(last.substring(0, last.indexOf('-'))));
            return new Told(new Purge(Purge.Kind.valueOf(texts.get(3)), texts.get(5)), when);
        } catch (IllegalArgumentException unknown) {
            LOG.warn("purge of another process not understood reason=\"{}\"", unknown.getMessage());
            return null;
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            listener.join(LOOK_EVERY);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
