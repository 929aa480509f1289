package dev.sluice.camera.record;

import dev.sluice.config.Kind;
import dev.sluice.units.DataSize;

/** What recording leaves free on the disk: so many bytes, or a share of the disk. */
public sealed interface DiskFloor {

    /** How a floor is written: {@code 1GiB} or {@code 5%}. */
    Kind<DiskFloor> KIND =
            new Kind<>("a size such as 1GiB, or a share of the disk such as 5%", DiskFloor::read, DiskFloor::text);

    /** @param size stays free */
    record Bytes(DataSize size) implements DiskFloor {}

    /** @param percent of the disk that stay free, 0 to 90 */
    record Share(int percent) implements DiskFloor {}

    /** What stays free of a disk of that size. */
    default DataSize of(DataSize disk) {
        return switch (this) {
            case Bytes(DataSize size) -> size;
            case Share(int percent) -> DataSize.ofBytes(disk.bytes() / 100 * percent);
        };
    }

    private static DiskFloor read(String text) {
        String stripped = text.strip();
        if (!stripped.endsWith("%")) {
            return new Bytes(DataSize.parse(stripped));
        }
        String number = stripped.substring(0, stripped.length() - 1).strip();
        if (!number.matches("[0-9]|[1-8][0-9]|90")) {
            throw new IllegalArgumentException("'" + text + "' is not a share of a disk: write 0% to 90%");
        }
        return new Share(Integer.parseInt(number));
    }

    private static String text(DiskFloor floor) {
        return switch (floor) {
            case Bytes(DataSize size) -> size.toString();
            case Share(int percent) -> percent + "%";
        };
    }
}
