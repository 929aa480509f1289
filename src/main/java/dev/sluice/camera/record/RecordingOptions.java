package dev.sluice.camera.record;

import dev.sluice.units.DataSize;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one camera is recorded.
 *
 * @param mode when
 * @param maxDuration length of a session, after which the next begins; from a second to a day
 * @param maxBytes bytes of a session, after which the next begins; from 1 MiB to 2 GiB, so that each can be downloaded as a zip
 * @param rate frames a second at most; 0 for all
 * @param quality 1 to 100 to write each JPEG anew; null keeps the bytes as they came
 * @param before how much of what came before a motion is recorded with it; at most a minute, 0 for nothing
 * @param after how long recording goes on after the last motion; from a second to an hour
 * @param ringBytes native memory for what came before, held while a camera waits for motion; from 256 KiB to 64 MiB
 * @param ringRate frames a second that are kept of what came before; above 0, at most 30
 */
public record RecordingOptions(
        RecordingMode mode,
        Duration maxDuration,
        DataSize maxBytes,
        double rate,
        @Nullable Integer quality,
        Duration before,
        Duration after,
        DataSize ringBytes,
        double ringRate) {

    /** Nothing is recorded; what a camera has that does not say more. */
    public static final RecordingOptions DEFAULTS = new RecordingOptions(
            RecordingMode.OFF,
            Duration.ofMinutes(10),
            DataSize.ofMebibytes(256),
            0,
            null,
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            DataSize.ofMebibytes(4),
            4);

    private static final double MOST_RATE = 120;
    private static final double MOST_RING_RATE = 30;

    /** @throws IllegalArgumentException naming the component that is out of its range */
    public RecordingOptions {
        requireWithin("maxDuration", maxDuration, Duration.ofSeconds(1), Duration.ofDays(1));
        requireWithin("maxBytes", maxBytes, DataSize.ofMebibytes(1), DataSize.ofMebibytes(2048));
        require(rate >= 0 && rate <= MOST_RATE, "rate must be from 0, for all frames, to 120 frames a second");
        require(quality == null || (quality >= 1 && quality <= 100), "quality must be from 1 to 100, or left out");
        requireWithin("before", before, Duration.ZERO, Duration.ofMinutes(1));
        requireWithin("after", after, Duration.ofSeconds(1), Duration.ofHours(1));
        requireWithin("ringBytes", ringBytes, DataSize.ofKibibytes(256), DataSize.ofMebibytes(64));
        require(ringRate > 0 && ringRate <= MOST_RING_RATE, "ringRate must be above 0 and at most 30 frames a second");
    }

    /** The same in another mode. */
    public RecordingOptions in(RecordingMode other) {
        return new RecordingOptions(other, maxDuration, maxBytes, rate, quality, before, after, ringBytes, ringRate);
    }

    private static <T extends Comparable<T>> void requireWithin(String key, T value, T least, T most) {
        require(
                value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                key + " must be from " + text(least) + " to " + text(most));
    }

    private static String text(Object limit) {
        return limit instanceof Duration duration ? duration.toSeconds() + "s" : limit.toString();
    }

    private static void require(boolean good, String message) {
        if (!good) {
            throw new IllegalArgumentException(message);
        }
    }
}
