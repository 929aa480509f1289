package dev.sluice.camera.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionIdTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "..",
                "2026-11-22T10-15-30",
                "2026-11-22T10-15-30.1234",
                "2026-11-22T10:15:30.123",
                "2026-13-22T10-15-30.123",
                "2026-02-30T10-15-30.123",
                "2026-11-22T24-00-00.000",
                "2026-11-22T10-15-60.000",
                "2026-11-22T10-15-30.123-1",
                "2026-11-22T10-15-30.123-01",
                "2026-11-22T10-15-30.123-100",
                "2026-11-22T10-15-30.123.deleted",
                "2026-11-22T../../secrets",
                "../2026-11-22T10-15-30.123",
                "２026-11-22T10-15-30.123",
                "2026-11-22T10-15-30.123\n"
            })
    void nothingElseIsAName(String text) {
        assertThat(SessionId.parse(text)).isEmpty();
    }

    @Test
    void namesAreReadBackAndInTheOrderOfTime() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            Instant one = Instant.ofEpochMilli(random.nextLong(200_000_000_000_000L) - 50_000_000_000_000L);
            Instant other = one.plusMillis(1 + random.nextInt(100_000_000));
            SessionId id = SessionId.of(one);
            assertThat(SessionId.parse(id.toString())).as("seed %d", seed).contains(id);
            assertThat(id.begin()).as("seed %d", seed).isEqualTo(one);
            SessionId copy = id.next().orElseThrow();
            assertThat(SessionId.parse(copy.toString())).contains(copy);
            assertThat(copy.begin()).isEqualTo(one);
            assertThat(id).as("seed %d", seed).isLessThan(copy);
            assertThat(copy).as("seed %d", seed).isLessThan(SessionId.of(other));
        }
    }

    @Test
    void aClockFarOutsideOfAllYearsStillHasNames() {
        assertThat(SessionId.of(Instant.MAX)).hasToString("9999-12-31T23-59-59.999");
        assertThat(SessionId.of(Instant.MIN)).hasToString("0000-01-01T00-00-00.000");
    }

    @Test
    void thereAreNinetyNineNamesForAMoment() {
        SessionId id = SessionId.of(Instant.EPOCH);
        int names = 1;
        while (id.next().isPresent()) {
            id = id.next().get();
            names++;
        }
        assertThat(names).isEqualTo(99);
        assertThat(id.in(Path.of("porch"))).isEqualTo(Path.of("porch/1970-01-01/00-00-00.000-99"));
    }
}
