package dev.sluice.camera.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.Values;
import dev.sluice.store.Limit;
import dev.sluice.units.DataSize;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordConfigTest {

    @Test
    void theDefaultsAreThese() {
        RecordConfig config = RecordConfig.of(Values.defaults(RecordConfig.SETTINGS));
        assertThat(config.diskFloor()).isEqualTo(new DiskFloor.Bytes(DataSize.ofMebibytes(1024)));
        assertThat(config.maxAge()).isEqualTo(new Limit.AtMost<>(Duration.ofDays(30)));
        assertThat(config.maxTotal()).isEqualTo(new Limit.AtMost<>(DataSize.ofMebibytes(10 * 1024)));
    }

    @Test
    void aFloorIsBytesOrAShareOfTheDisk() {
        DiskFloor share = DiskFloor.KIND.read("5%");
        assertThat(share.of(DataSize.ofMebibytes(1000))).isEqualTo(DataSize.ofMebibytes(50));
        assertThat(DiskFloor.KIND.write(share)).isEqualTo("5%");
        DiskFloor bytes = DiskFloor.KIND.read("512MiB");
        assertThat(bytes.of(DataSize.ofMebibytes(1000))).isEqualTo(DataSize.ofMebibytes(512));
        assertThat(DiskFloor.KIND.read(DiskFloor.KIND.write(bytes))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"91%", "-1%", "5.5%", "%", "half", "100%", "1GB"})
    void nothingElseIsAFloor(String text) {
        assertThatThrownBy(() -> DiskFloor.KIND.read(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void optionsOutOfRangeAreNamed() {
        RecordingOptions plain = RecordingOptions.DEFAULTS;
        assertThatThrownBy(() -> options(Duration.ofMillis(10), 0, 70, plain.before(), 4))
                .hasMessage("maxDuration must be from 1s to 86400s");
        assertThatThrownBy(() -> options(plain.maxDuration(), -1, 70, plain.before(), 4))
                .hasMessageContaining("rate must be");
        assertThatThrownBy(() -> options(plain.maxDuration(), Double.NaN, 70, plain.before(), 4))
                .hasMessageContaining("rate must be");
        assertThatThrownBy(() -> options(plain.maxDuration(), 0, 0, plain.before(), 4))
                .hasMessageContaining("quality must be");
        assertThatThrownBy(() -> options(plain.maxDuration(), 0, 70, Duration.ofMinutes(2), 4))
                .hasMessageContaining("before must be");
        assertThatThrownBy(() -> options(plain.maxDuration(), 0, 70, plain.before(), 0))
                .hasMessageContaining("ringRate must be");
    }

    private static RecordingOptions options(
            Duration maxDuration, double rate, int quality, Duration before, double ringRate) {
        RecordingOptions plain = RecordingOptions.DEFAULTS;
        return new RecordingOptions(
                RecordingMode.ALWAYS,
                maxDuration,
                plain.maxBytes(),
                rate,
                quality,
                before,
                plain.after(),
                plain.ringBytes(),
                ringRate);
    }
}
