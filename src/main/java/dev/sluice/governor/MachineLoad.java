package dev.sluice.governor;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How busy and how full the machine is, with everything that runs on it, and the control group if it is limited. Counters of
 * {@code /proc/stat} and {@code /proc/meminfo} (proc(5)). Immutable; safe for threads.
 */
public final class MachineLoad {

    /** Columns of {@code /proc/stat}: user nice system idle iowait irq softirq steal. Guests are within user and nice. */
    private static final int COLUMNS = 8;

    private static final int IDLE = 4;
    private static final int IOWAIT = 5;

    private final SystemFiles files;
    private final Cgroup cgroup;

    public MachineLoad(SystemFiles files, Cgroup cgroup) {
        this.files = files;
        this.cgroup = cgroup;
    }

    /**
     * The counters at one moment.
     *
     * @param at nanoseconds
     * @param busy processor time in use since boot, in ticks
     * @param total processor time since boot, in ticks
     * @param group the limited control group's processor time; empty without one
     * @param memoryPercent memory in use, of the machine or of the group, whichever is fuller
     */
    record Reading(long at, long busy, long total, Optional<Cgroup.CpuUse> group, int memoryPercent) {

        /** Utilisation since an earlier reading, of the machine or of the group's share, whichever is higher. */
        int cpuPercent(Reading earlier) {
            double cpu = ratio(busy - earlier.busy, total - earlier.total);
            if (group.isPresent() && earlier.group.isPresent()) {
                long used = group.get().used() - earlier.group.get().used();
                cpu = Math.max(cpu, ratio(used, at - earlier.at) / group.get().cores());
            }
            return (int) Math.round(100 * Math.clamp(cpu, 0.0, 1.0));
        }

        private static double ratio(long part, long whole) {
            return whole > 0 ? (double) part / whole : 0;
        }
    }

    /** The counters now. What cannot be read counts as idle and empty. */
    Reading read(long at) {
        List<String> columns = files.words("/proc/stat", "cpu");
        long total = 0;
        long idle = 0;
        for (int i = 1; i <= COLUMNS; i++) {
            long ticks = SystemFiles.number(columns, i).orElse(0);
            total += ticks;
            idle += i == IDLE || i == IOWAIT ? ticks : 0;
        }
        return new Reading(at, total - idle, total, cgroup.cpuUse(), memoryPercent());
    }

    private int memoryPercent() {
        OptionalLong total = files.number("/proc/meminfo", "MemTotal:");
        OptionalLong available = files.number("/proc/meminfo", "MemAvailable:");
        long machine = total.isEmpty() || available.isEmpty() || total.getAsLong() == 0
                ? 0
                : 100 * Math.max(0, total.getAsLong() - available.getAsLong()) / total.getAsLong();
        return (int) Math.max(machine, cgroup.memoryPercent().orElse(0));
    }

    /**
     * Percent of the last ten seconds in which some task waited for want of this: pressure stall information, for metrics only.
     *
     * @param resource {@code cpu}, {@code memory} or {@code io}
     * @return empty where the kernel does not measure it
     */
    public Optional<Double> stalled(String resource) {
        for (String word : files.words("/proc/pressure/" + resource, "some")) {
            if (word.startsWith("avg10=")) {
                try {
                    return Optional.of(Double.valueOf(word.substring(6)));
                } catch (NumberFormatException unknown) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }
}
