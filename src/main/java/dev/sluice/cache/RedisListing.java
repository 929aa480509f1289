package dev.sluice.cache;

import static dev.sluice.cache.Redis.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * The entries in Redis, in no order, a page of names after the other; an entry may come twice when Redis grows meanwhile. Ends where Redis
 * does not answer. Holds the names of a page and {@value #LABELS} labels. Used by one thread.
 */
final class RedisListing implements Iterator<Listed> {

    private static final int PAGE = 200;
    private static final int LABELS = 8;
    private static final String START = "0";

    private final Redis redis;
    private final RedisKeys keys;
    private final Deque<CacheKey> named = new ArrayDeque<>();
    private final Deque<Listed> read = new ArrayDeque<>();
    private String cursor = START;
    private boolean over;

    RedisListing(Redis redis, RedisKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    @Override
    public boolean hasNext() {
        while (read.isEmpty() && !(named.isEmpty() && over)) {
            if (named.isEmpty()) {
                scan();
            } else {
                labels();
            }
        }
        return !read.isEmpty();
    }

    @Override
    public Listed next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return read.remove();
    }

    private void scan() {
        List<@Nullable Object> replies = redis.ask(
                        Redis::list, command(Command.SCAN, cursor, "MATCH", keys.pattern(), "COUNT", PAGE))
                .orElse(List.of());
        over = true;
        if (!replies.isEmpty()
                && replies.getFirst() instanceof List<?> page
                && page.size() == 2
                && page.getFirst() instanceof byte[] next
                && page.getLast() instanceof List<?> names) {
            cursor = new String(next, StandardCharsets.ISO_8859_1);
            over = cursor.equals(START);
            for (Object name : names) {
                if (name instanceof byte[] bytes) {
                    keys.key(bytes).ifPresent(named::add);
                }
            }
        }
    }

    private void labels() {
        List<CacheKey> some = new ArrayList<>();
        List<CommandArguments> commands = new ArrayList<>();
        while (some.size() < LABELS && !named.isEmpty()) {
            CacheKey key = named.remove();
            some.add(key);
            commands.add(command(Command.GETRANGE, keys.entry(key), 0, RedisEntry.LONGEST_HEADER - 1));
        }
        List<@Nullable Object> replies = redis.ask(Redis::bytes, commands).orElse(List.of());
        if (replies.isEmpty()) {
            named.clear();
            over = true;
        }
        for (int at = 0; at < replies.size(); at++) {
            RedisEntry entry = RedisEntry.header(some.get(at), replies.get(at));
            if (entry != null) {
                read.add(new Listed(some.get(at), entry.label(), entry.length()));
            }
        }
    }
}
