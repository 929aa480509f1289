package dev.sluice.image.rows.jpeg;

import java.util.List;

/**
 * What a walk over a file has found.
 *
 * @param frame its size and components
 * @param quantisation a table for each component
 * @param scans in the order of the file, at least one
 * @param kept segments for the result
 * @param smoothed whether bits are missing that libjpeg makes up for
 */
record PictureIndex(
        Frame frame, QuantisationTables quantisation, List<Scan> scans, List<Segment> kept, boolean smoothed) {

    PictureIndex {
        scans = List.copyOf(scans);
        kept = List.copyOf(kept);
    }
}
