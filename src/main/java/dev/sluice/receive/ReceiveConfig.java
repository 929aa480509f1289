package dev.sluice.receive;

import dev.sluice.config.Setting;
import dev.sluice.config.Values;
import dev.sluice.units.DataSize;
import java.util.List;

/**
 * Settings of receiving pictures.
 *
 * @param maxBytes of one request body
 * @param maxDimension of a stored picture
 * @param compressionQuality zlib level of stored PNGs, 0 to 9
 * @param memoryOptimization whether quality or speed is traded for memory
 * @param keepCopyright whether copyright and artist stay in the metadata
 */
public record ReceiveConfig(
        DataSize maxBytes,
        MaxDimension maxDimension,
        int compressionQuality,
        boolean memoryOptimization,
        boolean keepCopyright) {

    public static final Setting<DataSize> MAX_BYTES =
            Setting.size("receive.max-bytes", "256MiB", "Largest body of an upload or a transform.");
    public static final Setting<MaxDimension> MAX_IMAGE_DIMENSION = Setting.of(
                    "receive.max-image-dimension",
                    "2000",
                    MaxDimension.KIND,
                    "Longest side of a stored picture in pixels; auto follows the memory budget. `max_image_dimension` in `/config`.")
            .live();
    public static final Setting<Integer> COMPRESSION_QUALITY = Setting.integer(
                    "receive.compression-quality",
                    6,
                    0,
                    9,
                    "Compression of stored PNGs in zlib's meaning: higher is smaller and slower. `compression_quality` in `/config`.")
            .live();
    public static final Setting<Boolean> MEMORY_OPTIMIZATION = Setting.flag(
                    "receive.enable-memory-optimization",
                    true,
                    "Whether quality and speed are traded for memory: automatic dimension, early return of memory to the system,"
                            + " one picture at a time under memory pressure. The budget holds either way."
                            + " `enable_memory_optimization` in `/config`.")
            .live();
    public static final Setting<Boolean> KEEP_COPYRIGHT = Setting.flag(
                    "receive.keep-copyright",
                    false,
                    "Whether copyright and artist stay in stored pictures; all other metadata goes.")
            .live();

    public static final List<Setting<?>> SETTINGS =
            List.of(MAX_BYTES, MAX_IMAGE_DIMENSION, COMPRESSION_QUALITY, MEMORY_OPTIMIZATION, KEEP_COPYRIGHT);

    public static ReceiveConfig from(Values values) {
        return new ReceiveConfig(
                values.get(MAX_BYTES),
                values.get(MAX_IMAGE_DIMENSION),
                values.get(COMPRESSION_QUALITY),
                values.get(MEMORY_OPTIMIZATION),
                values.get(KEEP_COPYRIGHT));
    }
}
