package dev.sluice.governor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that stands for a machine's {@code /proc} and {@code /sys}. */
record Machine(Path root) {

    SystemFiles files() {
        return new SystemFiles(root);
    }

    Cgroup cgroup() {
        return Cgroup.of(files());
    }

    Machine with(String absolute, String text) {
        return with(absolute, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Machine with(String absolute, byte[] bytes) {
        try {
            Path file = root.resolve(absolute.substring(1));
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Version 2, seen from the host, this process in a service within a slice. */
    static Machine unified(Path root) {
        return new Machine(root)
                .with("/proc/self/cgroup", "0::/system.slice/sluice.service\n")
                .with("/proc/self/mountinfo", """
                        22 27 0:21 / /proc rw,nosuid - proc proc rw
                        29 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate
                        """)
                .with("/sys/fs/cgroup/cgroup.controllers", "cpu memory\n");
    }

    /** Version 1, in a container that sees its own group as the mount's root but its name as the host's. */
    static Machine old(Path root) {
        return new Machine(root)
                .with(
                        "/proc/self/cgroup",
                        "4:memory:/docker/abc/worker\n2:cpu,cpuacct:/docker/abc/worker\n1:name=systemd:/x\n")
                .with("/proc/self/mountinfo", """
                        40 32 0:35 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory
                        41 32 0:36 /docker/abc /sys/fs/cgroup/cpu,cpuacct ro,nosuid master:7 - cgroup cgroup rw,cpu,cpuacct
                        """);
    }
}
