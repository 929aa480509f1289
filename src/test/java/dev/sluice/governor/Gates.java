package dev.sluice.governor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Values;
import dev.sluice.units.DataSize;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Demands and settings that the tests of the gate have in common. */
final class Gates {

    static final DataSize MIB = DataSize.ofMebibytes(1);

    private Gates() {}

    static Demand demand(Purpose purpose, String tag, long mebibytes, int cores) {
        return new Demand(purpose, tag, DataSize.ofMebibytes(mebibytes), DataSize.ZERO, DataSize.ZERO, cores);
    }

    static Demand render(String tag, long mebibytes) {
        return demand(Purpose.RENDER, tag, mebibytes, 1);
    }

    static GovernorConfig config(int queueLength, Duration maxWait) {
        GovernorConfig defaults = GovernorConfig.from(Values.defaults(GovernorConfig.SETTINGS));
        return new GovernorConfig(
                defaults.memory(),
                defaults.ramShare(),
                queueLength,
                maxWait,
                defaults.maxOvertakes(),
                defaults.cores(),
                defaults.pressure());
    }

    /** Waits for what another thread is about to do. */
    static void eventually(BooleanSupplier condition) {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(100_000);
        }
        assertThat(condition.getAsBoolean()).as("came true within ten seconds").isTrue();
    }
}
