package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureIdTest {

    private final HandClock clock = new HandClock();
    private final PictureIds ids = new PictureIds(clock, () -> new Random(5));

    @Test
    void isAUuidOfVersionSevenWithTheTimeInIt() {
        PictureId id = ids.next();
        UUID uuid = UUID.fromString(id.text());
        assertThat(uuid.version()).isEqualTo(7);
        assertThat(uuid.variant()).isEqualTo(2);
        assertThat(id.time()).isEqualTo(clock.instant());
        assertThat(PictureId.parse(id.text())).contains(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0198",
                "../../../../etc/passwd-aaaa-aaaaaaaa",
                "01980000-0000-7000-8000-00000000000/",
                "01980000-0000-7000-8000-00000000000G",
                "01980000-0000-7000-8000-00000000000A",
                "01980000-0000-4000-8000-000000000000",
                "01980000-0000-7000-c000-000000000000",
                "01980000-0000-7000-8000-0000000000000",
                "01980000-0000-7000-8000-00000000000\n",
                "01980000_0000-7000-8000-000000000000"
            })
    void nothingElseIsAnIdentifier(String text) {
        assertThat(PictureId.parse(text)).isEmpty();
        assertThatThrownBy(() -> new PictureId(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void eachIsGreaterThanTheOneBeforeWhateverTheClockDoes() {
        List<PictureId> given = new ArrayList<>();
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            if (i % 9_000 == 8_999) {
                clock.move(Duration.ofMillis(random.nextInt(2_000) - 1_500));
            }
            given.add(ids.next());
        }
        assertThat(given).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void followsWhatAnotherClockGave() {
        HandClock ahead = new HandClock();
        ahead.move(Duration.ofDays(3));
        PictureIds others = new PictureIds(ahead, () -> new Random(6));
        PictureId newest = others.next();
        ids.follow(newest);
        assertThat(ids.next()).isGreaterThan(newest);
        clock.move(Duration.ofDays(4));
        assertThat(ids.next().time()).isEqualTo(clock.instant());
    }
}
