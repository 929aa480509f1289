package dev.sluice.governor;

import dev.sluice.config.Setting;
import dev.sluice.config.Values;
import java.time.Duration;
import java.util.List;

/**
 * When the machine counts as under pressure.
 *
 * @param cpuPercent utilisation of all processors, or of the cgroup's share, from which on it does
 * @param memoryPercent memory in use by everything, from which on it does
 * @param sample over which time it is measured
 * @param every how old a measurement may be before the next is taken
 */
public record PressureConfig(int cpuPercent, int memoryPercent, Duration sample, Duration every) {

    public static final Setting<Integer> CPU_PERCENT = Setting.integer(
            "pressure.cpu-percent",
            70,
            1,
            100,
            "Utilisation of the processors, or of the cgroup's share of them, from which on background work pauses.");
    public static final Setting<Integer> MEMORY_PERCENT = Setting.integer(
            "pressure.memory-percent",
            80,
            1,
            100,
            "Memory of the machine or the cgroup in use by everything that runs there, from which on background work pauses.");
    public static final Setting<Duration> SAMPLE = Setting.duration(
                    "pressure.sample", "100ms", "The time over which pressure is measured.")
            .check(time -> time.toMillis() >= 10 && time.toSeconds() < 60, "from 10ms to 59s");
    public static final Setting<Duration> EVERY = Setting.duration(
                    "pressure.every", "30s", "How old a measurement of pressure may be before another is taken.")
            .check(time -> time.toMillis() >= 100 && time.toDays() < 1, "from 100ms to 23h");

    /** All of them, in the order of the documentation. */
    public static final List<Setting<?>> SETTINGS = List.of(CPU_PERCENT, MEMORY_PERCENT, SAMPLE, EVERY);

    public static PressureConfig from(Values values) {
        return new PressureConfig(
                values.get(CPU_PERCENT), values.get(MEMORY_PERCENT), values.get(SAMPLE), values.get(EVERY));
    }
}
