package dev.sluice.cache;

import static dev.sluice.cache.TierContract.body;
import static dev.sluice.cache.TierContract.bytes;
import static dev.sluice.cache.TierContract.key;
import static dev.sluice.cache.TierContract.label;
import static dev.sluice.cache.TierContract.noise;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.failure.StoreFailure;
import dev.sluice.governor.Governor;
import dev.sluice.support.LeaseLeaks;
import dev.sluice.support.LoopbackServer;
import dev.sluice.support.RedisServer;
import dev.sluice.units.DataSize;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Redis that is down, slow, full, something else, or comes and goes: never an exception, never a long wait. */
@Timeout(60)
class RedisTroubleTest {

    @RegisterExtension
    final LeaseLeaks leaks = new LeaseLeaks();

    private final Governor governor = leaks.watch(new Governor(DataSize.ofMebibytes(32), 1));

    private RedisTier tier(String url, int timeoutMillis) {
        RedisConfig config = new RedisConfig(
                url, DataSize.ofMebibytes(1), Duration.ofMillis(timeoutMillis), Duration.ofDays(1), "sluice:");
        return new RedisTier(config, governor, Ticker.SYSTEM);
    }

    private static long millis(Runnable work) {
        long before = System.nanoTime();
        work.run();
        return (System.nanoTime() - before) / 1_000_000;
    }

