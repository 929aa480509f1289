package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.Values;
import dev.sluice.units.DataSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {

    private final HandClock clock = new HandClock();

    @TempDir
    Path temporary;

    private Kept kept;

    @BeforeEach
    void open() {
        kept = Kept.open(temporary, clock);
        kept.pictures.recover();
    }

    @AfterEach
    void close() {
        kept.close();
    }

    private Retention retention(String maxBytes, String maxAge, String maxCount) {
        StoreConfig config = new StoreConfig(
                temporary,
                StoreConfig.MAX_BYTES.read(maxBytes),
                StoreConfig.MAX_AGE.read(maxAge),
                StoreConfig.MAX_COUNT.read(maxCount),
                DataSize.ZERO,
                Duration.ofMinutes(5));
        return new Retention(kept.pictures, kept.channels, config, clock);
    }

    private Picture put(String name) {
        clock.move(Duration.ofMinutes(1));
        return kept.put(name);
    }

    private List<String> names() {
        return kept.pictures.page(null, 100).pictures().stream()
                .map(picture -> picture.facts().name())
                .toList();
    }

    @Test
    void keepsAllWhenNothingIsLimited() {
        put("a");
        clock.move(Duration.ofDays(10_000));
        assertThat(retention("none", "none", "none").enforce()).isZero();
        assertThat(names()).containsExactly("a");
    }

    @Test
    void deletesTheOldestBeyondANumber() {
        Retention retention = retention("none", "none", "2");
        put("a");
        put("b");
        assertThat(retention.enforce()).isZero();
        put("c");
        put("d");
        assertThat(retention.enforce()).isEqualTo(2);
        assertThat(names()).containsExactly("d", "c");
        assertThat(retention.enforce()).isZero();
    }

    @Test
    void deletesTheOldestBeyondAnAmountOfBytes() {
        Retention retention = retention("50B", "none", "none");
        put("a");
        put("b");
        put("c");
        assertThat(retention.enforce()).isEqualTo(1);
        assertThat(names()).containsExactly("c", "b");
    }

    @Test
    void deletesWhatIsTooOld() {
        Retention retention = retention("none", "2h", "none");
        put("a");
        clock.move(Duration.ofHours(1));
        put("b");
        assertThat(retention.enforce()).isZero();
        clock.move(Duration.ofHours(1));
        assertThat(retention.enforce()).isEqualTo(1);
        assertThat(names()).containsExactly("b");
    }

    @Test
    void neverDeletesWhatAChannelShows() {
        Retention retention = retention("none", "1h", "1");
        Picture shown = put("shown");
        kept.channels.show("kitchen", shown.id());
        put("b");
        Picture newest = put("c");
        kept.channels.show("inbox", newest.id());
        clock.move(Duration.ofHours(9));
        assertThat(retention.enforce()).isEqualTo(1);
        assertThat(names()).containsExactly("c", "shown");

        Picture next = put("d");
        kept.channels.show("kitchen", next.id());
        assertThat(retention.enforce()).isEqualTo(1);
        assertThat(names()).containsExactly("d", "c");
    }

    @Test
    void waitsForTheCountOfWhatWasThereBefore() {
        put("a");
        put("b");
        kept.close();
        kept = Kept.open(temporary, clock);
        Retention retention = retention("none", "none", "1");
        assertThat(retention.enforce()).isZero();
        kept.pictures.recover();
        assertThat(retention.enforce()).isEqualTo(1);
        assertThat(names()).containsExactly("b");
    }

    @Test
    void readsLimitsAndNone() {
        Values defaults = Values.defaults(StoreConfig.SETTINGS);
        StoreConfig config = StoreConfig.of(defaults);
        assertThat(config)
                .isEqualTo(new StoreConfig(
                        Path.of("data"),
                        new Limit.AtMost<>(DataSize.ofMebibytes(2048)),
                        new Limit.None<>(),
                        new Limit.None<>(),
                        DataSize.ofMebibytes(128),
                        Duration.ofMinutes(5)));
        assertThat(StoreConfig.MAX_AGE.kind().write(StoreConfig.MAX_AGE.read("7d")))
                .isEqualTo("7d");
        assertThat(StoreConfig.MAX_AGE.kind().write(StoreConfig.MAX_AGE.read("none")))
                .isEqualTo("none");
        assertThatThrownBy(() -> StoreConfig.MAX_COUNT.read("-5")).hasMessageContaining("not negative");
        assertThatThrownBy(() -> StoreConfig.MAX_BYTES.read("unlimited")).hasMessageContaining("is not a size");
    }
}
