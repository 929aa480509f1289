package dev.sluice.camera.record;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a recorder is at one moment.
 *
 * @param state what it does
 * @param reason why it does not record though it should, or without what it should have; null when all is well
 * @param session the one that is being written; null when none is
 * @param frames that were recorded since the recorder began
 * @param bytes of them
 * @param dropped frames that came while the disk was too slow for them
 * @param asTheyCame frames that were to be written anew and were kept as they came, because there was no room or time for that
 * @param past frames that are held of what came before a motion
 */
public record RecorderStatus(
        State state,
        @Nullable String reason,
        @Nullable String session,
        long frames,
        long bytes,
        long dropped,
        long asTheyCame,
        int past) {

    /** What a recorder does. */
    public enum State {
        /** Nothing, as it was told. */
        OFF,
        /** It waits for a motion, or for the camera. */
        WAITING,
        RECORDING,
        /** It waits for room on the disk, and goes on by itself. */
        DISK_FULL,
        /** The disk cannot be written; it is tried again. */
        DISK_ERROR,
        /** There is no room in the budget for what a disk has not taken yet; it is tried again. */
        NO_MEMORY,
        CLOSED;

        /** As it is written in JSON: lower case with hyphens. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
