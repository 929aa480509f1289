package dev.sluice.governor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.failure.InvalidSettings;
import dev.sluice.units.DataSize;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetTest {

    private static final Budget.Connections HTTP = new Budget.Connections(1_200, DataSize.ofKibibytes(192));

    @TempDir
    private Path root;

    private static Budget budget(long mebibytes, int workers) {
        DataSize limit = DataSize.ofMebibytes(mebibytes);
        return Budget.of(new MemoryLimit("flag", limit), RuntimeCaps.proposed(limit), HTTP, workers);
    }

    @ParameterizedTest
    @CsvSource({"128,2,30", "128,4,29", "256,2,120", "256,4,119", "512,4,310", "1024,4,663", "8192,8,7303"})
    void leavesAUsefulPool(long limit, int workers, long atLeast) {
        Budget budget = budget(limit, workers);
        assertThat(budget.capacity().memory().bytes() >> 20).as(budget.table()).isGreaterThanOrEqualTo(atLeast);
        assertThat(budget.capacity().cores()).isEqualTo(workers);
        assertThat(budget.capacity().heap()).isGreaterThanOrEqualTo(DataSize.ofMebibytes(6));
    }

    @ParameterizedTest
    @ValueSource(longs = {120, 128, 133, 256, 300, 512, 1_024, 5_000, 100_000})
    void itsLinesAddUpToTheLimit(long limit) {
        assertThat(budget(limit, 2).lines().stream()
                        .mapToLong(line -> line.size().bytes())
                        .sum())
                .isEqualTo(limit << 20);
    }

    @ParameterizedTest
    @CsvSource({"128,28", "256,56", "512,113", "100000,1200"})
    void carriesAsManyConnectionsAsFit(long limit, int connections) {
        assertThat(budget(limit, 2).connections()).isEqualTo(connections);
    }

    @Test
    void refusesToStartWithTheTableWhenItDoesNotFit() {
        assertThatThrownBy(() -> budget(96, 2))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageContaining("the budget of 96.0 MiB (flag) is too small")
                .hasMessageContaining("    24.0 MiB  Java heap\n")
                .hasMessageContaining("21 HTTP connections")
                .hasMessageContaining("headroom");
    }

    @Test
    void aHeapThatIsTooLargeForTheBudgetIsRefused() {
        RuntimeCaps plain = new RuntimeCaps(
                DataSize.ofMebibytes(400),
                DataSize.ofMebibytes(64),
                DataSize.ofMebibytes(48),
                DataSize.ofMebibytes(400),
                DataSize.ZERO);
        MemoryLimit limit = new MemoryLimit("flag", DataSize.ofMebibytes(512));
        assertThatThrownBy(() -> Budget.of(limit, plain, HTTP, 2)).isInstanceOf(InvalidSettings.class);
    }

    @Test
    void fewerConnectionsThanFitAreNotRaised() {
        MemoryLimit limit = new MemoryLimit("flag", DataSize.ofMebibytes(512));
        Budget.Connections few = new Budget.Connections(3, DataSize.ofKibibytes(192));
        assertThat(Budget.of(limit, RuntimeCaps.proposed(limit.size()), few, 2).connections())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "64,24,16,12,4,0",
        "128,24,16,12,4,0",
        "256,32,20,20,6,0",
        "512,48,28,24,10,0",
        "1023,79,43,24,17,0",
        "1024,80,44,48,18,24",
        "9000,256,64,48,80,24"
    })
    void proposesWhatTheLauncherComputes(
            long limit, long heap, long metaspace, long code, long direct, long optimiser) {
        assertThat(RuntimeCaps.proposed(DataSize.ofMebibytes(limit)))
                .isEqualTo(new RuntimeCaps(
                        DataSize.ofMebibytes(heap),
                        DataSize.ofMebibytes(metaspace),
                        DataSize.ofMebibytes(code),
                        DataSize.ofMebibytes(direct),
                        DataSize.ofMebibytes(optimiser)));
    }

    @Test
    void readsTheFlagsOfTheRunningJvm() {
        Machine machine = new Machine(root)
                .with(
                        "/proc/self/cmdline",
                        "java\0-Xmx9m\0-Xmx24m\0-XX:MaxMetaspaceSize=16M\0-XX:ReservedCodeCacheSize=12288k\0"
                                + "-XX:TieredStopAtLevel=1\0-XX:MaxDirectMemorySize=4194304\0-cp\0x.jar\0");
        assertThat(RuntimeCaps.running(machine.files(), 1)).isEqualTo(RuntimeCaps.proposed(DataSize.ofMebibytes(128)));
    }

    @Test
    void flagsThatAreAbsentCountAsWhatTheJvmDoesWithoutThem() {
        RuntimeCaps expected = new RuntimeCaps(
                DataSize.ofMebibytes(7),
                DataSize.ofMebibytes(64),
                DataSize.ofMebibytes(48),
                DataSize.ofMebibytes(7),
                DataSize.ofMebibytes(24));
        assertThat(RuntimeCaps.running(new Machine(root).files(), 7 << 20)).isEqualTo(expected);
        Machine odd = new Machine(root).with("/proc/self/cmdline", "java\0-Xmx\0-XX:MaxMetaspaceSize=much\0-Xmx-5m\0");
        assertThat(RuntimeCaps.running(odd.files(), 7 << 20)).isEqualTo(expected);
    }

    @Test
    void theSmallestLimitCounts() {
        Machine machine = Machine.unified(root)
                .with("/proc/meminfo", "MemTotal:        1048576 kB\nMemFree: 1 kB\n")
                .with("/sys/fs/cgroup/system.slice/memory.max", "314572800\n");
        MemoryLimit flag = new MemoryLimit("--memory", DataSize.ofMebibytes(400));
        assertThat(MemoryLimit.all(List.of(flag), 50, machine.files(), machine.cgroup()))
                .containsExactly(
                        new MemoryLimit("cgroup memory.max of /sys/fs/cgroup/system.slice", DataSize.ofMebibytes(300)),
                        flag,
                        new MemoryLimit("50 % of the machine's memory", DataSize.ofMebibytes(512)));
        assertThat(MemoryLimit.all(List.of(), 20, machine.files(), machine.cgroup())
                        .getFirst()
                        .source())
                .isEqualTo("20 % of the machine's memory");
    }

    @Test
    void aMachineThatTellsNothingHasToBeToldHowMuchToUse() {
        Machine silent = new Machine(root);
        assertThatThrownBy(() -> MemoryLimit.all(List.of(), 50, silent.files(), silent.cgroup()))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageContaining("--memory");
    }

    @Test
    void thisMachineHasALimit() {
        SystemFiles files = SystemFiles.ofMachine();
        assertThat(MemoryLimit.all(List.of(), 50, files, Cgroup.of(files))).isNotEmpty();
    }
}