    private static void soon(BooleanSupplier happened) throws InterruptedException {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!happened.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within ten seconds").isLessThan(until);
            Thread.sleep(20);
        }
    }

    /** Misses everything, says so, and takes hardly any time about it once that is known. */
    private static void assertUseless(RedisTier tier) {
        for (int i = 0; i < 6; i++) {
            assertThat(tier.find(key("a"))).isNull();
            assertThat(tier.keep(key("a"), label("http://a/1"), body(noise(200_000, 1))))
                    .isFalse();
        }
        assertThat(tier.status().working()).isFalse();
        assertThat(millis(() -> {
                    for (int i = 0; i < 500; i++) {
                        assertThat(tier.find(key("a" + i))).isNull();
                        assertThat(tier.keep(key("a" + i), label("http://a/1"), body(noise(10, 1))))
                                .isFalse();
                    }
                }))
                .as("1000 operations")
                .isLessThan(900);
        tier.remove(key("a"));
        assertThat(tier.purge(_ -> true)).isZero();
        assertThat(tier.claim(key("a"), Duration.ofSeconds(1))).isTrue();
        tier.release(key("a"));
    }

    @Test
    void down() throws IOException {
        try (RedisTier tier = tier("redis://127.0.0.1:" + RedisServer.freePort(), 50)) {
            assertUseless(tier);
        }
    }

    @Test
    void withoutAnAddress() {
        try (RedisTier tier = tier("redis://no-such-host.invalid", 50)) {
            assertUseless(tier);
        }
    }

    @Test
    void listeningWithoutAWord() throws IOException {
        try (LoopbackServer silent = LoopbackServer.with(client -> Thread.sleep(60_000));
                RedisTier tier = tier(silent.url(), 50)) {
            assertThat(millis(() -> assertUseless(tier))).isLessThan(3_000);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 400 Bad Request\r\n\r\n",
                "$2000000000\r\n",
                "$99999999999999999999\r\n",
                "$-2000000000\r\n",
                "$5\r\nhello\r\n",
                "$32\r\n12345678901234567890123456789012\r\n",
                "*2000000000\r\n",
                "*-7\r\n",
                "*2\r\n$1\r\n0\r\n:7\r\n",
                ":12x\r\n",
                ":\r\n",
                "\r\n",
                "-MOVED\r\n",
                "-MOVED 5 nowhere\r\n",
                "-ERR no\r\n",
                "-LOADING Redis is loading the dataset in memory\r\n",
                "%1\r\n",
                "_\r\n",
                ">3\r\n$10\r\ninvalidate\r\n",
                "\u0000\u0001\u0002"
            })
    void nonsense(String reply) throws IOException {
        try (LoopbackServer nonsense = LoopbackServer.with(client -> {
                    byte[] some = new byte[100_000];
                    while (client.getInputStream().read(some) >= 0) {
                        client.getOutputStream().write(reply.getBytes(ISO_8859_1));
                    }
                });
                RedisTier tier = tier(nonsense.url(), 50)) {
            assertUseless(tier);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "+", "+a", "*1\r\n", ":1", ":1\r\n", "$1\r\n", "$70000\r\n", "*4096\r\n"})
    void nonsenseWithoutAnEnd(String part) throws IOException {
        try (LoopbackServer endless = LoopbackServer.with(client -> {
                    OutputStream out = client.getOutputStream();
                    out.write(part.getBytes(ISO_8859_1));
                    byte[] more =
                            (part.length() == 1 ? "a" : part).repeat(10_000).getBytes(ISO_8859_1);
                    while (true) {
                        out.write(more);
                    }
                });
                RedisTier tier = tier(endless.url(), 50)) {
            assertUseless(tier);
        }
    }

    @Test
    void aByteNowAndThen() throws IOException {
        try (LoopbackServer slow = LoopbackServer.with(client -> {
                    client.getOutputStream().write("$70000\r\n".getBytes(ISO_8859_1));
                    while (true) {
                        client.getOutputStream().write('a');
                        Thread.sleep(20);
                    }
                });
                RedisTier tier = tier(slow.url(), 50)) {
            assertThat(millis(() -> assertThat(tier.find(key("a"))).isNull())).isLessThan(300);
            assertUseless(tier);
        }
    }

    @Test
    void randomBytes() throws IOException {
        Random random = new Random(23);
        String usual = "$*:+-0123456789\r\n\r\n\r\nab";
        for (int round = 0; round < 60; round++) {
            StringBuilder text = new StringBuilder();
            random.ints(200, 0, usual.length()).forEach(at -> text.append(usual.charAt(at)));
            try (LoopbackServer nonsense = LoopbackServer.with(client -> {
                        client.getOutputStream().write(text.toString().getBytes(ISO_8859_1));
                        client.getInputStream().skip(1_000_000);
                    });
                    RedisTier tier = tier(nonsense.url(), 50)) {
                for (int i = 0; i < 3; i++) {
                    assertThat(tier.find(key("a")))
                            .as("seed 23 round %d: %s", round, text)
                            .isNull();
                    tier.keep(key("a"), label("http://a/1"), body(noise(100_000, 1)));
                    try (Stream<Listed> entries = tier.entries()) {
                        assertThat(entries).isEmpty();
                    }
                }
            }
        }
    }

    @Test
    void slowAndQuickAgain() throws Exception {
        byte[] picture = noise(200_000, 1);
        try (RedisServer server = RedisServer.start();
                LoopbackServer proxy = LoopbackServer.before(server.port());
                RedisTier tier = tier(proxy.url(), 100)) {
            soon(() -> tier.keep(key("a"), label("http://a/1"), body(picture)));
            proxy.delay(Duration.ofMillis(400));
            assertThat(millis(() -> assertThat(tier.find(key("a"))).isNull())).isLessThan(350);
            tier.find(key("a"));
            tier.find(key("a"));
            assertThat(tier.status().working()).isFalse();
            assertThat(millis(() -> assertThat(tier.find(key("a"))).isNull())).isLessThan(50);
            proxy.delay(Duration.ZERO);
            soon(() -> tier.status().working());
            try (Cached found = Objects.requireNonNull(tier.find(key("a")))) {
                assertThat(bytes(found)).isEqualTo(picture);
            }
        }
    }

    @Test
    void soSlowThatALargeEntryWouldTakeForLong() throws Exception {
        try (RedisServer server = RedisServer.start();
                LoopbackServer proxy = LoopbackServer.before(server.port());
                RedisTier tier = tier(proxy.url(), 80)) {
            proxy.delay(Duration.ofMillis(30));
            byte[] picture = noise(8_000_000, 1);
            assertThat(millis(() -> assertThat(tier.keep(key("a"), label("http://a/1"), body(picture)))
                            .isFalse()))
                    .as("more than a hundred operations of 30 ms")
                    .isLessThan(2_500);
            proxy.delay(Duration.ZERO);
            soon(() -> tier.keep(key("a"), label("http://a/1"), body(noise(300_000, 1))));
        }
    }

    /** Its system takes some of what is written, and then no more. */
    @Test
    void frozenInTheMidstOfWriting() throws Exception {
        try (RedisServer server = RedisServer.start();
                RedisTier tier = tier(server.url(), 100)) {
            soon(() -> tier.keep(key("a"), label("http://a/1"), body(noise(10, 1))));
            server.freeze();
            assertThat(millis(() -> assertThat(tier.keep(key("b"), label("http://b/1"), body(noise(30_000_000, 1))))
                            .isFalse()))
                    .isLessThan(3_000);
            assertUseless(tier);
            server.thaw();
            soon(() -> tier.keep(key("b"), label("http://b/1"), body(noise(3_000_000, 1))));
        }
    }

    @Test
    void full() throws Exception {
        byte[] picture = noise(300_000, 1);
        try (RedisServer server = RedisServer.start("--maxmemory", "4mb", "--maxmemory-policy", "noeviction");
                RedisTier tier = tier(server.url(), 500)) {
            assertThat(tier.keep(key("first"), label("http://a/1"), body(picture)))
                    .isTrue();
            boolean kept = true;
            for (int i = 0; i < 30; i++) {
                kept = tier.keep(key("a" + i), label("http://a/" + i), body(picture));
            }
            assertThat(kept).isFalse();
            assertThat(tier.status().working()).as("a full one does not work").isFalse();
            try (Cached found = Objects.requireNonNull(tier.find(key("first")))) {
                assertThat(bytes(found)).as("but answers").isEqualTo(picture);
            }
            server.cli("FLUSHALL");
            soon(() -> tier.keep(key("a"), label("http://a/1"), body(picture)));
            assertThat(tier.status().working()).isTrue();
        }
    }

    @Test
    void whatRedisGivesUpByItselfIsNeverAWrongPicture() throws Exception {
        int found = 0;
        try (RedisServer server = RedisServer.start("--maxmemory", "6mb", "--maxmemory-policy", "allkeys-random");
                RedisTier tier = tier(server.url(), 500)) {
            Random random = new Random(31);
            for (int i = 0; i < 600; i++) {
                int name = random.nextInt(30);
                try (Cached entry = tier.find(key("a" + name))) {
                    if (entry == null) {
                        tier.keep(
                                key("a" + name), label("http://a/" + name), body(noise(100_000 + name * 9_000, name)));
                    } else {
                        found++;
                        assertThat(bytes(entry)).isEqualTo(noise(100_000 + name * 9_000, name));
                    }
                }
            }
            assertThat(tier.status().working()).isTrue();
        }
        assertThat(found).isGreaterThan(50);
    }

    @Test
    void restartedInTheMidst() throws Exception {
        byte[] picture = noise(300_000, 1);
        try (RedisServer server = RedisServer.start();
                RedisTier tier = tier(server.url(), 500)) {
            assertThat(tier.keep(key("a"), label("http://a/1"), body(picture))).isTrue();
            Cached reading = Objects.requireNonNull(tier.find(key("a")));
            assertThat(reading.at(0, 10).get()).isEqualTo(picture[0]);
            server.restart();
            assertThat(tier.find(key("a")))
                    .as("the connections that were cut do not count")
                    .isNull();
            assertThat(tier.status().working()).isTrue();
            assertThatThrownBy(() -> reading.at(100_000, 10)).isInstanceOf(StoreFailure.class);
            reading.close();
            assertThat(tier.keep(key("a"), label("http://a/1"), body(picture))).isTrue();
            server.stop();
            assertUseless(tier);
            server.restart();
            soon(() -> tier.status().working());
            assertThat(tier.keep(key("a"), label("http://a/1"), body(picture))).isTrue();
        }
    }

    @Test
    void aPasswordAndADatabase() throws Exception {
        try (RedisServer server = RedisServer.start("--requirepass", "se:cr@et")) {
            String place = "127.0.0.1:" + server.port();
            try (RedisTier tier = tier("redis://:se%3Acr%40et@" + place + "/3", 500)) {
                assertThat(tier.keep(key("a"), label("http://a/1"), body(noise(10, 1))))
                        .isTrue();
            }
            try (RedisTier tier = tier("redis://default:se%3Acr%40et@" + place + "/4", 500)) {
                assertThat(tier.find(key("a"))).as("another database").isNull();
                assertThat(tier.status().working()).isTrue();
            }
            for (String wrong : new String[] {"redis://:wrong@" + place, "redis://" + place}) {
                try (RedisTier tier = tier(wrong, 500)) {
                    assertUseless(tier);
                }
            }
        }
    }

    @Test
    void tlsIsNotSpokenToOneThatHasNone() throws Exception {
        try (RedisServer server = RedisServer.start();
                RedisTier tier = tier("rediss://127.0.0.1:" + server.port(), 50)) {
            assertUseless(tier);
        }
    }
}
