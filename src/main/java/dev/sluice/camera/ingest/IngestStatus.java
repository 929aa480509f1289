package dev.sluice.camera.ingest;

import java.util.Optional;

/**
 * How an ingest fares. A snapshot; what is counted is counted since it is there.
 *
 * @param state what it does now
 * @param frames frames that were handed on
 * @param missed frames of the camera's memory that there was no room for, or that were larger than 10 MiB
 * @param dropped frames that broke off or made no sense
 * @param skipped frames that came faster than {@code maxRate}
 * @param bytes bytes that arrived
 * @param reconnects tries after the first one
 * @param rate frames a second that were handed on, over the last five seconds
 * @param lastFailure why the last try that failed did; one sentence
 */
public record IngestStatus(
        IngestState state,
        long frames,
        long missed,
        long dropped,
        long skipped,
        long bytes,
        long reconnects,
        double rate,
        Optional<String> lastFailure) {}
