package dev.sluice.rendition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.Values;
import dev.sluice.failure.BadInput;
import dev.sluice.failure.Refused;
import dev.sluice.failure.StoreFailure;
import dev.sluice.governor.Capacity;
import dev.sluice.governor.Demand;
import dev.sluice.governor.Governor;
import dev.sluice.governor.GovernorConfig;
import dev.sluice.governor.Lease;
import dev.sluice.governor.Purpose;
import dev.sluice.image.Formats;
import dev.sluice.image.Layout;
import dev.sluice.image.Plan;
import dev.sluice.image.Planner;
import dev.sluice.image.Probe;
import dev.sluice.image.RenditionOptions;
import dev.sluice.image.Way;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;
import dev.sluice.units.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChoiceTest {

    /** An interlaced PNG of 36 million bytes of pixels. */
    private static final Probe PICTURE = new Probe(
            MediaType.PNG,
            new PixelSize(4000, 3000),
            3,
            8,
            false,
            1,
            1,
            false,
            DataSize.ZERO,
            DataSize.ofMebibytes(1),
            new Layout.Png(true, false, false));

    private static final DataSize PLENTY = DataSize.ofMebibytes(1000);

    private final List<Plan> plans = new Planner(
                    new Formats(EnumSet.of(MediaType.PNG), EnumSet.of(MediaType.PNG, MediaType.JPEG), 1))
            .plans(PICTURE, RenditionOptions.PLAIN);

    private static Governor governor(int mebibytes, DataSize disk) {
        return governor(mebibytes, DataSize.ofMebibytes(32), disk);
    }

    private static Governor governor(int mebibytes, DataSize heap, DataSize disk) {
        return new Governor(
                new Capacity(DataSize.ofMebibytes(mebibytes), heap, 4),
                GovernorConfig.from(Values.defaults(GovernorConfig.SETTINGS)),
                Ticker.SYSTEM,
                () -> false,
                () -> disk);
    }

    private Way way(Governor governor) {
        return Choice.of(governor, PICTURE, plans).make(work -> work.plan().way());
    }

    @Test
    void takesTheDiskOnlyWhereMemoryDoesNotSuffice() {
        try (Governor large = governor(100, PLENTY);
                Governor small = governor(20, PLENTY)) {
            assertThat(way(large)).isEqualTo(new Way.Rows(1));
            assertThat(way(small)).isEqualTo(new Way.RowsOnDisk(1));
        }
    }

    @Test
    void takesTheDiskWhileOthersHaveTheMemory() {
        try (Governor governor = governor(100, PLENTY);
                Lease _ = governor.admit(
                        Demand.memory(Purpose.RENDER, "other", DataSize.ofMebibytes(70)),
                        Deadline.after(Duration.ofSeconds(5), Ticker.SYSTEM))) {
            assertThat(way(governor)).isEqualTo(new Way.RowsOnDisk(1));
        }
    }

    @Test
    void waitsForMemoryWhereTheDiskHasNoRoom() {
        try (Governor governor = governor(100, DataSize.ofMebibytes(30));
                Lease _ = governor.admit(
                        Demand.memory(Purpose.RENDER, "other", DataSize.ofMebibytes(70)),
                        Deadline.after(Duration.ofSeconds(5), Ticker.SYSTEM))) {
            assertThat(way(governor)).isEqualTo(new Way.Rows(1));
        }
    }

    @Test
    void aDiskThatIsTooFullIsNamed() {
        try (Governor governor = governor(20, DataSize.ofMebibytes(30))) {
            assertThatThrownBy(() -> way(governor))
                    .isInstanceOfSatisfying(
                            StoreFailure.class, full -> assertThat(full.kind()).isEqualTo(StoreFailure.Kind.FULL))
                    .hasMessageContaining("needs 34.3 MiB of disk")
                    .hasMessageContaining("30.0 MiB may be written");
        }
    }

    @Test
    void whereThereIsNoDiskThePictureIsTooLargeForTheMemory() {
        try (Governor governor = governor(20, DataSize.ZERO)) {
            assertThatThrownBy(() -> way(governor))
                    .isInstanceOfSatisfying(
                            Refused.TooLarge.class,
                            large -> assertThat(large.needed()).isGreaterThan(DataSize.ofBytes(36_000_000)))
                    .hasMessageContaining("4000x3000");
        }
    }

    @Test
    void whereOnlyTheHeapIsTooSmallThatIsSaid() {
        List<Plan> rows = plans.stream()
                .filter(plan -> !(plan.way() instanceof Way.Engine))
                .toList();
        try (Governor governor = governor(100, DataSize.ofKibibytes(100), PLENTY)) {
            assertThatThrownBy(() -> Choice.of(governor, PICTURE, rows))
                    .isInstanceOfSatisfying(
                            Refused.TooLarge.class,
                            large -> assertThat(large.budget()).isEqualTo(DataSize.ofKibibytes(100)))
                    .hasMessageContaining("on the Java heap needs");
        }
    }

    @Test
    void whatAReaderOfOurOwnRefusesIsLeftToLibvipsWhereThatFits() {
        List<Way> tried = new ArrayList<>();
        try (Governor large = governor(100, PLENTY);
                Governor small = governor(20, PLENTY)) {
            Way taken = Choice.of(large, PICTURE, plans)
                    .make(work -> refuseRows(work.plan().way(), tried));

            assertThat(taken).isEqualTo(new Way.Engine(1, 0));
            assertThat(tried).containsExactly(new Way.Rows(1), new Way.Engine(1, 0));
            assertThatThrownBy(() -> Choice.of(small, PICTURE, plans)
                            .make(work -> refuseRows(work.plan().way(), tried)))
                    .isInstanceOf(BadInput.class);
        }
    }

    private static Way refuseRows(Way way, List<Way> tried) {
        tried.add(way);
        if (!(way instanceof Way.Engine)) {
            throw new BadInput(BadInput.Kind.UNSUPPORTED_PICTURE, "not by rows");
        }
        return way;
    }
}
