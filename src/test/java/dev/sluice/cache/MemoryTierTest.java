package dev.sluice.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.failure.InvalidSettings;
import dev.sluice.failure.StoreFailure;
import dev.sluice.governor.Governor;
import dev.sluice.support.LeaseLeaks;
import dev.sluice.units.DataSize;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MemoryTierTest extends TierContract {

    private static final DataSize MOST = DataSize.ofMebibytes(4);

    @RegisterExtension
    final LeaseLeaks leaks = new LeaseLeaks();

    private Governor governor;
    private MemoryTier tier;

    @BeforeEach
    void open() {
        governor = leaks.watch(new Governor(DataSize.ofMebibytes(32), 1));
        tier = new MemoryTier(MOST, governor);
    }

    @AfterEach
    void close() {
        tier.close();
        governor.close();
    }

    @Override
    Tier tier() {
        return tier;
    }

    /** A body of which every byte follows from the seed and its place. */
    private static byte[] pattern(int length, int seed) {
        byte[] bytes = new byte[length];
        for (int at = 0; at < length; at++) {
            bytes[at] = (byte) (seed * 31 + at * 7 + (at >> 8));
        }
        return bytes;
    }

    @Test
    void itsMemoryIsHeldFromStartToEnd() {
        assertThat(governor.ledger().memory().used()).isEqualTo(MOST.bytes());
        assertThat(governor.largest().memory()).isEqualTo(DataSize.ofMebibytes(28));
        tier.close();
        assertThat(governor.ledger().memory().used()).isZero();
    }

    @Test
    void aMemoryThatTheBudgetHasNoRoomForIsRefused() {
        tier.close();
        assertThatThrownBy(() -> new MemoryTier(DataSize.ofMebibytes(17), governor))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageContaining("cache.memory: the budget has no room for 17MiB")
                .hasMessageContaining("Lower cache.memory or raise the limit");
        assertThat(governor.ledger().memory().used()).isZero();
    }

    @Test
    void itHoldsNeverMoreThanItMay() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            tier.keep(key("a" + i), label("http://a/" + i), body(noise(random.nextInt(1, 200_000), i)));
            assertThat(tier.status().bytes()).isLessThanOrEqualTo(MOST);
        }
        assertThat(tier.status().bytes()).as("nearly full").isGreaterThan(DataSize.ofMebibytes(3));
    }

    @Test
    void allBlocksAreFreeWhenAllIsRemoved() {
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 50; i++) {
                tier.keep(key("a" + i), label("http://a/" + i), body(noise(50_000, i)));
            }
            assertThat(tier.purge(_ -> true)).isPositive();
            assertThat(tier.status().bytes()).isEqualTo(DataSize.ZERO);
        }
    }

    @Test
    void whatIsAskedForOftenStays() {
        byte[] picture = noise(100_000, 1);
        tier.keep(key("often"), label("http://a/often"), body(picture));
        for (int i = 0; i < 300; i++) {
            found("often").close();
            tier.keep(key("a" + i), label("http://a/" + i), body(noise(100_000, i)));
        }
        try (Cached found = found("often")) {
            assertThat(bytes(found)).isEqualTo(picture);
        }
    }

    @Test
    void labelsTakeNoMoreOfTheHeapThanTheirShare() {
        String text = "x".repeat(20_000);
        for (int i = 0; i < 1_000; i++) {
            tier.keep(key("a" + i), new Label(text + i, List.of(), NOW, Map.of()), body(noise(10, i)));
        }
        assertThat(tier.status().entries() * text.length()).isPositive().isLessThanOrEqualTo(MOST.bytes() / 16);
    }

    @Test
    void nothingIsKeptWhileAllBlocksAreRead() {
        List<Cached> readers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            byte[] picture = noise(1_000_000, i);
            assertThat(tier.keep(key("a" + i), label("http://a/" + i), body(picture)))
                    .isTrue();
            readers.add(found("a" + i));
            tier.remove(key("a" + i));
        }
        assertThat(tier.keep(key("b"), label("http://b/1"), body(noise(300_000, 1))))
                .isFalse();
        assertThat(tier.find(key("b"))).isNull();
        for (int i = 0; i < 4; i++) {
            assertThat(bytes(readers.get(i))).isEqualTo(noise(1_000_000, i));
            readers.get(i).close();
        }
        assertThat(tier.status().bytes()).isEqualTo(DataSize.ZERO);
        assertThat(tier.keep(key("b"), label("http://b/1"), body(noise(300_000, 1))))
                .isTrue();
    }

    @Test
    void aBodyThatCannotBeReadToItsEndIsNotKept() {
        Body broken = new Body() {
            @Override
            public long length() {
                return 100_000;
            }

            @Override
            public ByteBuffer at(long position, int most) {
                if (position > 40_000) {
                    throw new StoreFailure(StoreFailure.Kind.BROKEN, "half of it");
                }
                return ByteBuffer.allocate(Math.min(most, 10_000));
            }
        };
        assertThat(tier.keep(key("a"), label("http://a/1"), broken)).isFalse();
        assertThat(tier.find(key("a"))).isNull();
        assertThat(tier.status().bytes()).isEqualTo(DataSize.ZERO);
    }

    @Test
    void aReaderGoesOnAfterTheEndAndGivesTheMemoryBackWithIt() {
        byte[] picture = noise(100_000, 1);
        tier.keep(key("a"), label("http://a/1"), body(picture));
        Cached found = found("a");
        tier.close();
        assertThat(tier.find(key("a"))).isNull();
        assertThat(bytes(found)).isEqualTo(picture);
        assertThat(governor.ledger().memory().used()).isEqualTo(MOST.bytes());
        found.close();
        assertThat(governor.ledger().memory().used()).isZero();
    }

    /** Each name has bodies of its own; what is found under it must be one of them, to the last byte, however slowly it is read. */
    @Test
    void manyThreadsNeverSeeAWrongByte() throws Exception {
        List<Callable<Integer>> threads = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            long seed = 100L + thread;
            threads.add(() -> readKeepAndRemove(new Random(seed), "seed " + seed));
        }
        int seen = 0;
        try (ExecutorService executor = Executors.newFixedThreadPool(8)) {
            for (Future<Integer> future : executor.invokeAll(threads)) {
                seen += future.get();
            }
        }
        assertThat(seen).as("bodies that were found").isGreaterThan(1_000);
        tier.purge(_ -> true);
        assertThat(tier.status().bytes()).isEqualTo(DataSize.ZERO);
    }

    private int readKeepAndRemove(Random random, String seed) {
        int seen = 0;
        for (int i = 0; i < 4_000; i++) {
            int name = random.nextInt(60);
            int version = random.nextInt(3);
            switch (random.nextInt(8)) {
                case 0 -> tier.remove(key("a" + name));
                case 1, 2 ->
                    tier.keep(
                            key("a" + name),
                            label("http://a/" + name + "/" + version),
                            body(pattern(1 + name * 3_001 + version, name * 3 + version)));
                default -> seen += read(name, seed + " step " + i);
            }
        }
        return seen;
    }

    private int read(int name, String step) {
        try (Cached found = tier.find(key("a" + name))) {
            if (found == null) {
                return 0;
            }
            int version = Integer.parseInt(
                    found.label().source().substring(found.label().source().lastIndexOf('/') + 1));
            byte[] right = pattern(1 + name * 3_001 + version, name * 3 + version);
            assertThat(found.length()).as(step).isEqualTo(right.length);
            for (int at = 0; at < right.length; ) {
                ByteBuffer piece = found.at(at, 20_000);
                assertThat(piece.mismatch(ByteBuffer.wrap(right, at, piece.remaining())))
                        .as(step)
                        .isEqualTo(-1);
                at += piece.remaining();
            }
            return 1;
        }
    }
}
