package dev.sluice.proxy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.cache.CacheKey;
import dev.sluice.failure.BadInput;
import dev.sluice.failure.OriginFailure;
import dev.sluice.failure.SluiceException;
import dev.sluice.units.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What could not be had of late, so that nobody is asked for it again at once. Each is remembered from when it happened, however often it is
 * asked for meanwhile. Holds {@value #MOST} at most, some 2 KiB each: neither addresses nor what led to a failure. Safe for threads.
 */
final class RememberedFailures {

    private static final int MOST = 500;

    private final Cache<CacheKey, SluiceException> failures;

    /** @param age how long; zero for not at all */
    RememberedFailures(Duration age, Ticker ticker) {
        failures = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(age)
                .ticker(ticker::nanos)
                .executor(Runnable::run)
                .build();
    }

    /** Why it could not be had a moment ago; null when that is not known. */
    @Nullable
    SluiceException of(SourceAddress address) {
        return failures.getIfPresent(address.key());
    }

    void add(SourceAddress address, OriginFailure failure) {
        failures.put(address.key(), failure.withoutCause());
    }

    void add(SourceAddress address, BadInput failure) {
        failures.put(address.key(), failure.withoutCause());
    }

    void clear() {
        failures.invalidateAll();
    }
}
