package dev.sluice.governor;

import dev.sluice.failure.InvalidSettings;
import dev.sluice.units.DataSize;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Something that bounds how many bytes this process may have.
 *
 * @param source who says so, for the administrator: a flag, a cgroup's file, a share of the machine's memory
 * @param size how many bytes
 */
public record MemoryLimit(String source, DataSize size) {

    /**
     * Everything that bounds this process, the one that counts first: the smallest.
     *
     * @param asked limits that the user set, by flag or environment
     * @param ramShare percent of the machine's memory that the process never exceeds
     * @return at least one
     * @throws InvalidSettings when nothing bounds the process and the machine does not tell how much memory it has
     */
    public static List<MemoryLimit> all(List<MemoryLimit> asked, int ramShare, SystemFiles files, Cgroup cgroup) {
        List<MemoryLimit> limits = new ArrayList<>(asked);
        limits.addAll(cgroup.memoryLimits());
        OptionalLong kibibytes = files.number("/proc/meminfo", "MemTotal:");
        if (kibibytes.isPresent()) {
            DataSize machine = DataSize.ofKibibytes(kibibytes.getAsLong());
            limits.add(new MemoryLimit(ramShare + " % of the machine's memory", machine.scaled(ramShare, 100)));
        }
        if (limits.isEmpty()) {
            throw new InvalidSettings(List.of(
                    "memory: this machine does not tell how much memory it has; say how much to use with --memory"));
        }
        limits.sort((one, other) -> one.size().compareTo(other.size()));
        return List.copyOf(limits);
    }
}
