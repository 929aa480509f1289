package dev.sluice.receive;

import java.util.Map;

/** Settings that suit a machine of a certain size; {@code POST /config} takes one by its name. */
enum Preset {
    SMALL("512MB", 1200, 8, true),
    MEDIUM("1GB", 2000, 6, true),
    LARGE("2GB", 3000, 4, false);

    private final String machine;
    private final int dimension;
    private final int compression;
    private final boolean optimization;

    Preset(String machine, int dimension, int compression, boolean optimization) {
        this.machine = machine;
        this.dimension = dimension;
        this.compression = compression;
        this.optimization = optimization;
    }

    /** The memory of the machine it is for, which is its name. */
    String machine() {
        return machine;
    }

    /** The settings by their keys, as text. */
    Map<String, String> settings() {
        return Map.of(
                ReceiveConfig.MAX_IMAGE_DIMENSION.key(), Integer.toString(dimension),
                ReceiveConfig.COMPRESSION_QUALITY.key(), Integer.toString(compression),
                ReceiveConfig.MEMORY_OPTIMIZATION.key(), Boolean.toString(optimization));
    }
}
