package dev.sluice.governor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.units.DataSize;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupTest {

    private static final String SLICE = "/sys/fs/cgroup/system.slice";
    private static final String SERVICE = SLICE + "/sluice.service";
    private static final String OLD = "/sys/fs/cgroup/memory";

    @TempDir
    private Path root;

    private Machine unified;
    private Machine old;

    @BeforeEach
    void machines() {
        unified = Machine.unified(root.resolve("unified"));
        old = Machine.old(root.resolve("old"));
    }

    private static List<Long> mebibytes(Machine machine) {
        return machine.cgroup().memoryLimits().stream()
                .map(limit -> limit.size().bytes() >> 20)
                .toList();
    }

    @Test
    void findsNothingWithoutGroups() {
        Machine bare = new Machine(root.resolve("bare"));
        assertThat(bare.cgroup().memoryLimits()).isEmpty();
        assertThat(bare.cgroup().countsMemory()).isFalse();
        assertThat(bare.cgroup().memoryPercent()).isEmpty();
        assertThat(bare.cgroup().cpuUse()).isEmpty();
    }

    @Test
    void readsBothLimitsOfTheOwnGroupAndOfEveryParent() {
        unified.with(SERVICE + "/memory.max", "268435456\n")
                .with(SERVICE + "/memory.high", "201326592\n")
                .with(SLICE + "/memory.max", "134217728\n")
                .with(SLICE + "/memory.high", "max\n");
        assertThat(mebibytes(unified)).containsExactly(256L, 192L, 128L);
        assertThat(unified.cgroup().memoryLimits().getLast().source())
                .isEqualTo("cgroup memory.max of /sys/fs/cgroup/system.slice");
    }

    @Test
    void theWordMaxIsNoLimit() {
        unified.with(SERVICE + "/memory.max", "max\n").with(SERVICE + "/memory.high", "max\n");
        assertThat(mebibytes(unified)).isEmpty();
    }

    @Test
    void inAContainerTheMountItselfIsTheOwnGroup() {
        unified.with("/proc/self/cgroup", "0::/\n").with("/sys/fs/cgroup/memory.max", "536870912\n");
        assertThat(mebibytes(unified)).containsExactly(512L);
        unified.with("/proc/self/cgroup", "0::/../other\n");
        assertThat(mebibytes(unified)).containsExactly(512L);
    }

    @Test
    void readsTheOldInterfaceWithItsParents() {
        old.with(OLD + "/worker/memory.limit_in_bytes", "9223372036854771712\n")
                .with(OLD + "/memory.limit_in_bytes", "134217728\n")
                .with(OLD + "/worker/memory.stat", "cache 1\nhierarchical_memory_limit 67108864\n");
        assertThat(mebibytes(old)).containsExactly(64L, 128L);
    }

    @Test
    void bothInterfacesAtOnceAreRead() {
        old.with("/proc/self/cgroup", "4:memory:/docker/abc\n0::/\n")
                .with("/proc/self/mountinfo", """
                        40 32 0:35 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory
                        41 32 0:36 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
                        """)
                .with(OLD + "/memory.limit_in_bytes", "134217728\n")
                .with(OLD + "/memory.usage_in_bytes", "1048576\n")
                .with(OLD + "/memory.max_usage_in_bytes", "2097152\n");
        assertThat(mebibytes(old)).containsExactly(128L);
        assertThat(old.cgroup().usage()).contains(DataSize.ofMebibytes(1));
        assertThat(old.cgroup().peak()).contains(DataSize.ofMebibytes(2));
    }

    @Test
    void mountsWithBlanksInTheirNamesAreFound() {
        unified.with("/proc/self/mountinfo", "29 23 0:26 / /mnt/my\\040groups rw - cgroup2 none rw\n")
                .with("/mnt/my groups/system.slice/memory.max", "1048576\n");
        assertThat(mebibytes(unified)).containsExactly(1L);
    }

    @Test
    void theFullestGroupCountsWithoutItsIdlePageCache() {
        unified.with(SERVICE + "/memory.max", "1000\n")
                .with(SERVICE + "/memory.current", "900\n")
                .with(SERVICE + "/memory.stat", "anon 1\ninactive_file 400\n")
                .with(SLICE + "/memory.max", "2000\n")
                .with(SLICE + "/memory.current", "1400\n");
        assertThat(unified.cgroup().memoryPercent()).hasValue(70);
        assertThat(unified.cgroup().countsMemory()).isTrue();
        old.with(OLD + "/memory.limit_in_bytes", "1000\n")
                .with(OLD + "/memory.usage_in_bytes", "900\n")
                .with(OLD + "/memory.stat", "inactive_file 1\ntotal_inactive_file 300\n");
        assertThat(old.cgroup().memoryPercent()).hasValue(60);
    }

    @Test
    void theSmallestShareOfTheProcessorsCounts() {
        unified.with(SERVICE + "/cpu.max", "max 100000\n")
                .with(SERVICE + "/cpu.stat", "usage_usec 7\n")
                .with(SLICE + "/cpu.max", "50000 100000\n")
                .with(SLICE + "/cpu.stat", "usage_usec 12\nuser_usec 3\n");
        assertThat(unified.cgroup().cpuUse()).contains(new Cgroup.CpuUse(12_000, 0.5));
        String cpu = "/sys/fs/cgroup/cpu,cpuacct/worker";
        old.with(cpu + "/cpu.cfs_quota_us", "150000\n")
                .with(cpu + "/cpu.cfs_period_us", "100000\n")
                .with(cpu + "/cpuacct.usage", "99\n");
        assertThat(old.cgroup().cpuUse().orElseThrow().used()).isEqualTo(99);
        assertThat(old.cgroup().cpuUse().orElseThrow().cores()).isCloseTo(1.5, within(1e-9));
        old.with(cpu + "/cpu.cfs_quota_us", "-1\n");
        assertThat(old.cgroup().cpuUse()).isEmpty();
    }

    @Test
    void processorTimeOfTheOldInterfaceMayBeMountedElsewhere() {
        old.with("/proc/self/cgroup", "2:cpuacct:/\n1:cpu:/\n")
                .with("/proc/self/mountinfo", """
                        41 32 0:36 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu
                        42 32 0:37 / /sys/fs/cgroup/cpuacct rw - cgroup cgroup rw,cpuacct
                        """)
                .with("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "100000\n")
                .with("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n")
                .with("/sys/fs/cgroup/cpuacct/cpuacct.usage", "5\n");
        assertThat(old.cgroup().cpuUse()).contains(new Cgroup.CpuUse(5, 1.0));
    }

    @Test
    void damagedFilesAreAsIfAbsent() {
        unified.with(SERVICE + "/memory.max", "67108864\n").with(SERVICE + "/cpu.max", "1\n");
        String[] names = {"/proc/self/cgroup", "/proc/self/mountinfo", SERVICE + "/memory.max", SERVICE + "/cpu.max"};
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            String name = names[random.nextInt(names.length)];
            String before = unified.files().text(name).orElseThrow();
            byte[] bytes = before.getBytes(StandardCharsets.ISO_8859_1);
            for (int i = 0; i < 3; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? random.nextInt(256) : '/');
            }
            unified.with(name, bytes);
            Cgroup cgroup = unified.cgroup();
            assertThat(cgroup.memoryLimits().size()).as("seed " + seed).isLessThan(3);
            assertThat(cgroup.cpuUse()).as("seed " + seed).isEmpty();
            assertThat(cgroup.usage()).as("seed " + seed).isEmpty();
            unified.with(name, before);
        }
    }
}
