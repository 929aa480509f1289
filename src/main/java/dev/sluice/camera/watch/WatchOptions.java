package dev.sluice.camera.watch;

import org.jspecify.annotations.Nullable;

/**
 * What is done with a camera's frames.
 *
 * @param rate frames that are looked at in a second, at most; 0.01 to 15
 * @param motion null when motion is not looked for
 * @param detector null when nothing is detected
 * @param publish null when nothing is put on a channel
 */
public record WatchOptions(
        double rate,
        @Nullable MotionOptions motion,
        @Nullable DetectorOptions detector,
        @Nullable PublishOptions publish) {

    /** Frames a second when nothing else is said. */
    public static final double USUAL_RATE = 1;

    private static final double LEAST_RATE = 0.01;
    private static final double MOST_RATE = 15;

    /** Motion once a second, and nothing else. */
    public static final WatchOptions DEFAULT = new WatchOptions(USUAL_RATE, MotionOptions.DEFAULT, null, null);

    /** @throws IllegalArgumentException when the parts do not go together, with a sentence that names them */
    public WatchOptions {
        if (!(rate >= LEAST_RATE && rate <= MOST_RATE)) {
            throw new IllegalArgumentException("rate is a number of frames a second from 0.01 to 15, not " + rate);
        }
        if (detector != null && detector.onMotion() && motion == null) {
            throw new IllegalArgumentException(
                    "detector.onMotion needs motion: give \"motion\", or set onMotion to false");
        }
        if (publish != null && publish.when() == PublishOptions.Occasion.MOTION && motion == null) {
            throw new IllegalArgumentException("publish.when \"motion\" needs motion: give \"motion\" too");
        }
        if (publish != null && publish.when() == PublishOptions.Occasion.DETECTION && detector == null) {
            throw new IllegalArgumentException("publish.when \"detection\" needs a detector: give \"detector\" too");
        }
    }
}
