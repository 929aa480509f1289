package dev.sluice.camera.watch;

import dev.sluice.image.Area;
import java.time.Instant;

/** Something began or ceased to move before a camera. Each that began ends, also when the camera stops. Immutable. */
public sealed interface MotionEvent {

    /** Name of the camera. */
    String camera();

    /** When the first frame with motion arrived: the same for beginning and end. */
    Instant begin();

    /** Share of the pixels looked at that changed, 0 to 1: at the beginning, or the largest until the end. */
    double share();

    /** What changed, in pixels of the upright frame: at the beginning, or all of it until the end. */
    Area box();

    /** Something moves that did not before. */
    record Began(String camera, Instant begin, double share, Area box) implements MotionEvent {}

    /**
     * Nothing has moved for as long as the cool-down is.
     *
     * @param end when the last frame with motion arrived
     */
    record Ended(String camera, Instant begin, Instant end, double share, Area box) implements MotionEvent {}
}
