package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.units.DataSize;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StagesTest {

    private final AtomicLong now = new AtomicLong(5_000_000);
    private final AtomicLong used = new AtomicLong(41L << 20);
    private final Stages stages = new Stages(now::get, new Footprint(used::get, DataSize.ofMebibytes(100)));

    @Test
    void recordsTimeAndMemoryOfEachStage() {
        now.addAndGet(3_200_000);
        stages.finished("spool");
        used.set(60L << 20);
        now.addAndGet(18_000_000);
        stages.finished("render");
        assertThat(stages.log()).isEqualTo("spool:3ms/41.0MiB,render:18ms/60.0MiB");
        assertThat(stages.serverTiming()).isEqualTo("spool;dur=3.2, render;dur=18.0");
        assertThat(stages.nearlyFull()).isFalse();
    }

    @Test
    void noticesFourFifthsOfTheBudget() {
        used.set(80L << 20);
        stages.finished("render");
        used.set(1);
        stages.finished("send");
        assertThat(stages.nearlyFull()).isTrue();
    }

    @Test
    void holdsSixteenStagesAtMost() {
        for (int i = 0; i < 1_000; i++) {
            stages.finished("s");
        }
        assertThat(stages.log().split(",", -1)).hasSize(16);
    }
}
