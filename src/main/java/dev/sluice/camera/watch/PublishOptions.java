package dev.sluice.camera.watch;

import dev.sluice.failure.BadInput;
import dev.sluice.store.Channels;
import java.time.Duration;

/**
 * Which pictures of a camera are put on a channel.
 *
 * @param channel name of it, 1 to 64 of a-z, 0-9, hyphen and underscore
 * @param picture what is shown
 * @param when which frames
 * @param interval the least time between two pictures, a second to a day
 * @param margin around the detected thing, as a share of its sides, 0 to 2
 */
public record PublishOptions(String channel, Content picture, Occasion when, Duration interval, double margin) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final double MOST_MARGIN = 2;

    /** What is shown of a frame. */
    public enum Content {
        /** All of it. */
        FRAME,
        /** The detected thing with the best score, with a margin. */
        DETECTION
    }

    /** Which frames are shown. */
    public enum Occasion {
        /** Any. */
        ALWAYS,
        /** Those in which something moves. */
        MOTION,
        /** Those in which something is detected. */
        DETECTION
    }

    /** @throws IllegalArgumentException when a value is out of range, with a sentence that names it */
    public PublishOptions {
        try {
            Channels.requireName(channel);
        } catch (BadInput invalid) {
            throw new IllegalArgumentException("publish.channel: " + invalid.getMessage(), invalid);
        }
        if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("publish.interval is a time from 1s to 24h");
        }
        if (!(margin >= 0 && margin <= MOST_MARGIN)) {
            throw new IllegalArgumentException(
                    "publish.margin is a share of the detected thing from 0 to 2, not " + margin);
        }
        if (picture == Content.DETECTION && when != Occasion.DETECTION) {
            throw new IllegalArgumentException(
                    "publish.when is \"detection\" when publish.picture is \"detection\": there is nothing to cut out otherwise");
        }
    }
}
