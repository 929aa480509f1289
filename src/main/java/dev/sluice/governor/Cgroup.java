package dev.sluice.governor;

import dev.sluice.units.DataSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The control groups that this process is in: its own and every parent that can be seen, in either version of the kernel's
 * interface or both at once. Every one of them can kill it.
 *
 * <p>Found once, through {@code /proc/self/cgroup} and {@code /proc/self/mountinfo} (proc_pid_cgroup(5), cgroups(7)); what they
 * allow and use is read each time. Immutable; safe for threads.
 */
public final class Cgroup {

    /** Version 1 writes "no limit" as the largest multiple of the page size; no machine has this much. */
    private static final long NO_LIMIT = 1L << 60;

    private static final int MOST_LEVELS = 64;

    /** A folder of a group, and whether it speaks version 2. */
    private record Level(String folder, boolean unified) {}

    /** Where a hierarchy is mounted, and which of its groups is seen there. */
    private record Mount(String root, String point) {}

    private final SystemFiles files;
    private final List<Level> memory;
    private final List<Level> cpu;

    private Cgroup(SystemFiles files, List<Level> memory, List<Level> cpu) {
        this.files = files;
        this.memory = List.copyOf(memory);
        this.cpu = List.copyOf(cpu);
    }

    /** The groups of this process; none where there are no control groups. */
    public static Cgroup of(SystemFiles files) {
        List<String> mounts = files.lines("/proc/self/mountinfo");
        List<String> groups = files.lines("/proc/self/cgroup");
        List<Level> unified = levels(groups, mounts, "");
        List<Level> memory = new ArrayList<>(unified);
        memory.addAll(levels(groups, mounts, "memory"));
        List<Level> cpu = new ArrayList<>(unified);
        cpu.addAll(levels(groups, mounts, "cpu"));
        return new Cgroup(files, memory, cpu);
    }

    /** Its own group first, then its parents up to where the hierarchy is mounted; empty name for version 2. */
    private static List<Level> levels(List<String> groups, List<String> mounts, String controller) {
        Optional<String> path = path(groups, controller);
        Optional<Mount> mount = mount(mounts, controller);
        if (path.isEmpty() || mount.isEmpty()) {
            return List.of();
        }
        List<Level> levels = new ArrayList<>();
        String below = below(path.get(), mount.get().root());
        while (!below.isEmpty() && levels.size() < MOST_LEVELS) {
            levels.add(new Level(mount.get().point() + below, controller.isEmpty()));
            below = below.substring(0, below.lastIndexOf('/'));
        }
        levels.add(new Level(mount.get().point(), controller.isEmpty()));
        return levels;
    }

