package dev.sluice.governor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.units.DataSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskWatchTest {

    @TempDir
    private Path folder;

    @Test
    void whatMayBeWrittenStopsAtTheFloor() throws IOException {
        AtomicLong now = new AtomicLong();
        DiskWatch watch = new DiskWatch(folder, DataSize.ofMebibytes(1), now::get);
        DataSize free = watch.free();
        assertThat(free.isZero()).isFalse();
        assertThat(watch.room()).isEqualTo(free.minus(DataSize.ofMebibytes(1)));
        assertThat(watch.free()).isEqualTo(free);
        now.set(2_000_000_000L);
        assertThat(watch.free().isZero()).isFalse();
        assertThat(new DiskWatch(folder, DataSize.ofBytes(Long.MAX_VALUE), now::get).room())
                .isEqualTo(DataSize.ZERO);
    }
}
