package dev.sluice.governor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PressureTest {

    private static final String MEMORY = "MemTotal: 1000 kB\nMemFree: 1 kB\nMemAvailable: %d kB\n";

    @TempDir
    private Path root;

    private final AtomicLong now = new AtomicLong(-3);
    private final Deque<MachineLoad.Reading> readings = new ArrayDeque<>();
    private final List<Runnable> started = new ArrayList<>();
    private final Pressure pressure = new Pressure(
            new PressureConfig(70, 80, Duration.ofMillis(10), Duration.ofSeconds(30)),
            _ -> readings.removeFirst(),
            now::get,
            started::add);

    private static MachineLoad.Reading reading(long busy, int memoryPercent) {
        return new MachineLoad.Reading(0, busy, busy == 0 ? 0 : 100, Optional.empty(), memoryPercent);
    }

    private void measure(long busy, int memoryPercent) {
        readings.add(reading(0, memoryPercent));
        readings.add(reading(busy, memoryPercent));
        started.removeFirst().run();
    }

    @Test
    void busyProcessorsArePressure() {
        assertThat(pressure.high()).isFalse();
        measure(70, 10);
        assertThat(pressure.level()).isEqualTo(new Pressure.Level(70, 10, true));
    }

    @Test
    void fullMemoryIsPressure() {
        assertThat(pressure.high()).isFalse();
        measure(1, 80);
        assertThat(pressure.level()).isEqualTo(new Pressure.Level(1, 80, true));
    }

    @Test
    void belowBothLimitsThereIsNone() {
        assertThat(pressure.high()).isFalse();
        measure(69, 79);
        assertThat(pressure.high()).isFalse();
    }

    @Test
    void measuresOnlyWhenAskedAndOnlyWhenTheLastAnswerIsOld() {
        assertThat(pressure.high()).isFalse();
        assertThat(pressure.high()).isFalse();
        assertThat(started).hasSize(1);
        measure(90, 0);
        now.addAndGet(Duration.ofSeconds(30).toNanos() - 1);
        assertThat(pressure.high()).isTrue();
        assertThat(started).isEmpty();
        now.addAndGet(1);
        assertThat(pressure.high()).isTrue();
        measure(5, 0);
        assertThat(pressure.high()).isFalse();
    }

    @Test
    void utilisationIsWhatWasNotIdleInBetween() {
        Machine machine = new Machine(root)
                .with("/proc/stat", "cpu  100 0 50 800 50 0 0 0 70 0\ncpu0 1 1 1 1\n")
                .with("/proc/meminfo", MEMORY.formatted(250));
        MachineLoad load = new MachineLoad(machine.files(), machine.cgroup());
        MachineLoad.Reading first = load.read(0);
        machine.with("/proc/stat", "cpu  130 10 60 825 60 5 5 5 99 0\ncpu0 1 1 1 1\n");
        MachineLoad.Reading second = load.read(1_000);
        assertThat(second.cpuPercent(first)).isEqualTo(65);
        assertThat(second.cpuPercent(second)).isZero();
        assertThat(first.memoryPercent()).isEqualTo(75);
    }

    @Test
    void theShareOfALimitedGroupCountsWhenItIsBusierOrFuller() {
        String group = "/sys/fs/cgroup/system.slice/sluice.service";
        Machine machine = Machine.unified(root)
                .with("/proc/stat", "cpu  0 0 0 1000 0 0 0 0\n")
                .with("/proc/meminfo", MEMORY.formatted(900))
                .with(group + "/cpu.max", "50000 100000\n")
                .with(group + "/cpu.stat", "usage_usec 1000\n")
                .with(group + "/memory.max", "100\n")
                .with(group + "/memory.current", "85\n");
        MachineLoad load = new MachineLoad(machine.files(), machine.cgroup());
        MachineLoad.Reading first = load.read(0);
        machine.with(group + "/cpu.stat", "usage_usec 41000\n");
        MachineLoad.Reading second = load.read(Duration.ofMillis(100).toNanos());
        assertThat(second.cpuPercent(first)).isEqualTo(80);
        assertThat(second.memoryPercent()).isEqualTo(85);
    }

    @Test
    void aMachineThatTellsNothingIsIdle() {
        Machine silent = new Machine(root);
        MachineLoad load = new MachineLoad(silent.files(), silent.cgroup());
        assertThat(load.read(9).cpuPercent(load.read(0))).isZero();
        assertThat(load.read(0).memoryPercent()).isZero();
        assertThat(load.stalled("cpu")).isEmpty();
    }

    @Test
    void readsStallsForMetrics() {
        Machine machine = new Machine(root)
                .with("/proc/pressure/memory", "some avg10=1.25 avg60=0.53 avg300=1.62 total=28\nfull avg10=9.00\n")
                .with("/proc/pressure/io", "some avg10=much\n");
        MachineLoad load = new MachineLoad(machine.files(), machine.cgroup());
        assertThat(load.stalled("memory")).contains(1.25);
        assertThat(load.stalled("io")).isEmpty();
    }

    @Test
    void measuresThisMachine() {
        SystemFiles files = SystemFiles.ofMachine();
        Pressure real = new Pressure(
                new PressureConfig(70, 80, Duration.ofMillis(20), Duration.ofSeconds(30)),
                new MachineLoad(files, Cgroup.of(files)),
                now::get,
                Runnable::run);
        assertThat(real.level().cpuPercent()).isBetween(0, 100);
        assertThat(real.level().memoryPercent()).isBetween(1, 100);
    }
}
