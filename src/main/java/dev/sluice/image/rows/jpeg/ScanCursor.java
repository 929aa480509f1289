package dev.sluice.image.rows.jpeg;

import java.nio.channels.FileChannel;
import java.util.List;

/** Decodes one scan row by row of MCUs, beside those of all other scans. For one thread. */
sealed interface ScanCursor permits DcScan, AcFirstScan, AcRefinementScan {

    /**
     * A cursor at the begin of a scan.
     *
     * @param rows of all components of the frame, in its order
     */
    static ScanCursor of(Scan scan, List<ComponentRow> rows, FileChannel channel, boolean keepTruncated) {
        BitReader bits = new BitReader(new FileWindow(channel, scan.at()));
        EntropySegments segments = new EntropySegments(bits, scan, keepTruncated);
        List<ComponentRow> own = scan.components().stream()
                .map(component -> rows.get(component.index()))
                .toList();
        if (scan.band().dc()) {
            return new DcScan(scan, own, segments);
        }
        return scan.band().refines()
                ? new AcRefinementScan(scan, own.getFirst(), segments)
                : new AcFirstScan(scan, own.getFirst(), segments);
    }

    /**
     * Adds what this scan knows of the next row of MCUs.
     *
     * @throws dev.sluice.failure.BadInput DAMAGED_PICTURE when its data are corrupt or end early, unless what is truncated is kept
     */
    void row(int unitRow);
}
