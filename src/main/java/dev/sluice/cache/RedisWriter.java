package dev.sluice.cache;

import static dev.sluice.cache.Redis.command;

import dev.sluice.units.Ticker;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * Writes and removes entries: the chunks first and the entry itself last, so that there is never one without its chunks. Holds one piece of
 * a body, and the entry's own value at the end. Safe for threads.
 */
final class RedisWriter {

    /** How long chunks of an entry that is gone stay for those who read it. */
    private static final Duration FAREWELL = Duration.ofMinutes(1);

    /** How much longer chunks stay than their entry, for the same reason. */
    private static final Duration AFTER = Duration.ofMinutes(10);

    /** An entry may take as long to write as that many operations; one with more of them has to be quicker. */
    private static final int OPERATIONS = 20;

    private final Redis redis;
    private final RedisKeys keys;
    private final int chunk;
    private final Duration age;
    private final Duration most;
    private final Ticker ticker;
    private final SecureRandom random = new SecureRandom();

    RedisWriter(Redis redis, RedisConfig config, Ticker ticker) {
        this.redis = redis;
        this.ticker = ticker;
        keys = new RedisKeys(config.prefix());
        chunk = Math.toIntExact(config.chunk().bytes());
        age = config.age();
        most = config.timeout().multipliedBy(OPERATIONS);
    }

    /**
     * Writes an entry in the place of one that has the same key.
     *
     * @param label as {@link LabelText} writes it
     * @return whether Redis has all of it
     * @throws dev.sluice.failure.StoreFailure when the body cannot be read
     */
    boolean write(CacheKey key, byte[] label, Body body) {
        RedisEntry old = head(key);
        long generation = random.nextLong();
        int pieces = RedisEntry.pieces(body.length());
        int[] sums = new int[pieces];
        boolean whole = false;
        try {
            whole = chunks(key, generation, body, sums) && entry(key, label, generation, body, sums);
        } finally {
            if (!whole) {
                forget(key, generation, chunksOf(body.length()), Duration.ZERO);
            }
        }
        if (whole && old != null) {
            forget(key, old.generation(), old.chunks(), FAREWELL);
        }
        return whole;
    }

    private int chunksOf(long length) {
        return Math.toIntExact(Math.ceilDiv(Math.max(0, length - RedisEntry.PIECE), (long) chunk));
    }

    private boolean chunks(CacheKey key, long generation, Body body, int[] sums) {
        long begun = ticker.nanos();
        int perChunk = chunk / RedisEntry.PIECE;
        for (int first = 1, number = 0; first < sums.length; first += perChunk, number++) {
            if (late(begun)) {
                return false;
            }
            String name = keys.chunk(key, generation, number);
            int last = Math.min(first + perChunk, sums.length) - 1;
            byte[] piece = piece(body, last, sums);
            int at = (last - first) * RedisEntry.PIECE;
            boolean written = redis.write(
                    Redis::list,
                    command(Command.MULTI),
                    command(Command.SETRANGE, name, at, piece),
                    command(Command.EXPIRE, name, age.plus(AFTER).toSeconds()),
                    command(Command.EXEC));
            for (int next = first; written && next < last; next++) {
                piece = piece(body, next, sums);
                at = (next - first) * RedisEntry.PIECE;
                written = !late(begun) && redis.write(Redis::number, command(Command.SETRANGE, name, at, piece));
            }
            if (!written) {
                return false;
            }
        }
        return true;
    }

    private boolean late(long begun) {
        return ticker.nanos() - begun > most.toNanos();
    }

    private boolean entry(CacheKey key, byte[] label, long generation, Body body, int[] sums) {
        byte[] first = sums.length == 0 ? new byte[0] : piece(body, 0, sums);
        byte[] value = RedisEntry.write(key, label, body.length(), chunk, generation, sums, first);
        return redis.write(Redis::done, command(Command.SET, keys.entry(key), value, "EX", age.toSeconds()));
    }

    private static byte[] piece(Body body, int index, int[] sums) {
        byte[] piece = new byte[RedisEntry.piece(body.length(), index)];
        for (int at = 0; at < piece.length; ) {
            ByteBuffer some = body.at((long) index * RedisEntry.PIECE + at, piece.length - at);
            int length = some.remaining();
            some.get(piece, at, length);
            at += length;
        }
        sums[index] = RedisEntry.sum(piece);
        return piece;
    }

    /** What is known of the entry; null when there is none, or it cannot be read. */
    private @Nullable RedisEntry head(CacheKey key) {
        return redis.ask(Redis::bytes, command(Command.GETRANGE, keys.entry(key), 0, RedisEntry.LONGEST_HEADER - 1))
                .map(replies -> RedisEntry.header(key, replies.getFirst()))
                .orElse(null);
    }

    /** Removes the entry; its chunks stay for a minute for those who read them. */
    void remove(CacheKey key) {
        RedisEntry entry = head(key);
        redis.ask(Redis::number, command(Command.UNLINK, keys.entry(key)));
        if (entry != null) {
            forget(key, entry.generation(), entry.chunks(), FAREWELL);
        }
    }

    private void forget(CacheKey key, long generation, int chunks, Duration after) {
        List<CommandArguments> commands = new ArrayList<>();
        for (int number = 0; number < chunks; number++) {
            String name = keys.chunk(key, generation, number);
            commands.add(
                    after.isZero() ? command(Command.UNLINK, name) : command(Command.EXPIRE, name, after.toSeconds()));
        }
        if (!commands.isEmpty()) {
            redis.ask(Redis::number, commands);
        }
    }
}
