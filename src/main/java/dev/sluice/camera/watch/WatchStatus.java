package dev.sluice.camera.watch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What has become of a camera's frames since the watcher was made.
 *
 * @param seen frames that the camera handed over
 * @param processed frames that were looked at to the end
 * @param skipped frames that were not looked at: more than the rate allows, overtaken by a newer one, or refused by the gate
 * @param failed frames that could not be decoded, or whose detection or publication failed
 * @param refused those among the skipped that the gate had no room or time for
 * @param motions events of motion that began
 * @param moving whether one of them has not ended
 * @param detections things that were detected, in all frames together
 * @param published pictures that were put on the channel
 * @param lastDuration how long the last processed frame took, zero before the first
 * @param lastFailure what was wrong with the last frame that failed or was refused; null when none did yet
 */
public record WatchStatus(
        long seen,
        long processed,
        long skipped,
        long failed,
        long refused,
        long motions,
        boolean moving,
        long detections,
        long published,
        Duration lastDuration,
        @Nullable String lastFailure) {}
