package dev.sluice.camera.record;

/** When a camera's frames are recorded. */
public enum RecordingMode {
    /** Never. */
    OFF,
    /** As long as the camera runs. */
    ALWAYS,
    /** While something moves, with a little of what came before and after. */
    MOTION
}
