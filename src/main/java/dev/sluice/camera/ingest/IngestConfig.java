package dev.sluice.camera.ingest;

import dev.sluice.config.Setting;
import dev.sluice.config.Values;
import dev.sluice.units.DataSize;
import java.util.List;

/**
 * What the user decides about reading cameras in general.
 *
 * @param fileRoot folder whose files may be read as cameras; empty for none
 * @param ffmpeg command or file of ffmpeg
 * @param ffmpegMemory what is counted for one process of ffmpeg
 */
public record IngestConfig(String fileRoot, String ffmpeg, DataSize ffmpegMemory) {

    public static final Setting<String> FILE_ROOT = Setting.text(
            "camera.file-root",
            "",
            "Folder whose videos may be shown as cameras, again and again; nothing outside it is read, and links out of it are refused."
                    + " Without it there are no cameras of files.");
    public static final Setting<String> FFMPEG = Setting.text(
                    "camera.ffmpeg",
                    "ffmpeg",
                    "Command of ffmpeg, version 4.4 or newer, which reads cameras of RTSP, RTMP, devices and files. Others need none.")
            .check(command -> !command.isEmpty(), "not empty");
    public static final Setting<DataSize> FFMPEG_MEMORY = Setting.size(
                    "camera.ffmpeg-memory",
                    "48MiB",
                    "Memory that is counted for each running ffmpeg. The default is for video of up to 1280x720; 1920x1080 takes 72MiB.")
            .check(size -> size.compareTo(DataSize.ofMebibytes(16)) >= 0, "at least 16MiB");

    /** All settings of this record. */
    public static final List<Setting<?>> SETTINGS = List.of(FILE_ROOT, FFMPEG, FFMPEG_MEMORY);

    /** Reads the record from checked values. */
    public static IngestConfig from(Values values) {
        return new IngestConfig(values.get(FILE_ROOT), values.get(FFMPEG), values.get(FFMPEG_MEMORY));
    }
}
