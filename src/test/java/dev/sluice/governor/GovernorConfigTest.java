package dev.sluice.governor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.Setting;
import dev.sluice.config.Values;
import dev.sluice.units.DataSize;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GovernorConfigTest {

    @Test
    void hasTheseDefaults() {
        assertThat(GovernorConfig.from(Values.defaults(GovernorConfig.SETTINGS)))
                .isEqualTo(new GovernorConfig(
                        Optional.empty(),
                        50,
                        256,
                        Duration.ofSeconds(30),
                        16,
                        0,
                        new PressureConfig(70, 80, Duration.ofMillis(100), Duration.ofSeconds(30))));
    }

    @Test
    void declaresTheseKeys() {
        assertThat(GovernorConfig.SETTINGS)
                .extracting(Setting::key)
                .isEqualTo(List.of(
                        "memory",
                        "governor.ram-share",
                        "governor.queue-length",
                        "governor.max-wait",
                        "governor.max-overtakes",
                        "governor.cores",
                        "pressure.cpu-percent",
                        "pressure.memory-percent",
                        "pressure.sample",
                        "pressure.every"));
    }

    @Test
    void memoryIsASizeOrNothing() {
        assertThat(GovernorConfig.MEMORY.read("256MiB")).contains(DataSize.ofMebibytes(256));
        assertThat(GovernorConfig.MEMORY.read(" ")).isEmpty();
        assertThat(GovernorConfig.MEMORY.kind().write(Optional.of(DataSize.ofMebibytes(256))))
                .isEqualTo("256MiB");
        assertThatThrownBy(() -> GovernorConfig.MEMORY.read("half")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesWhatIsOutOfRange() {
        assertThatThrownBy(() -> GovernorConfig.MAX_WAIT.read("0s")).hasMessageContaining("from 1ms");
        assertThatThrownBy(() -> PressureConfig.SAMPLE.read("1ms")).hasMessageContaining("from 10ms");
        assertThatThrownBy(() -> PressureConfig.EVERY.read("1d")).hasMessageContaining("from 100ms");
        assertThatThrownBy(() -> GovernorConfig.RAM_SHARE.read("100")).hasMessageContaining("from 5 to 95");
    }

    @Test
    void worksOnTwoPicturesForEachProcessorUpToEight() {
        GovernorConfig config = GovernorConfig.from(Values.defaults(GovernorConfig.SETTINGS));
        assertThat(List.of(config.workers(0), config.workers(4), config.workers(64)))
                .containsExactly(1, 8, 8);
    }
}
