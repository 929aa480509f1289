package dev.sluice.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.Values;
import dev.sluice.failure.InvalidSettings;
import dev.sluice.governor.Governor;
import dev.sluice.support.LeaseLeaks;
import dev.sluice.support.RedisServer;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class PictureCacheTest {

    @TempDir
    Path folder;

    @RegisterExtension
    final LeaseLeaks leaks = new LeaseLeaks();

    private final Governor governor = leaks.watch(new Governor(DataSize.ofMebibytes(64), 1));

    private static CacheConfig config(boolean enabled, int memory, int disk) {
        return config(enabled, memory, disk, "");
    }

    private static CacheConfig config(boolean enabled, int memory, int disk, String redis) {
        CacheConfig usual = CacheConfig.of(Values.defaults(CacheConfig.SETTINGS));
        return new CacheConfig(
                enabled,
                DataSize.ofMebibytes(memory),
                DataSize.ofMebibytes(disk),
                RedisTierTest.config(redis, DataSize.ofMebibytes(1)),
                usual.maxEntry(),
                Duration.ZERO,
                usual.mostAge(),
                usual.usualAge(),
                usual.stale(),
                usual.failures(),
                List.of());
    }

    private PictureCache open(CacheConfig config) {
        return PictureCache.open(
                config, folder.resolve("cache"), 1_000, () -> DataSize.ofMebibytes(100), governor, () -> false);
    }

    @Test
    void theFastestTierComesFirst() {
        try (PictureCache cache = open(config(true, 4, 4))) {
            assertThat(cache.status().stream().map(TierStatus::name)).containsExactly("memory", "disk");
            assertThat(cache.keeps()).isTrue();
        }
    }

    @Test
    void thereAreOnlyTheTiersThatAreConfigured() {
        try (PictureCache cache = open(config(true, 0, 4))) {
            assertThat(cache.status().stream().map(TierStatus::name)).containsExactly("disk");
        }
        try (PictureCache cache = open(config(true, 4, 0))) {
            assertThat(cache.status().stream().map(TierStatus::name)).containsExactly("memory");
        }
    }

    @Test
    void aCacheThatIsOffHasNoTiersAndTouchesNothing() {
        try (PictureCache cache = open(config(false, 4, 4))) {
            assertThat(cache.keeps()).isFalse();
            assertThat(cache.keep(TierContract.key("a"), TierContract.label("http://a/1"), Body.NONE))
                    .isFalse();
            assertThat(cache.find(TierContract.key("a"))).isNull();
        }
        assertThat(Files.exists(folder.resolve("cache"))).isFalse();
    }

    @Test
    void whatOnlyTheDiskHasComesIntoTheMemory() {
        byte[] picture = TierContract.noise(100_000, 1);
        try (PictureCache cache = open(config(true, 0, 4))) {
            cache.keep(TierContract.key("a"), TierContract.label("http://a/1"), TierContract.body(picture));
        }
        try (PictureCache cache = open(config(true, 4, 4))) {
            try (Cached found = Objects.requireNonNull(cache.find(TierContract.key("a")))) {
                assertThat(TierContract.bytes(found)).isEqualTo(picture);
            }
            assertThat(cache.status().getFirst().entries()).isEqualTo(1);
        }
    }

    @Test
    void aMemoryWithoutRoomIsRefusedWithNothingLeftOpen() {
        assertThatThrownBy(() -> open(config(true, 60, 4)))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageStartingWith("cache.memory: the budget has no room for 60MiB");
    }

    @Test
    void redisComesLastAndIsSharedWithOtherProcesses() throws IOException {
        byte[] picture = TierContract.noise(100_000, 1);
        CacheKey key = TierContract.key("a");
        try (RedisServer server = RedisServer.start();
                PictureCache one = open(config(true, 4, 4, server.url()));
                PictureCache another = open(config(true, 4, 0, server.url()))) {
            assertThat(one.status().stream().map(TierStatus::name)).containsExactly("memory", "disk", "redis");
            assertThat(one.keep(key, TierContract.label("http://a/1"), TierContract.body(picture)))
                    .isTrue();
            try (Cached found = Objects.requireNonNull(another.find(key))) {
                assertThat(TierContract.bytes(found)).isEqualTo(picture);
            }
            assertThat(another.status().getFirst().entries()).isEqualTo(1);
            assertThat(one.degraded()).isFalse();
        }
    }

    @Test
    void workThatAnotherProcessDoesIsWaitedForAndNotForever() throws IOException, InterruptedException {
        CacheKey key = TierContract.key("a");
        Duration most = Duration.ofSeconds(10);
        try (RedisServer server = RedisServer.start();
                PictureCache one = open(config(true, 4, 4, server.url()));
                PictureCache another = open(config(true, 4, 0, server.url()))) {
            assertThat(one.claim(key, most, within(10_000))).isTrue();
            assertThat(another.claim(key, most, within(300)))
                    .as("after all patience")
                    .isTrue();
            Thread worker = Thread.ofVirtual().start(() -> {
                LockSupport.parkNanos(200_000_000);
                one.keep(key, TierContract.label("http://a/1"), TierContract.body(TierContract.noise(1_000, 1)));
                one.release(key);
            });
            assertThat(another.claim(key, most, within(10_000)))
                    .as("the other has done it")
                    .isFalse();
            worker.join();
            another.release(key);
            assertThat(one.claim(key, most, within(10_000))).isTrue();
        }
    }

    private static Deadline within(long millis) {
        return Deadline.after(Duration.ofMillis(millis), Ticker.SYSTEM);
    }

    @Test
    void aRedisThatIsDownDegradesTheCacheAndStopsNothing() throws IOException {
        byte[] picture = TierContract.noise(100_000, 1);
        CacheKey key = TierContract.key("a");
        try (PictureCache cache = open(config(true, 0, 4, "redis://127.0.0.1:" + RedisServer.freePort()))) {
            assertThat(cache.degraded()).as("nobody has asked yet").isFalse();
            for (int i = 0; i < 5; i++) {
                assertThat(cache.keep(key, TierContract.label("http://a/1"), TierContract.body(picture)))
                        .isTrue();
                try (Cached found = Objects.requireNonNull(cache.find(key))) {
                    assertThat(TierContract.bytes(found)).isEqualTo(picture);
                }
            }
            assertThat(cache.degraded()).isTrue();
            assertThat(cache.claim(key, Duration.ofSeconds(1), within(1_000))).isTrue();
        }
    }

    @Test
    void withoutRedisEveryClaimIsGranted() {
        try (PictureCache cache = open(config(true, 0, 4))) {
            assertThat(cache.claim(TierContract.key("a"), Duration.ofSeconds(1), within(1_000)))
                    .isTrue();
            assertThat(cache.claim(TierContract.key("a"), Duration.ofSeconds(1), within(1_000)))
                    .isTrue();
            cache.release(TierContract.key("a"));
            assertThat(cache.degraded()).isFalse();
        }
    }
}
