package dev.sluice.governor;

import dev.sluice.config.Kind;
import dev.sluice.config.Setting;
import dev.sluice.config.Values;
import dev.sluice.units.DataSize;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the gate is set up.
 *
 * @param memory the byte budget asked for; empty takes what the machine offers
 * @param ramShare percent of the machine's memory that the budget never exceeds
 * @param queueLength how many may wait
 * @param maxWait how long one may wait
 * @param maxOvertakes how many may pass one who waits
 * @param cores pieces of work that compute at once; 0 takes two for each processor, at most {@link #MOST_CORES}
 * @param pressure when background work pauses
 */
public record GovernorConfig(
        Optional<DataSize> memory,
        int ramShare,
        int queueLength,
        Duration maxWait,
        int maxOvertakes,
        int cores,
        PressureConfig pressure) {

    /** More threads than this only make a small machine slower and fuller. */
    public static final int MOST_CORES = 8;

    public static final Setting<Optional<DataSize>> MEMORY = Setting.of(
                    "memory",
                    "",
                    new Kind<Optional<DataSize>>(
                            "a size such as 256MiB, or nothing",
                            text -> text.isBlank() ? Optional.empty() : Optional.of(DataSize.parse(text)),
                            size -> size.map(DataSize::toString).orElse("")),
                    "The byte budget of the whole process. The smallest of this, the cgroup's limit and governor.ram-share counts; empty"
                            + " leaves it to those two.")
            .limit((one, other) -> Long.compare(bytes(one), bytes(other)));
    public static final Setting<Integer> RAM_SHARE = Setting.integer(
            "governor.ram-share",
            50,
            5,
            95,
            "Percent of the machine's memory that the budget never exceeds. The rest is for the system, for other programs and"
                    + " for the page cache, from which picture files are read.");
    public static final Setting<Integer> QUEUE_LENGTH = Setting.integer(
            "governor.queue-length",
            256,
            0,
            10_000,
            "How many pieces of work may wait for memory or cores; one more is answered with 503.");
    public static final Setting<Duration> MAX_WAIT = Setting.duration(
                    "governor.max-wait", "30s", "How long a piece of work may wait before it is answered with 503.")
            .check(time -> !time.isZero() && time.toDays() < 1, "from 1ms to 23h");
    public static final Setting<Integer> MAX_OVERTAKES = Setting.integer(
            "governor.max-overtakes",
            16,
            0,
            10_000,
            "How many smaller pieces of work may go before a large one that waits for memory. 0 is strictly first come, first"
                    + " served.");
    public static final Setting<Integer> CORES = Setting.integer(
            "governor.cores",
            0,
            0,
            256,
            "Pictures that are worked on at once, where memory allows. 0 takes two for each processor, at most "
                    + MOST_CORES + ": one waits for files and for its own threads while the other computes.");

    /** All of them, in the order of the documentation. */
    public static final List<Setting<?>> SETTINGS = Stream.concat(
                    Stream.<Setting<?>>of(MEMORY, RAM_SHARE, QUEUE_LENGTH, MAX_WAIT, MAX_OVERTAKES, CORES),
                    PressureConfig.SETTINGS.stream())
            .toList();

    private static long bytes(Optional<DataSize> limit) {
        return limit.isPresent() ? limit.get().bytes() : Long.MAX_VALUE;
    }

    public static GovernorConfig from(Values values) {
        return new GovernorConfig(
                values.get(MEMORY),
                values.get(RAM_SHARE),
                values.get(QUEUE_LENGTH),
                values.get(MAX_WAIT),
                values.get(MAX_OVERTAKES),
                values.get(CORES),
                PressureConfig.from(values));
    }

    /** How many pieces of work compute at once on a machine with so many processors. */
    public int workers(int processors) {
        return cores > 0 ? cores : Math.clamp(2L * processors, 1, MOST_CORES);
    }
}