    private static Optional<String> path(List<String> groups, String controller) {
        for (String line : groups) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && names(parts[1], controller)) {
                return Optional.of(parts[2]);
            }
        }
        return Optional.empty();
    }

    private static boolean names(String controllers, String wanted) {
        return Arrays.asList(controllers.split(",", -1)).contains(wanted);
    }

    /**
     * A group's path as seen below the mount, either empty or with a leading and without a trailing slash. A path outside of what
     * is mounted, as in a container with the host's view, is taken as the mount itself.
     */
    private static String below(String path, String root) {
        String inside = root.equals("/") ? path : path.startsWith(root) ? path.substring(root.length()) : "";
        boolean usable = inside.startsWith("/") && inside.length() > 1 && !inside.contains("/..");
        return usable ? inside : "";
    }

    private static Optional<Mount> mount(List<String> mounts, String controller) {
        for (String line : mounts) {
            int middle = line.indexOf(" - cgroup");
            if (middle < 0) {
                continue;
            }
            List<String> before = SystemFiles.split(line.substring(0, middle));
            List<String> after = SystemFiles.split(line.substring(middle + 3));
            if (before.size() < 5 || after.size() < 3) {
                continue;
            }
            String type = after.getFirst();
            boolean right = controller.isEmpty()
                    ? type.equals("cgroup2")
                    : type.equals("cgroup") && names(after.get(2), controller);
            if (right && before.get(4).startsWith("/")) {
                String point = unescape(before.get(4));
                return Optional.of(new Mount(unescape(before.get(3)), point.equals("/") ? "" : point));
            }
        }
        return Optional.empty();
    }

    /** Blanks in a mount's name are written as octal escapes (proc_pid_mountinfo(5)). */
    private static String unescape(String name) {
        return name.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }

    /** Every limit of memory that this process is under, with the file that sets it. */
    public List<MemoryLimit> memoryLimits() {
        List<MemoryLimit> limits = new ArrayList<>();
        for (Level level : memory) {
            if (level.unified()) {
                add(limits, level, "memory.max", number(level, "memory.max"));
                add(limits, level, "memory.high", number(level, "memory.high"));
            } else {
                add(limits, level, "memory.limit_in_bytes", number(level, "memory.limit_in_bytes"));
                add(
                        limits,
                        level,
                        "hierarchical_memory_limit",
                        files.number(level.folder() + "/memory.stat", "hierarchical_memory_limit"));
            }
        }
        return limits;
    }

    private static void add(List<MemoryLimit> limits, Level level, String file, OptionalLong bytes) {
        if (bytes.isPresent() && bytes.getAsLong() < NO_LIMIT) {
            limits.add(
                    new MemoryLimit("cgroup " + file + " of " + level.folder(), DataSize.ofBytes(bytes.getAsLong())));
        }
    }

    /** Whether the kernel counts memory by group here at all: on a Raspberry Pi it does not unless told to at boot. */
    public boolean countsMemory() {
        return usage().isPresent();
    }

    /** Bytes charged to the own group now, page cache included. */
    public Optional<DataSize> usage() {
        return first("memory.current", "memory.usage_in_bytes");
    }

    /** The most bytes that were ever charged to the own group. */
    public Optional<DataSize> peak() {
        return first("memory.peak", "memory.max_usage_in_bytes");
    }

    private Optional<DataSize> first(String unified, String old) {
        for (Level level : memory) {
            OptionalLong bytes = number(level, level.unified() ? unified : old);
            if (bytes.isPresent()) {
                return Optional.of(DataSize.ofBytes(bytes.getAsLong()));
            }
        }
        return Optional.empty();
    }

    /**
     * How full the fullest limited group is, in percent: what is charged to it without the page cache that is easily taken back.
     *
     * @return empty when no group has a limit
     */
    OptionalLong memoryPercent() {
        OptionalLong fullest = OptionalLong.empty();
        for (Level level : memory) {
            OptionalLong limit = number(level, level.unified() ? "memory.max" : "memory.limit_in_bytes");
            OptionalLong usage = number(level, level.unified() ? "memory.current" : "memory.usage_in_bytes");
            if (limit.isEmpty() || usage.isEmpty() || limit.getAsLong() >= NO_LIMIT || limit.getAsLong() == 0) {
                continue;
            }
            long cache = files.number(
                            level.folder() + "/memory.stat", level.unified() ? "inactive_file" : "total_inactive_file")
                    .orElse(0);
            long percent = 100 * Math.max(0, usage.getAsLong() - cache) / limit.getAsLong();
            fullest = OptionalLong.of(Math.max(percent, fullest.orElse(0)));
        }
        return fullest;
    }

    /**
     * Processor time that a limited group has used.
     *
     * @param used nanoseconds since the group began
     * @param cores processors' worth of time it may use in each moment
     */
    record CpuUse(long used, double cores) {}

    /** The group with the smallest share of the processors; empty when none is limited. */
    Optional<CpuUse> cpuUse() {
        Optional<CpuUse> smallest = Optional.empty();
        for (Level level : cpu) {
            Optional<CpuUse> use = level.unified() ? unifiedCpu(level) : oldCpu(level);
            if (use.isPresent()
                    && (smallest.isEmpty() || use.get().cores() < smallest.get().cores())) {
                smallest = use;
            }
        }
        return smallest;
    }

    private Optional<CpuUse> unifiedCpu(Level level) {
        List<String> max = files.words(level.folder() + "/cpu.max");
        OptionalLong micros = files.number(level.folder() + "/cpu.stat", "usage_usec");
        return cpuUse(SystemFiles.number(max, 0), SystemFiles.number(max, 1), micros, 1_000);
    }

    /** The time is counted by another controller, which is often but not always mounted at the same place. */
    private Optional<CpuUse> oldCpu(Level level) {
        OptionalLong nanos = number(level, "cpuacct.usage");
        if (nanos.isEmpty()) {
            nanos = files.number(level.folder().replaceFirst("/cpu(?=/|$)", "/cpuacct") + "/cpuacct.usage");
        }
        return cpuUse(number(level, "cpu.cfs_quota_us"), number(level, "cpu.cfs_period_us"), nanos, 1);
    }

    private static Optional<CpuUse> cpuUse(OptionalLong quota, OptionalLong period, OptionalLong used, long unit) {
        if (quota.isEmpty()
                || period.isEmpty()
                || used.isEmpty()
                || period.getAsLong() == 0
                || quota.getAsLong() == 0) {
            return Optional.empty();
        }
        double cores = (double) quota.getAsLong() / period.getAsLong();
        return Optional.of(new CpuUse(used.getAsLong() * unit, cores));
    }

    private OptionalLong number(Level level, String file) {
        return files.number(level.folder() + "/" + file);
    }
}
