package dev.sluice.camera.ingest;

/** How a camera is read. */
public enum IngestKind {
    /** As its address and its answer suggest. */
    AUTO,
    /** MJPEG over HTTP, whatever the answer says of itself. */
    MJPEG,
    /** A picture over HTTP that is asked for again and again. */
    STILL,
    /** By a child process of ffmpeg. */
    FFMPEG
}
