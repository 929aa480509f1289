package dev.sluice.governor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.units.DataSize;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessMemoryTest {

    @TempDir
    private Path root;

    private static byte[] auxiliary(long... pairs) {
        ByteBuffer bytes = ByteBuffer.allocate(pairs.length * 8).order(ByteOrder.nativeOrder());
        for (long pair : pairs) {
            bytes.putLong(pair);
        }
        return bytes.array();
    }

    @Test
    void readsPagesOfTheSizeThatTheKernelTells() {
        Machine machine = new Machine(root)
                .with("/proc/self/auxv", auxiliary(33, 140035669417984L, 17, 250, 6, 16_384, 0, 0))
                .with("/proc/self/statm", "7000 500 120 5 0 123 0\n")
                .with("/proc/self/stat", "1 (odd) name)) S 1 1 1 0 -1 4 9 9 9 9 250 125 0 0 20 0 31 0 5 1 1\n")
                .with("/proc/self/fd/0", "")
                .with("/proc/self/fd/1", "");
        try (ProcessMemory memory = new ProcessMemory(machine.files())) {
            assertThat(memory.pageSize()).isEqualTo(DataSize.ofKibibytes(16));
            assertThat(memory.anonymous()).isEqualTo(DataSize.ofKibibytes(380 * 16));
            assertThat(memory.read())
                    .isEqualTo(new ProcessMemory.Reading(
                            DataSize.ofKibibytes(500 * 16),
                            DataSize.ofKibibytes(380 * 16),
                            DataSize.ofKibibytes(7_000 * 16),
                            31,
                            2,
                            Duration.ofMillis(1_500)));
            machine.with("/proc/self/statm", "7000 501 120 5 0 123 0\n");
            assertThat(memory.anonymous()).isEqualTo(DataSize.ofKibibytes(381 * 16));
        }
    }

    @Test
    void takesTheUsualPageSizeWhenTheKernelDoesNotTell() {
        Machine machine = new Machine(root).with("/proc/self/statm", "3 2 1 0 0 0 0\n");
        try (ProcessMemory memory = new ProcessMemory(machine.files())) {
            assertThat(memory.anonymous()).isEqualTo(DataSize.ofKibibytes(4));
            assertThat(memory.read().threads()).isZero();
        }
    }

    @Test
    void aMachineWithoutTheseFilesIsRefused() {
        assertThatThrownBy(() -> new ProcessMemory(new Machine(root).files())).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void seesThisProcessGrow() {
        try (ProcessMemory memory = new ProcessMemory(SystemFiles.ofMachine());
                Arena arena = Arena.ofConfined()) {
            ProcessMemory.Reading reading = memory.read();
            assertThat(reading.anonymous()).isBetween(DataSize.ofMebibytes(5), reading.resident());
            assertThat(reading.resident()).isLessThan(reading.virtual());
            assertThat(reading.threads()).isBetween(5, 500);
            assertThat(reading.openFiles()).isGreaterThan(3);
            assertThat(reading.cpu()).isPositive();
            arena.allocate(64 << 20).fill((byte) 1);
            long grown = memory.anonymous().bytes() - reading.anonymous().bytes();
            assertThat(grown).isBetween(50L << 20, 90L << 20);
        }
    }

    @Test
    void anInterruptedThreadDoesNotSpoilItForOthers() {
        try (ProcessMemory memory = new ProcessMemory(SystemFiles.ofMachine())) {
            Thread.currentThread().interrupt();
            assertThat(memory.anonymous().isZero()).isFalse();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(memory.anonymous().isZero()).isFalse();
        }
    }
}
