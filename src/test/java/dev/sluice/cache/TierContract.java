package dev.sluice.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every tier does. */
abstract class TierContract {

    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    /** An empty tier with room for at least 3 MiB. */
    abstract Tier tier();

    static CacheKey key(String name) {
        return CacheKey.of("test", name);
    }

    static Label label(String source, String... surrogateKeys) {
        return new Label(source, List.of(surrogateKeys), NOW, Map.of("type", "jpeg"));
    }

    static byte[] noise(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static Body body(byte[] bytes) {
        return new Body.Buffer(ByteBuffer.wrap(bytes));
    }

    static byte[] bytes(Body body) {
        ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(body.length()));
        while (all.hasRemaining()) {
            all.put(body.at(all.position(), 10_000));
        }
        return all.array();
    }

    /** The entry of that name, which must be there. */
    Cached found(String name) {
        return Objects.requireNonNull(tier().find(key(name)), name);
    }

    @Test
    void whatIsKeptIsFoundWithItsLabel() {
        byte[] picture = noise(300_000, 1);
        assertThat(tier().keep(key("a"), label("http://a/1", "red", "blue"), body(picture)))
                .isTrue();
        try (Cached found = found("a")) {
            assertThat(found.label()).isEqualTo(label("http://a/1", "red", "blue"));
            assertThat(found.length()).isEqualTo(picture.length);
            assertThat(bytes(found)).isEqualTo(picture);
        }
    }

    @Test
    void whatWasNotKeptIsNotFound() {
        assertThat(tier().find(key("nothing"))).isNull();
    }

    @Test
    void anEntryMayHaveNoBody() {
        assertThat(tier().keep(key("a"), label("http://a/1"), Body.NONE)).isTrue();
        try (Cached found = found("a")) {
            assertThat(found.length()).isZero();
        }
    }

    @Test
    void aNewEntryTakesThePlaceOfAnOldOne() {
        tier().keep(key("a"), label("http://a/1"), body(noise(200_000, 1)));
        byte[] later = noise(100_000, 2);
        tier().keep(key("a"), label("http://a/2"), body(later));
        try (Cached found = found("a")) {
            assertThat(found.label().source()).isEqualTo("http://a/2");
            assertThat(bytes(found)).isEqualTo(later);
        }
    }

    @Test
    void whatIsRemovedIsGone() {
        tier().keep(key("a"), label("http://a/1"), body(noise(1_000, 1)));
        tier().remove(key("a"));
        assertThat(tier().find(key("a"))).isNull();
    }

    @Test
    void entriesAreListedOnceEach() {
        for (int i = 0; i < 10; i++) {
            tier().keep(key("a" + i), label("http://a/" + i), body(noise(1_000 + i, i)));
        }
        try (Stream<Listed> entries = tier().entries()) {
            assertThat(entries.map(entry -> entry.label().source() + " " + entry.length()))
                    .containsExactlyInAnyOrderElementsOf(Stream.iterate(0, i -> i + 1)
                            .limit(10)
                            .map(i -> "http://a/" + i + " " + (1_000 + i))
                            .toList());
        }
    }

    @Test
    void purgingRemovesWhatIsMeantAndNothingElse() {
        tier().keep(key("a"), label("http://a/1", "red"), body(noise(1_000, 1)));
        tier().keep(key("b"), label("http://b/1", "blue"), body(noise(1_000, 2)));
        assertThat(tier().purge(label -> label.surrogateKeys().contains("red"))).isEqualTo(1);
        assertThat(tier().find(key("a"))).isNull();
        try (Cached left = found("b")) {
            assertThat(left).isNotNull();
        }
    }

    @Test
    void whatIsReadOutlivesItsRemovalAndItsReplacement() {
        byte[] picture = noise(300_000, 5);
        for (int i = 0; i < 2; i++) {
            tier().keep(key("a"), label("http://a/1"), body(picture));
            try (Cached found = found("a")) {
                if (i == 0) {
                    tier().remove(key("a"));
                } else {
                    tier().keep(key("a"), label("http://a/2"), body(noise(300_000, 6)));
                }
                for (int other = 0; other < 20; other++) {
                    tier().keep(key("b" + other), label("http://b/" + other), body(noise(100_000, other)));
                }
                assertThat(bytes(found)).isEqualTo(picture);
            }
        }
    }

    @Test
    void oddLengthsAreKeptToTheLastByte() {
        for (int length :
                new int[] {1, 16_383, 16_384, 16_385, 65_535, 65_536, 65_537, 131_072, 1_048_577, 1_200_000}) {
            byte[] picture = noise(length, length);
            assertThat(tier().keep(key("a"), label("http://a/1"), body(picture)))
                    .isTrue();
            try (Cached found = found("a")) {
                assertThat(bytes(found)).as("%d bytes", length).isEqualTo(picture);
                assertThat(found.at(length - 1, 5).get()).isEqualTo(picture[length - 1]);
            }
        }
    }

    @Test
    void statusCountsWhatIsThere() {
        tier().keep(key("a"), label("http://a/1"), body(noise(100_000, 1)));
        TierStatus status = tier().status();
        assertThat(status.working()).isTrue();
        if (status.entries() >= 0) {
            assertThat(status.entries()).isEqualTo(1);
            assertThat(status.bytes().bytes()).isGreaterThanOrEqualTo(100_000);
        }
    }
}
