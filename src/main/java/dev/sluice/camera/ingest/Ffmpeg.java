package dev.sluice.camera.ingest;

import dev.sluice.governor.Lease;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Starts processes of ffmpeg that write MJPEG to their output, with one thread for each codec, and counts their memory. Safe for threads. */
final class Ffmpeg {

    private final IngestConfig config;
    private final Room room;

    Ffmpeg(IngestConfig config, Room room) {
        this.config = config;
        this.room = room;
    }

    /** Folder whose files may be read; empty for none. */
    String fileRoot() {
        return config.fileRoot();
    }

    /**
     * Memory for one process.
     *
     * @return the caller's to close, when the process is gone
     * @throws CameraFailure when there is none
     */
    Lease room() throws CameraFailure {
        return room.take("ffmpeg", config.ffmpegMemory(), " (camera.ffmpeg-memory)");
    }

    /**
     * Starts one.
     *
     * @param maxRate frames a second that it writes at most; 0 for all
     * @return the caller's to close
     * @throws CameraFailure when there is no ffmpeg
     */
    ChildProcess start(String name, FfmpegInput input, double maxRate) throws CameraFailure {
        List<String> command = new ArrayList<>(
                List.of(config.ffmpeg(), "-hide_banner", "-loglevel", "error", "-threads", "1", "-flags", "low_delay"));
        command.addAll(input.arguments());
        command.addAll(List.of("-map", "0:v:0", "-vsync", "passthrough"));
        if (maxRate > 0) {
            command.addAll(List.of(
                    "-vf",
                    String.format(
                            Locale.ROOT,
                            "select='isnan(prev_selected_t)+gte(t-prev_selected_t\\,%.6f)'",
                            slightlyLess(1 / maxRate))));
        }
        command.addAll(List.of(
                "-threads",
                "1",
                "-c:v",
                "mjpeg",
                "-pix_fmt",
                "yuvj420p",
                "-q:v",
                "4",
                "-flush_packets",
                "1",
                "-f",
                "mjpeg",
                "pipe:1"));
        try {
            return ChildProcess.start(name + "-ffmpeg", command);
        } catch (IOException unknown) {
            throw missing();
        }
    }

    /** What to say when there is no ffmpeg. */
    CameraFailure missing() {
        return CameraFailure.lasting("this camera needs ffmpeg, and '" + config.ffmpeg()
                + "' (camera.ffmpeg) cannot be started; install it or name its file");
    }

    /** Times are rounded: a frame that comes just in time is taken. */
    private static double slightlyLess(double seconds) {
        return seconds * 0.95;
    }
}
