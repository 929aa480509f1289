package dev.sluice.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSizeTest {

    @ParameterizedTest
    @CsvSource({"512MiB,536870912", "64 KiB,65536", "1GiB,1073741824", "17B,17", "17,17", "0,0"})
    void readsBinaryUnits(String text, long bytes) {
        assertThat(DataSize.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12MB", "12kb", "-1", "1.5GiB", "MiB", "1 TiB"})
    void refusesWhatOthersReadDifferently(String text) {
        assertThatThrownBy(() -> DataSize.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a size");
    }

    @Test
    void refusesMoreThanAnyMachineHas() {
        assertThatThrownBy(() -> DataSize.parse("999999999999999999GiB"))
                .hasMessageContaining("larger than any machine");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1023, 1024, 1536, 1 << 20, 3L << 30, 1234567})
    void writesWhatItReads(long bytes) {
        assertThat(DataSize.parse(DataSize.ofBytes(bytes).toString()).bytes()).isEqualTo(bytes);
    }

    @Test
    void arithmeticIsExact() {
        assertThatThrownBy(() -> DataSize.ofBytes(Long.MAX_VALUE).plus(DataSize.ofBytes(1)))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> DataSize.ZERO.minus(DataSize.ofBytes(1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void roundsForPeople() {
        assertThat(DataSize.ofBytes(1536).rounded()).isEqualTo("1.5 KiB");
        assertThat(DataSize.ofMebibytes(144).rounded()).isEqualTo("144.0 MiB");
    }
}
