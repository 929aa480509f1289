package dev.sluice.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.failure.StoreFailure;
import dev.sluice.governor.Governor;
import dev.sluice.support.LeaseLeaks;
import dev.sluice.support.RedisServer;
import dev.sluice.units.DataSize;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A Redis that works. */
class RedisTierTest extends TierContract {

    private static RedisServer server;

    @RegisterExtension
    final LeaseLeaks leaks = new LeaseLeaks();

    private Governor governor;
    private RedisTier tier;

    /** Another process that has the same Redis. */
    private RedisTier other;

    @BeforeAll
    static void start() throws IOException {
        server = RedisServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static RedisConfig config(String url, DataSize chunk) {
        return new RedisConfig(url, chunk, Duration.ofMillis(500), Duration.ofDays(7), "sluice:");
    }

    @BeforeEach
    void open() throws IOException {
        server.cli("FLUSHALL");
        governor = leaks.watch(new Governor(DataSize.ofMebibytes(32), 1));
        RedisConfig config = config(server.url(), DataSize.ofKibibytes(256));
        tier = new RedisTier(config, governor, Ticker.SYSTEM);
        other = new RedisTier(config, governor, Ticker.SYSTEM);
    }

    @AfterEach
    void close() {
        tier.close();
        other.close();
    }

    @Override
    Tier tier() {
        return tier;
    }

    @Test
    void smallBodiesAreOneValueAndLargeOnesHaveChunks() throws IOException {
        tier.keep(key("small"), label("http://a/1"), body(noise(65_536, 1)));
        assertThat(server.keys("*")).containsExactly("sluice:e:" + key("small"));
        tier.keep(key("large"), label("http://a/2"), body(noise(65_536 + 2 * 262_144 + 1, 1)));
        assertThat(server.keys("sluice:c:" + key("large") + ":*")).hasSize(3);
    }

    @Test
    void allThatIsWrittenEndsByItself() throws IOException {
        tier.keep(key("a"), label("http://a/1"), body(noise(500_000, 1)));
        tier.claim(key("a"), Duration.ofSeconds(30));
        assertThat(server.keys("*")).hasSize(4);
        for (String name : server.keys("*")) {
            assertThat(Long.parseLong(server.cli("TTL", name)))
                    .as(name)
                    .isBetween(20L, Duration.ofDays(8).toSeconds());
        }
    }

    @Test
    void aChunkTakesNoMoreMemoryThanItHasBytes() throws IOException {
        tier.keep(key("a"), label("http://a/1"), body(noise(65_536 + 262_144, 1)));
        String chunk = server.keys("sluice:c:*").getFirst();
        assertThat(Long.parseLong(server.cli("MEMORY", "USAGE", chunk))).isLessThan(262_144 * 4 / 3);
    }

    @Test
    void aReplacedEntryLeavesItsChunksForAMinute() throws IOException {
        tier.keep(key("a"), label("http://a/1"), body(noise(500_000, 1)));
        List<String> before = server.keys("sluice:c:*");
        other.keep(key("a"), label("http://a/2"), body(noise(500_000, 2)));
        for (String name : before) {
            assertThat(Long.parseLong(server.cli("TTL", name))).as(name).isBetween(1L, 60L);
        }
    }

    @Test
    void whatOneProcessKeepsAnotherFinds() {
        byte[] picture = noise(700_000, 1);
        tier.keep(key("a"), label("http://a/1", "red"), body(picture));
        try (Cached found = Objects.requireNonNull(other.find(key("a")))) {
            assertThat(found.label()).isEqualTo(label("http://a/1", "red"));
            assertThat(bytes(found)).isEqualTo(picture);
        }
        assertThat(other.purge(_ -> true)).isEqualTo(1);
        assertThat(tier.find(key("a"))).isNull();
    }

    @Test
    void workIsClaimedByOneProcessAtATime() {
        Duration most = Duration.ofSeconds(30);
        assertThat(tier.claim(key("a"), most)).isTrue();
        assertThat(other.claim(key("a"), most)).isFalse();
        assertThat(other.claim(key("b"), most)).isTrue();
        other.release(key("a"));
        assertThat(other.claim(key("a"), most)).as("only the owner releases").isFalse();
        tier.release(key("a"));
        assertThat(other.claim(key("a"), most)).isTrue();
    }

    @Test
    void aClaimEndsByItself() throws InterruptedException {
        assertThat(tier.claim(key("a"), Duration.ofMillis(20))).isTrue();
        Thread.sleep(60);
        assertThat(other.claim(key("a"), Duration.ofSeconds(1))).isTrue();
    }

    @Test
    void anEntryThatLostAChunkIsAMissAndIsRemoved() throws IOException {
        for (int lost = 0; lost < 3; lost++) {
            tier.keep(key("a"), label("http://a/1"), body(noise(65_536 + 3 * 262_144, lost)));
            for (String name : server.keys("sluice:c:*:" + lost)) {
                server.cli("DEL", name);
            }
            assertThat(tier.find(key("a"))).as("chunk %d", lost).isNull();
            assertThat(server.cli("EXISTS", "sluice:e:" + key("a"))).isEqualTo("0");
        }
    }

    @Test
    void aDamagedEntryIsAMissAndIsRemoved() throws IOException {
        Random random = new Random(17);
        for (int i = 0; i < 40; i++) {
            tier.keep(key("a"), label("http://a/1"), body(noise(3_000, i)));
            String name = "sluice:e:" + key("a");
            int length = Integer.parseInt(server.cli("STRLEN", name));
            if (random.nextBoolean()) {
                server.cli("EVAL", FLIP, "1", name, Integer.toString(random.nextInt(length * 8)));
            } else {
                server.cli("EVAL", CUT, "1", name, Integer.toString(random.nextInt(1, length)));
            }
            assertThat(tier.find(key("a"))).as("damage %d", i).isNull();
            assertThat(server.cli("EXISTS", name)).as("damage %d", i).isEqualTo("0");
        }
    }

    private static final String FLIP =
            "return redis.call('setbit', KEYS[1], ARGV[1], 1 - redis.call('getbit', KEYS[1], ARGV[1]))";
    private static final String CUT =
            "return redis.call('set', KEYS[1], redis.call('getrange', KEYS[1], 0, ARGV[1] - 1))";

    @Test
    void noDamagedPieceIsHandedOut() throws IOException {
        byte[] picture = noise(500_000, 1);
        tier.keep(key("a"), label("http://a/1"), body(picture));
        String chunk = server.keys("sluice:c:*:0").getFirst();
        server.cli("EVAL", FLIP, "1", chunk, Integer.toString(70_000 * 8));
        try (Cached found = found("a")) {
            assertThat(found.at(0, 10).get()).isEqualTo(picture[0]);
            assertThat(found.at(65_536 + 1_000, 10).get()).isEqualTo(picture[65_536 + 1_000]);
            assertThatThrownBy(() -> found.at(2 * 65_536, 10))
                    .isInstanceOf(StoreFailure.class)
                    .hasMessageContaining("Redis");
            assertThat(found.at(300_000, 10).get()).isEqualTo(picture[300_000]);
        }
    }

    @Test
    void aLabelThatIsTooLongIsNotKept() {
        assertThat(tier.keep(key("a"), label("http://a/" + "x".repeat(9_000)), body(noise(10, 1))))
                .isFalse();
        assertThat(tier.status().working()).isTrue();
    }

    @Test
    void thereAreNeverMoreReadersThanTheHeapIsHeldFor() {
        assertAllPlacesFree();
    }

    private void assertAllPlacesFree() {
        tier.keep(key("a"), label("http://a/1"), body(noise(10, 1)));
        List<Cached> readers = new ArrayList<>();
        for (int i = 0; i < RedisTier.READERS; i++) {
            readers.add(found("a"));
        }
        assertThat(tier.find(key("a"))).isNull();
        assertThat(tier.status().working()).isTrue();
        readers.forEach(Cached::close);
        found("a").close();
    }

    /** Asked for by all at the same time, while Redis answers nobody for a moment. */
    private List<Cached> foundAtOnce(int callers) throws Exception {
        server.cli("CONFIG", "RESETSTAT");
        server.cli("CLIENT", "PAUSE", "250");
        List<Callable<Cached>> asking = Collections.nCopies(callers, () -> tier.find(key("a")));
        List<Cached> found = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Cached> future : executor.invokeAll(asking)) {
                if (future.get() != null) {
                    found.add(future.get());
                }
            }
        }
        return found;
    }

    @Test
    void manyWhoAskAtOnceShareOneReading() throws Exception {
        byte[] picture = noise(60_000, 1);
        tier.keep(key("a"), label("http://a/1"), body(picture));
        List<Cached> found = foundAtOnce(3 * RedisTier.READERS);
        assertThat(found).hasSize(3 * RedisTier.READERS);
        assertThat(server.cli("INFO", "commandstats")).contains("cmdstat_get:calls=1,");
        for (Cached one : found) {
            assertThat(bytes(one)).isEqualTo(picture);
            one.close();
        }
        assertAllPlacesFree();
    }

    @Test
    void whoReadsOnTakesAPlaceOfItsOwn() throws Exception {
        byte[] picture = noise(200_000, 1);
        tier.keep(key("a"), label("http://a/1"), body(picture));
        List<Cached> found = foundAtOnce(3 * RedisTier.READERS);
        assertThat(found).hasSizeBetween(1, RedisTier.READERS);
        for (Cached one : found) {
            assertThat(bytes(one)).isEqualTo(picture);
            one.close();
        }
        assertAllPlacesFree();
    }

    @Test
    void manyPagesAreListed() {
        for (int i = 0; i < 700; i++) {
            tier.keep(key("a" + i), label("http://a/" + i), Body.NONE);
        }
        assertThat(tier.entries().map(entry -> entry.label().source()).distinct())
                .hasSize(700);
        assertThat(tier.purge(label -> label.source().endsWith("7"))).isEqualTo(70);
    }

    @Test
    void othersKeysAreLeftAlone() throws IOException {
        server.cli("SET", "sluice:other", "1");
        server.cli("SET", "sluice:e:no-key-of-ours", "1");
        server.cli("SET", "sluice:e:" + key("theirs"), "no entry");
        tier.keep(key("a"), label("http://a/1"), body(noise(10, 1)));
        assertThat(tier.purge(_ -> true)).isEqualTo(1);
        assertThat(server.keys("*")).hasSize(3);
    }

    @Test
    void manyThreadsNeverSeeAWrongByte() throws Exception {
        List<Callable<Integer>> threads = new ArrayList<>();
        for (int thread = 0; thread < 12; thread++) {
            long seed = 200L + thread;
            RedisTier mine = thread % 2 == 0 ? tier : other;
            threads.add(() -> readKeepAndRemove(mine, new Random(seed), "seed " + seed));
        }
        int seen = 0;
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> future : executor.invokeAll(threads)) {
                seen += future.get();
            }
        }
        assertThat(seen).as("bodies that were found").isGreaterThan(300);
        assertThat(tier.status().working()).isTrue();
    }

    private static int readKeepAndRemove(RedisTier tier, Random random, String seed) {
        int seen = 0;
        for (int i = 0; i < 100; i++) {
            int name = random.nextInt(10);
            int version = random.nextInt(3);
            int length = 1 + name * 40_000 + version;
            switch (random.nextInt(8)) {
                case 0 -> tier.remove(key("a" + name));
                case 1, 2 ->
                    tier.keep(key("a" + name), label("http://a/" + version), body(noise(length, name * 3L + version)));
                default -> seen += read(tier, name, seed + " step " + i);
            }
        }
        return seen;
    }

    private static int read(RedisTier tier, int name, String step) {
        try (Cached found = tier.find(key("a" + name))) {
            if (found == null) {
                return 0;
            }
            int version = found.label().source().charAt("http://a/".length()) - '0';
            assertThat(bytes(found)).as(step).isEqualTo(noise(1 + name * 40_000 + version, name * 3L + version));
            return 1;
        }
    }
}
