package dev.sluice.cli;

import dev.sluice.governor.SystemFiles;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What {@code doctor} looks at in the kernel's files. */
final class MachineChecks {

    private static final String PI_ADVICE =
            "on a Raspberry Pi add 'cgroup_enable=memory' to the one line of /boot/firmware/cmdline.txt and reboot;"
                    + " without it systemd and containers cannot limit memory, and Sluice goes by the machine's memory";

    private final SystemFiles files;

    MachineChecks(SystemFiles files) {
        this.files = files;
    }

    /** Whether control groups count memory. A Raspberry Pi's firmware switches that off. */
    Finding memoryController() {
        String subject = "memory controller";
        if (words(read("/proc/cmdline")).contains("cgroup_disable=memory")
                && !words(read("/proc/cmdline")).contains("cgroup_enable=memory")) {
            return Finding.warn(subject, "switched off by the kernel's command line", PI_ADVICE);
        }
        if (words(read("/sys/fs/cgroup/cgroup.controllers")).contains("memory")) {
            return Finding.ok(subject, "on (cgroup v2)");
        }
        if (files.text("/sys/fs/cgroup/memory/memory.limit_in_bytes").isPresent()) {
            return Finding.ok(subject, "on (cgroup v1)");
        }
        return Finding.warn(subject, "off", PI_ADVICE);
    }

    /** How large a page of memory is. */
    Finding pageSize() {
        String subject = "page size";
        for (String line : read("/proc/self/smaps").split("\n")) {
            if (line.startsWith("KernelPageSize:")) {
                String size = line.substring("KernelPageSize:".length()).strip();
                return size.equals("4 kB")
                        ? Finding.ok(subject, "4 KiB")
                        : Finding.warn(
                                subject,
                                size.replace("kB", "KiB"),
                                "every thread and library takes more memory than the budget was measured with; on a Raspberry Pi 5"
                                        + " 'kernel=kernel8.img' in /boot/firmware/config.txt chooses pages of 4 KiB");
            }
        }
        return Finding.warn(subject, "not known", "mount /proc");
    }

    /**
     * Whether a folder lies in memory.
     *
     * @param folder absolute
     */
    Finding spool(Path folder) {
        String type = "";
        int longest = -1;
        for (String line : read("/proc/mounts").split("\n")) {
            String[] fields = line.split(" ");
            if (fields.length < 3) {
                continue;
            }
            Path point = Path.of(
                    fields[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\"));
            if (folder.startsWith(point) && point.getNameCount() >= longest) {
                longest = point.getNameCount();
                type = fields[2];
            }
        }
        return type.equals("tmpfs") || type.equals("ramfs")
                ? Finding.warn(
                        "spool",
                        "lies in memory (" + type + ")",
                        "uploads count against the memory of the machine: choose a folder on a disk with --data")
                : Finding.ok("spool", type.isEmpty() ? "on a disk" : "on a disk (" + type + ")");
    }

    private String read(String name) {
        return files.text(name).orElse("");
    }

    private static List<String> words(String text) {
        return Arrays.asList(text.strip().split("\\s+"));
    }
}
