package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.governor.SystemFiles;
import dev.sluice.units.DataSize;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksTest {

    @TempDir
    Path root = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "quiet cgroup_disable=memory, cpuset cpu io, WARN",
        "quiet cgroup_disable=memory cgroup_enable=memory, cpu io memory pids, OK",
        "quiet, cpuset cpu io memory pids, OK",
        "quiet, cpuset cpu io pids, WARN",
        "quiet, cpu hugetlb_memory, WARN"
    })
    void seesWhetherControlGroupsCountMemory(String commandLine, String controllers, Finding.Level level)
            throws IOException {
        file("proc/cmdline", commandLine + "\n");
        file("sys/fs/cgroup/cgroup.controllers", controllers + "\n");

        Finding finding = new MachineChecks(new SystemFiles(root)).memoryController();

        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.advice().contains("cgroup_enable=memory")).isEqualTo(level == Finding.Level.WARN);
    }

    @Test
    void seesTheFirstVersionOfControlGroups() throws IOException {
        file("sys/fs/cgroup/memory/memory.limit_in_bytes", "1\n");

        assertThat(new MachineChecks(new SystemFiles(root)).memoryController().text())
                .isEqualTo("on (cgroup v1)");
    }

    @Test
    void aMachineWithoutAnyOfTheFilesIsDescribedNotRefused() {
        MachineChecks checks = new MachineChecks(new SystemFiles(root));

        assertThat(checks.memoryController().level()).isEqualTo(Finding.Level.WARN);
        assertThat(checks.pageSize().level()).isEqualTo(Finding.Level.WARN);
        assertThat(checks.spool(Path.of("/srv")).level()).isEqualTo(Finding.Level.OK);
    }

    @ParameterizedTest
    @CsvSource({"4 kB, OK, 4 KiB", "16 kB, WARN, 16 KiB"})
    void seesThePageSize(String written, Finding.Level level, String shown) throws IOException {
        file("proc/self/smaps", "00400000-00401000 r--p\nSize:    4 kB\nKernelPageSize:        " + written + "\n");

        Finding finding = new MachineChecks(new SystemFiles(root)).pageSize();

        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.text()).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "/srv/data, OK, ext4",
        "/tmp/data, WARN, tmpfs",
        "/tmp/on disk/data, OK, xfs",
        "/tmpfile/data, OK, ext4",
        "/, OK, ext4"
    })
    void seesWhetherAFolderLiesInMemory(Path folder, Finding.Level level, String type) throws IOException {
        file("proc/mounts", """
                /dev/sda1 / ext4 rw 0 0
                tmpfs /tmp tmpfs rw 0 0
                /dev/sdb1 /tmp/on\\040disk xfs rw 0 0
                damaged
                """);

        Finding finding = new MachineChecks(new SystemFiles(root)).spool(folder);

        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.text()).contains(type);
    }

    @ParameterizedTest
    @CsvSource({"25, 64, OK", "26, 64, OK", "21, 64, FAIL", "25, 32, FAIL"})
    void seesWhetherJavaWillDo(int feature, String bits, Finding.Level level) {
        assertThat(ProcessChecks.java(feature, feature + ".0.1", "/opt/jdk", "aarch64", bits)
                        .level())
                .isEqualTo(level);
    }

    @Test
    void seesWhetherTheDataFolderCanBeWritten() throws IOException {
        file("a-file", "");

        assertThat(ProcessChecks.writable(root).level()).isEqualTo(Finding.Level.OK);
        assertThat(ProcessChecks.writable(root.resolve("later/deep")).text()).endsWith("(will be made)");
        assertThat(ProcessChecks.writable(root.resolve("a-file")).level()).isEqualTo(Finding.Level.FAIL);
        assertThat(ProcessChecks.writable(Path.of("/proc/data")).level()).isEqualTo(Finding.Level.FAIL);
    }

    @Test
    void seesWhetherThereIsRoomOnTheDisk() {
        assertThat(ProcessChecks.disk(root.resolve("later"), DataSize.ZERO).level())
                .isEqualTo(Finding.Level.OK);
        assertThat(ProcessChecks.disk(root, DataSize.ofBytes(Long.MAX_VALUE)).level())
                .isEqualTo(Finding.Level.FAIL);
    }

    @Test
    void seesWhetherThePortIsFree() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(ProcessChecks.port("127.0.0.1", taken.getLocalPort()).level())
                    .isEqualTo(Finding.Level.WARN);
        }
        assertThat(ProcessChecks.port("127.0.0.1", 0).level()).isEqualTo(Finding.Level.OK);
        assertThat(ProcessChecks.port("256.1.1.1", 0).level()).isEqualTo(Finding.Level.FAIL);
    }

    @Test
    void adviceStandsOnALineOfItsOwn() {
        assertThat(Finding.warn("port", "taken", "choose another one")
                        .toString()
                        .lines())
                .containsExactly("warn  port               taken", " ".repeat(25) + "-> choose another one");
    }

    private void file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
