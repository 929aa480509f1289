package dev.sluice.image.rows.jpeg;

import java.nio.channels.FileChannel;

/** Decodes one scan row by row of MCUs, beside those of all other scans. For one thread. */
sealed interface ScanCursor permits DcScan, AcFirstScan, AcRefinementScan {

    /**
     * A cursor at the begin of a scan.
     *
     * @param rows of all components of the frame, in its order
     */
    static ScanCursor of(Scan scan, ComponentRow[] rows, FileChannel channel, boolean keepTruncated) {
        BitReader bits = new BitReader(new FileWindow(channel, scan.at()));
        EntropySegments segments = new EntropySegments(bits, scan, keepTruncated);
        ComponentRow[] own = scan.components().stream()
                .map(component -> rows[component.index()])
                .toArray(ComponentRow[]::new);
        if (scan.band().dc()) {
            return new DcScan(scan, own, segments);
        }
        return scan.band().refines()
                ? new AcRefinementScan(scan, own[0], segments)
                : new AcFirstScan(scan, own[0], segments);
    }

    /**
     * Adds what this scan knows of the next row of MCUs.
     *
     * @throws dev.sluice.failure.BadInput DAMAGED_PICTURE when its data are corrupt or end early, unless what is truncated is kept
     */
    void row(int unitRow);
}
