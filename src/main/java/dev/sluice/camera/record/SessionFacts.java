package dev.sluice.camera.record;

import dev.sluice.units.DataSize;
import dev.sluice.units.PixelSize;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a session without looking at its frames.
 *
 * @param id its name
 * @param length from its first frame to its last, by the ticker
 * @param frames how many there are, damaged ones among them
 * @param bytes of them
 * @param size of the last picture; null when there is none
 * @param complete whether nothing more is written to it
 */
record SessionFacts(
        SessionId id,
        Duration length,
        int frames,
        DataSize bytes,
        @Nullable PixelSize size,
        boolean complete) {

    Instant begin() {
        return id.begin();
    }

    /** When it ended, had nobody set the clock meanwhile. */
    Instant end() {
        return begin().plus(length);
    }
}
