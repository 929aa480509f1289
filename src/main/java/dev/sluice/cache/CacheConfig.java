package dev.sluice.cache;

import dev.sluice.config.Setting;
import dev.sluice.config.Values;
import dev.sluice.units.DataSize;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the user decides about the cache of the image proxy.
 *
 * @param enabled whether anything is kept; without it every request is fetched and made anew
 * @param memory bytes that are held in memory from start to end; zero for no memory tier
 * @param disk bytes on the disk of the data folder; zero for no disk tier
 * @param redis where it is shared with other processes
 * @param maxEntry bytes of the largest body that is kept
 * @param leastAge how long an answer of another server is good at least
 * @param mostAge how long at most
 * @param usualAge how long where the server does not say
 * @param stale how long it may be answered afterwards while a new one is fetched, or while the server fails, where it does not say
 * @param failures how long a failure of another server is remembered
 * @param purgeHooks who is told what was purged
 */
public record CacheConfig(
        boolean enabled,
        DataSize memory,
        DataSize disk,
        RedisConfig redis,
        DataSize maxEntry,
        Duration leastAge,
        Duration mostAge,
        Duration usualAge,
        Duration stale,
        Duration failures,
        List<URI> purgeHooks) {

    public static final Setting<Boolean> ENABLED = Setting.flag(
            "cache.enabled",
            true,
            "Whether the image proxy keeps what it fetched and made, and makes it once for all who ask together.");
    public static final Setting<DataSize> MEMORY = Setting.size(
                    "cache.memory",
                    "0",
                    "What the cache holds of the memory budget from start to end, beside the disk; a 16th of it more on the Java heap. 0 for"
                            + " none: what was asked for of late is in the system's page cache anyway.")
            .check(
                    size -> size.isZero() || (size.bytes() >= 1L << 20 && size.bytes() <= 16L << 30),
                    "0, or from 1MiB to 16GiB");
    public static final Setting<DataSize> DISK = Setting.size(
            "cache.disk",
            "1GiB",
            "What the cache may take of the disk of the data folder; 0 keeps nothing there. What is asked for most often stays.");
    public static final Setting<DataSize> MAX_ENTRY = Setting.size(
                    "cache.max-entry",
                    "5MiB",
                    "Size of the largest body that is cached; of larger ones only what is known of them.")
            .check(size -> size.bytes() <= 64L << 20, "at most 64MiB");
    public static final Setting<Duration> LEAST_AGE = Setting.duration(
            "cache.least-age",
            "0s",
            "How long an answer of another server is good at least, whatever its Cache-Control says, no-store too if this is not 0.");
    public static final Setting<Duration> MOST_AGE = Setting.duration(
            "cache.most-age",
            "365d",
            "How long an answer of another server is good at most, whatever its Cache-Control says.");
    public static final Setting<Duration> USUAL_AGE = Setting.duration(
            "cache.usual-age", "1d", "How long an answer of another server is good that does not say it.");
    public static final Setting<Duration> STALE = Setting.duration(
            "cache.stale",
            "1h",
            "How long an answer is used after its time while a new one is fetched in the background, or while its server fails, where it"
                    + " does not say stale-while-revalidate or stale-if-error.");
    public static final Setting<Duration> FAILURES = Setting.duration(
            "cache.failures",
            "10s",
            "How long a failure of another server is answered again without asking; 0 asks each time.");
    public static final Setting<List<String>> PURGE_HOOKS = Setting.list(
                    "cache.purge-hooks",
                    "",
                    "URLs that are called after each purge, by POST with what was purged as JSON, such as those of a CDN before this; separated"
                            + " by commas. They may be of private networks.")
            .check(
                    urls -> urls.size() <= 8 && urls.stream().allMatch(CacheConfig::isHook),
                    "at most 8 http or https URLs")
            .masked();

    /** All settings of this record. */
    public static final List<Setting<?>> SETTINGS = Stream.concat(
                    Stream.of(
                            ENABLED,
                            MEMORY,
                            DISK,
                            MAX_ENTRY,
                            LEAST_AGE,
                            MOST_AGE,
                            USUAL_AGE,
                            STALE,
                            FAILURES,
                            PURGE_HOOKS),
                    RedisConfig.SETTINGS.stream())
            .toList();

    public CacheConfig {
        purgeHooks = List.copyOf(purgeHooks);
    }

    /** The configuration that {@code values} describe. */
    public static CacheConfig of(Values values) {
        return new CacheConfig(
                values.get(ENABLED),
                values.get(MEMORY),
                values.get(DISK),
                RedisConfig.of(values),
                values.get(MAX_ENTRY),
                values.get(LEAST_AGE),
                values.get(MOST_AGE),
                values.get(USUAL_AGE),
                values.get(STALE),
                values.get(FAILURES),
                values.get(PURGE_HOOKS).stream().map(URI::create).toList());
    }

    private static boolean isHook(String text) {
        try {
            URI url = new URI(text);
            return url.getHost() != null
                    && url.getRawUserInfo() == null
                    && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()));
        } catch (URISyntaxException none) {
            return false;
        }
    }
}
