package dev.sluice.camera.record;

import dev.sluice.config.Kind;
import dev.sluice.config.Setting;
import dev.sluice.config.Values;
import dev.sluice.store.Limit;
import dev.sluice.units.DataSize;
import java.time.Duration;
import java.util.List;

/**
 * What the user decides about the recordings of all cameras.
 *
 * @param diskFloor free space that recording leaves on the disk
 * @param maxAge age of a recording; older ones go
 * @param maxTotal bytes of all recordings; beyond it the oldest go
 */
public record RecordConfig(DiskFloor diskFloor, Limit<Duration> maxAge, Limit<DataSize> maxTotal) {

    public static final Setting<DiskFloor> DISK_FLOOR = Setting.of(
            "camera.record.disk-floor",
            "1GiB",
            DiskFloor.KIND,
            "Free space that recordings leave on the disk, in bytes or as a share of it. Below it recording stops with a warning, and goes on"
                    + " when there is room again; old recordings are deleted before that.");
    public static final Setting<Limit<Duration>> MAX_AGE = Setting.of(
            "camera.record.max-age",
            "30d",
            Limit.kind(Kind.DURATION),
            "How long recordings are kept; older ones are deleted, but never one that is being written, played or downloaded.");
    public static final Setting<Limit<DataSize>> MAX_TOTAL = Setting.of(
            "camera.record.max-total",
            "10GiB",
            Limit.kind(Kind.SIZE),
            "Bytes of the recordings of all cameras together; beyond it the oldest are deleted, but never one that is being written,"
                    + " played or downloaded.");

    /** All settings of this record. */
    public static final List<Setting<?>> SETTINGS = List.of(DISK_FLOOR, MAX_AGE, MAX_TOTAL);

    /** The configuration that {@code values} describe. */
    public static RecordConfig of(Values values) {
        return new RecordConfig(values.get(DISK_FLOOR), values.get(MAX_AGE), values.get(MAX_TOTAL));
    }
}
