package dev.sluice.proxy;

import dev.sluice.cache.CacheConfig;
import dev.sluice.fetch.Fetched;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long an answer of another server is good, as RFC 9111 (sections 4.2 and 5.2) and RFC 5861 say, within the bounds of the
 * configuration.
 *
 * @param since when the answer was made: it is older than its arrival by {@code Age}
 * @param good how long it is good, from then on
 * @param whileRevalidating how long afterwards it may be used while a new one is fetched
 * @param onError how long afterwards it may be used when its server fails
 * @param shared whether it may be kept and answered to others at all
 */
record Freshness(Instant since, Duration good, Duration whileRevalidating, Duration onError, boolean shared) {

    /** Seconds of a directive beyond this are taken for it: 68 years. */
    private static final long MOST_SECONDS = Integer.MAX_VALUE;

    /** What an entry is at a moment. */
    enum State {
        /** It is good. */
        FRESH,
        /** It is used while a new one is fetched. */
        STALE,
        /** It is asked for anew before it is used. */
        EXPIRED
    }

    static Freshness of(Fetched answer, CacheConfig config, Instant now) {
        Map<String, String> directives = directives(answer.cacheControl());
        boolean refused = directives.containsKey("no-store") || directives.containsKey("private");
        boolean strict = directives.containsKey("no-cache")
                || directives.containsKey("must-revalidate")
                || directives.containsKey("proxy-revalidate");
        Duration asked =
                refused || directives.containsKey("no-cache") ? Duration.ZERO : lifetime(answer, directives, config);
        Duration good = clamp(asked, config.leastAge(), config.mostAge());
        Duration stale = strict || refused ? Duration.ZERO : config.stale();
        return new Freshness(
                now.minus(answer.age()),
                good,
                or(seconds(directives.get("stale-while-revalidate")), stale),
                or(seconds(directives.get("stale-if-error")), stale),
                !refused || !config.leastAge().isZero());
    }

    /** Of what never changes under its name. */
    static Freshness forever(Instant now) {
        return new Freshness(now, Duration.ofSeconds(MOST_SECONDS), Duration.ZERO, Duration.ZERO, true);
    }

    private static Duration lifetime(Fetched answer, Map<String, String> directives, CacheConfig config) {
        Duration shared = seconds(directives.get("s-maxage"));
        Duration any = shared != null ? shared : seconds(directives.get("max-age"));
        if (any != null) {
            return any;
        }
        Instant expires = answer.expires();
        Instant date = answer.date();
        if (expires != null && date != null) {
            return expires.isAfter(date) ? Duration.between(date, expires) : Duration.ZERO;
        }
        return config.usualAge();
    }

    private static Duration clamp(Duration asked, Duration least, Duration most) {
        return asked.compareTo(most) > 0 ? most : asked.compareTo(least) < 0 ? least : asked;
    }

    private static Duration or(@Nullable Duration said, Duration otherwise) {
        return said == null ? otherwise : said;
    }

    private static @Nullable Duration seconds(@Nullable String text) {
        if (text == null || text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        return Duration.ofSeconds(text.length() > 10 ? MOST_SECONDS : Math.min(MOST_SECONDS, Long.parseLong(text)));
    }

    /** Names in lower case; of a name that comes twice the first counts. */
    private static Map<String, String> directives(@Nullable String header) {
        Map<String, String> directives = new HashMap<>();
        for (String part : header == null ? new String[0] : header.split(",", -1)) {
            int equals = part.indexOf('=');
            String name =
                    (equals < 0 ? part : part.substring(0, equals)).strip().toLowerCase(Locale.ROOT);
            String value = equals < 0 ? "" : part.substring(equals + 1).strip().replace("\"", "");
            directives.putIfAbsent(name, value);
        }
        return directives;
    }

    State state(Instant now) {
        Instant until = since.plus(good);
        if (now.isBefore(until)) {
            return State.FRESH;
        }
        return now.isBefore(until.plus(whileRevalidating)) ? State.STALE : State.EXPIRED;
    }

    boolean goodOnError(Instant now) {
        return now.isBefore(since.plus(good).plus(onError));
    }

    long ageSeconds(Instant now) {
        return Math.max(0, Duration.between(since, now).toSeconds());
    }

    /** For caches behind us: the same as is done here. */
    String cacheControl() {
        if (!shared) {
            return "no-store";
        }
        String text = "public, max-age=" + good.toSeconds() + ", s-maxage=" + good.toSeconds();
        text += whileRevalidating.isZero() ? "" : ", stale-while-revalidate=" + whileRevalidating.toSeconds();
        return onError.isZero() ? text : text + ", stale-if-error=" + onError.toSeconds();
    }
}
