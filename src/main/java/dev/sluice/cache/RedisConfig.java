package dev.sluice.cache;

import dev.sluice.config.Setting;
import dev.sluice.config.Values;
import dev.sluice.units.DataSize;
import java.time.Duration;
import java.util.List;

/**
 * What the user decides about the Redis that the image proxy keeps entries in.
 *
 * @param url where it is; empty for none. May hold a password
 * @param chunk bytes of the values that bodies are cut into
 * @param timeout how long one operation may take
 * @param age how long entries stay at most
 * @param prefix what all keys begin with
 */
public record RedisConfig(String url, DataSize chunk, Duration timeout, Duration age, String prefix) {

    public static final Setting<String> URL = Setting.text(
                    "cache.redis.url",
                    "",
                    "The Redis or Valkey that entries are kept in, too, for several processes or machines; rediss:// for TLS, with a certificate that"
                            + " Java trusts. Empty for none.")
            .check(
                    url -> url.isEmpty() || RedisAddress.parse(url).isPresent(),
                    "redis://[user:password@]host[:port][/number] or the same with rediss://")
            .masked();
    public static final Setting<DataSize> CHUNK = Setting.size(
                    "cache.redis.chunk",
                    "1MiB",
                    "What a body in Redis is cut into beyond its first 64KiB, a value each.")
            .check(
                    size -> size.bytes() % RedisEntry.PIECE == 0 && !size.isZero() && size.bytes() <= 16L << 20,
                    "a multiple of 64KiB, at most 16MiB");
    public static final Setting<Duration> TIMEOUT = Setting.duration(
                    "cache.redis.timeout",
                    "50ms",
                    "How long one operation of Redis may take; what takes longer is a miss, and an entry that takes 20 times as long"
                            + " to write is not kept. After three failures in a row Redis is left alone"
                            + " for a second.")
            .check(
                    time -> time.toMillis() >= 1 && time.compareTo(Duration.ofSeconds(10)) <= 0,
                    "more than nothing and at most 10s");
    public static final Setting<Duration> AGE = Setting.duration(
                    "cache.redis.age", "7d", "How long an entry stays in Redis, unless Redis gives it up before.")
            .check(
                    time -> time.toSeconds() >= 1 && time.compareTo(Duration.ofDays(3650)) <= 0,
                    "at least 1s and at most 3650d");
    public static final Setting<String> PREFIX = Setting.text(
                    "cache.redis.prefix",
                    "sluice:",
                    "What the keys of all entries begin with; processes with the same prefix share entries.")
            .check(prefix -> prefix.matches("[A-Za-z0-9:._-]{0,64}"), "at most 64 letters, digits, : . _ or -");

    /** All settings of this record. */
    public static final List<Setting<?>> SETTINGS = List.of(URL, CHUNK, TIMEOUT, AGE, PREFIX);

    /** The configuration that {@code values} describe. */
    public static RedisConfig of(Values values) {
        return new RedisConfig(
                values.get(URL), values.get(CHUNK), values.get(TIMEOUT), values.get(AGE), values.get(PREFIX));
    }

    /** Without the URL, which may hold a password. */
    @Override
    public String toString() {
        return "RedisConfig[chunk=" + chunk + ", timeout=" + timeout + ", age=" + age + ", prefix=" + prefix + "]";
    }
}
