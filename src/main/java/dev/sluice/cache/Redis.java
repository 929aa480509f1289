package dev.sluice.cache;

import dev.sluice.units.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A Redis that is asked as long as it works. Reading and writing are left alone apart from each other: a Redis that is full still answers.
 * Safe for threads.
 */
final class Redis implements AutoCloseable {

    private static final byte[] OK = {'O', 'K'};
    private static final int TOLERATED = 3;
    private static final int PROBE = 1_000;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final RedisLinks links;
    private final Duration timeout;
    private final String probe;
    private final Breaker reading;
    private final Breaker writing;

    /**
     * @param timeout how long one operation may take
     * @param probe name of a key by which is seen whether it takes anything again
     */
    Redis(RedisAddress address, Duration timeout, String probe, Ticker ticker) {
        this.probe = probe;
        this.timeout = timeout;
        links = new RedisLinks(address, timeout, ticker);
        reading = new Breaker("Redis at " + address, TOLERATED, PAUSE, ticker);
        writing = new Breaker("writing to Redis at " + address, TOLERATED, PAUSE, ticker);
    }

    static CommandArguments command(Command command, Object... arguments) {
        return new CommandArguments(command).addObjects(arguments);
    }

    /** A string, or none. */
    static boolean bytes(@Nullable Object reply) {
        return reply == null || reply instanceof byte[];
    }

    static boolean number(@Nullable Object reply) {
        return reply instanceof Long;
    }

    static boolean list(@Nullable Object reply) {
        return reply instanceof List<?>;
    }

    /** That something was done, or was not because of its own condition. */
    static boolean done(@Nullable Object reply) {
        return reply == null || (reply instanceof byte[] text && Arrays.equals(text, OK));
    }

    /**
     * The replies to all of these commands.
     *
     * @param right what each reply has to be
     * @return empty when Redis is left alone, did not answer all of them in time, refused one, or answered anything else
     */
    Optional<List<@Nullable Object>> ask(Predicate<@Nullable Object> right, CommandArguments... commands) {
        return ask(right, Arrays.asList(commands));
    }

    Optional<List<@Nullable Object>> ask(Predicate<@Nullable Object> right, List<CommandArguments> commands) {
        return reading.admits()
                ? asked(commands, reading, replies -> replies.stream().allMatch(right))
                : Optional.empty();
    }

    /**
     * Commands that need room; a Redis that has none, or refuses them for another reason, is not asked to write again for a while.
     *
     * @param right what the last reply has to be
     * @return whether it was
     */
    boolean write(Predicate<@Nullable Object> right, CommandArguments... commands) {
        if (!reading.admits()) {
            return false;
        }
        if (!writing.admits()) {
            reading.undecided();
            return false;
        }
        boolean written = asked(Arrays.asList(commands), writing, replies -> right.test(replies.getLast()))
                .isPresent();
        if (written) {
            writing.succeeded();
        } else {
            writing.undecided();
        }
        return written;
    }

    /** @param refusing what a command that is refused says something about */
    private Optional<List<@Nullable Object>> asked(
            List<CommandArguments> commands, Breaker refusing, Predicate<List<@Nullable Object>> right) {
        try {
            List<@Nullable Object> replies = links.call(timeout, commands);
            String refusal = refusal(replies);
            if (refusal.isEmpty() && !right.test(replies)) {
                refusal = "what answers is no Redis";
            }
            if (refusing == writing || refusal.isEmpty()) {
                reading.succeeded();
            }
            if (!refusal.isEmpty() && refusing == writing) {
                writing.failedForGood(refusal);
            } else if (!refusal.isEmpty()) {
                reading.failed(refusal);
            }
            return refusal.isEmpty() ? Optional.of(replies) : Optional.empty();
        } catch (IOException failed) {
            if (Thread.currentThread().isInterrupted()) {
                reading.undecided();
            } else {
                String reason = String.valueOf(failed.getMessage());
                reading.failed(reason);
                if (refusing == writing) {
                    writing.failed(reason);
                }
            }
            return Optional.empty();
        }
    }

    /** What Redis says about the first command that it refused; empty when it refused none. */
    private static String refusal(List<?> replies) {
        for (Object reply : replies) {
            if (reply instanceof JedisDataException refused) {
                return "refused: " + refused.getMessage();
            }
            String inner = reply instanceof List<?> list ? refusal(list) : "";
            if (!inner.isEmpty()) {
                return inner;
            }
        }
        return "";
    }

    /**
     * Asks whether or not it works, with more patience: for somebody who has begun an answer and must break it off otherwise.
     *
     * @return null when there was no answer
     */
    @Nullable
    Object insist(Duration patience, CommandArguments command) {
        try {
            return links.call(patience, List.of(command)).getFirst();
        } catch (IOException failed) {
            return null;
        }
    }

    /** Whether it works as far as is known. One that did not is tried, by a key that lasts a second, when it may be. */
    boolean working() {
        if (!reading.working()) {
            ask(Redis::bytes, command(Command.PING));
        }
        if (!writing.working()) {
            write(Redis::done, command(Command.SET, probe, "", "PX", PROBE));
        }
        return reading.working() && writing.working();
    }

    @Override
    public void close() {
        links.close();
    }
}
