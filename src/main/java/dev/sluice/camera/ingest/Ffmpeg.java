package dev.sluice.camera.ingest;

import dev.sluice.failure.Refused;
import dev.sluice.governor.Demand;
import dev.sluice.governor.Governor;
import dev.sluice.governor.Lease;
import dev.sluice.governor.Purpose;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Starts processes of ffmpeg that write MJPEG to their output, with one thread for each codec, and counts their memory. Safe for threads. */
final class Ffmpeg {

    private static final Duration ROOM_PATIENCE = Duration.ofSeconds(1);

    private final IngestConfig config;
    private final Governor governor;
    private final Ticker ticker;

    Ffmpeg(IngestConfig config, Governor governor, Ticker ticker) {
        this.config = config;
        this.governor = governor;
        this.ticker = ticker;
    }

    /** Folder whose files may be read; empty for none. */
    String fileRoot() {
        return config.fileRoot();
    }

    /**
     * Memory for one process.
     *
     * @param name of the camera
     * @return the caller's to close, when the process is gone
     * @throws CameraFailure when there is none
     */
    Lease room(String name) throws CameraFailure {
        Demand demand =
                new Demand(Purpose.CAMERA, name + " ffmpeg", config.ffmpegMemory(), DataSize.ZERO, DataSize.ZERO, 0);
        try {
            return governor.admit(demand, Deadline.after(ROOM_PATIENCE, ticker));
        } catch (Refused.TooLarge never) {
            throw CameraFailure.lasting(refusal(never));
        } catch (Refused full) {
            throw CameraFailure.passing(refusal(full));
        }
    }

    private String refusal(Refused refused) {
        return "the memory budget has no room for ffmpeg, "
                + config.ffmpegMemory().rounded() + " (camera.ffmpeg-memory): " + refused.getMessage();
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
