package dev.sluice.camera.ingest;

import java.time.Instant;

/** What an ingest does now. */
public sealed interface IngestState {

    /** It has not been started. */
    record Idle() implements IngestState {}

    /** It connects, and waits for the first frame. */
    record Connecting() implements IngestState {}

    /** Frames come. */
    record Live() implements IngestState {}

    /**
     * The last try failed.
     *
     * @param until when the next one begins
     */
    record Waiting(Instant until) implements IngestState {}

    /** It was closed, for good. */
    record Closed() implements IngestState {}
}
