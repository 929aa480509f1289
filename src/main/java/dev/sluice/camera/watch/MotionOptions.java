package dev.sluice.camera.watch;

import java.time.Duration;
import java.util.List;

/**
 * What counts as motion.
 *
 * @param threshold difference of a pixel's lightness, of 255, from which it has changed; 1 to 255
 * @param share of the pixels looked at that must have changed, above 0, at most 0.7: what changes more than that is another scene
 * @param cooldown how long nothing must move before what moves is a new event
 * @param gap without a frame after which the camera may show anything else: it is looked at anew
 * @param zones where to look; everywhere but in excluded zones when none is included; at most {@value #MOST_ZONES}
 */
public record MotionOptions(int threshold, double share, Duration cooldown, Duration gap, List<Zone> zones) {

    /** More zones than anybody draws. */
    public static final int MOST_ZONES = 32;

    /** From this share on another scene is before the camera, or another light. */
    static final double OTHER_SCENE = 0.7;

    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int GRID = 100;

    /** What is used where nothing else is said. */
    public static final MotionOptions DEFAULT =
            new MotionOptions(24, 0.01, Duration.ofSeconds(10), Duration.ofSeconds(10), List.of());

    /** @throws IllegalArgumentException when a value is out of range, with a sentence that names it */
    public MotionOptions {
        zones = List.copyOf(zones);
        if (threshold < 1 || threshold > 255) {
            throw new IllegalArgumentException(
                    "motion.threshold is a difference of lightness from 1 to 255, not " + threshold);
        }
        if (!(share > 0 && share <= OTHER_SCENE)) {
            throw new IllegalArgumentException(
                    "motion.share is a part of the picture above 0 and at most " + OTHER_SCENE + ", not " + share);
        }
        requireSpan("motion.cooldown", cooldown);
        requireSpan("motion.gap", gap);
        if (zones.size() > MOST_ZONES) {
            throw new IllegalArgumentException(
                    "motion.zones has at most " + MOST_ZONES + " zones, not " + zones.size());
        }
        if (!looksAnywhere(zones)) {
            throw new IllegalArgumentException(
                    "motion.zones leave nothing of the picture to look at: include more or exclude less");
        }
    }

    private static void requireSpan(String key, Duration span) {
        if (span.toMillis() < 100 || span.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(key + " is a time from 100ms to 1h");
        }
    }

    private static boolean looksAnywhere(List<Zone> zones) {
        for (int row = 0; row < GRID; row++) {
            for (int column = 0; column < GRID; column++) {
                if (looksAt(zones, (column + 0.5) / GRID, (row + 0.5) / GRID)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a point, given as shares of width and height, is looked at. */
    boolean looksAt(double x, double y) {
        return looksAt(zones, x, y);
    }

    private static boolean looksAt(List<Zone> zones, double x, double y) {
        boolean included = false;
        boolean anyIncludes = false;
        for (Zone zone : zones) {
            boolean inside = zone.contains(x, y);
            if (inside && zone.exclude()) {
                return false;
            }
            included |= inside;
            anyIncludes |= !zone.exclude();
        }
        return included || !anyIncludes;
    }

    /**
     * A rectangle of the picture, in shares of its width and height.
     *
     * @param left edge, 0 to 1
     * @param top edge, 0 to 1
     * @param width above 0; the zone ends at the picture's edge at the latest
     * @param height as {@code width}
     * @param exclude whether it is not to be looked at; otherwise only zones are
     */
    public record Zone(double left, double top, double width, double height, boolean exclude) {

        /** @throws IllegalArgumentException when it does not lie in the picture */
        public Zone {
            boolean inside = left >= 0 && top >= 0 && width > 0 && height > 0 && left + width <= 1 && top + height <= 1;
            if (!inside) {
                throw new IllegalArgumentException(
                        "a zone of motion.zones lies within the picture, in shares from 0 to 1: not left " + left
                                + ", top " + top + ", width " + width + ", height " + height);
            }
        }

        private boolean contains(double x, double y) {
            return x >= left && x < left + width && y >= top && y < top + height;
        }
    }
}
