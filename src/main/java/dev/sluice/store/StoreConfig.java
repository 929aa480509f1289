package dev.sluice.store;

import dev.sluice.config.Kind;
import dev.sluice.config.Setting;
import dev.sluice.config.Values;
import dev.sluice.units.DataSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What the user decides about the data folder.
 *
 * @param data the folder that holds everything Sluice keeps
 * @param maxBytes bytes of kept pictures; beyond it the oldest go
 * @param maxAge age of a kept picture; older ones go
 * @param maxCount number of kept pictures; beyond it the oldest go
 * @param diskFloor free bytes that temporary files leave on the disk
 * @param spoolAge age from which a temporary file that nobody owns is removed
 */
public record StoreConfig(
        Path data,
        Limit<DataSize> maxBytes,
        Limit<Duration> maxAge,
        Limit<Integer> maxCount,
        DataSize diskFloor,
        Duration spoolAge) {

    public static final Setting<String> DATA = Setting.text(
                    "data",
                    "data",
                    "Folder for everything that is kept: pictures, channels, temporary files. Made when it is missing; one"
                            + " server at a time.")
            .check(text -> !text.isBlank(), "the name of a folder");
    public static final Setting<Limit<DataSize>> MAX_BYTES = Setting.of(
            "store.max-bytes",
            "2GiB",
            Limit.kind(Kind.SIZE),
            "Bytes of pictures that are kept; beyond it the oldest are deleted, but never the current one of a channel.");
    public static final Setting<Limit<Duration>> MAX_AGE = Setting.of(
            "store.max-age",
            "none",
            Limit.kind(Kind.DURATION),
            "How long pictures are kept; older ones are deleted, but never the current one of a channel.");
    public static final Setting<Limit<Integer>> MAX_COUNT = Setting.of(
                    "store.max-count",
                    "none",
                    Limit.kind(Kind.INTEGER),
                    "Number of pictures that are kept; beyond it the oldest are deleted, but never the current one of a"
                            + " channel.")
            .check(limit -> limit.allows(0), "not negative");
    public static final Setting<DataSize> DISK_FLOOR = Setting.size(
            "store.disk-floor",
            "128MiB",
            "Free space that uploads leave on the disk: one that would go below it is refused with 507.");
    public static final Setting<Duration> SPOOL_AGE = Setting.duration(
            "store.spool-age",
            "5m",
            "Age from which temporary files that no request owns, as a crash leaves them, are deleted.");

    /** All settings of this package. */
    public static final List<Setting<?>> SETTINGS = List.of(DATA, MAX_BYTES, MAX_AGE, MAX_COUNT, DISK_FLOOR, SPOOL_AGE);

    /** The configuration that {@code values} describe. */
    public static StoreConfig of(Values values) {
        return new StoreConfig(
                Path.of(values.get(DATA)),
                values.get(MAX_BYTES),
                values.get(MAX_AGE),
                values.get(MAX_COUNT),
                values.get(DISK_FLOOR),
                values.get(SPOOL_AGE));
    }
}
