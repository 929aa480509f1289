package dev.sluice.camera;

import dev.sluice.config.Setting;
import dev.sluice.config.Values;
import java.util.List;

/**
 * What the user decides about cameras in general.
 *
 * @param most cameras that may be defined
 * @param maxViewers connections that may look at streams at once; 0 for nine tenths of all connections
 */
public record CameraConfig(int most, int maxViewers) {

    public static final Setting<Integer> MOST = Setting.integer(
            "camera.most", 16, 1, 256, "Cameras that may be defined. Each that runs takes memory for its frames.");
    public static final Setting<Integer> MAX_VIEWERS = Setting.integer(
            "camera.max-viewers",
            0,
            0,
            100_000,
            "Connections that may look at camera streams at once; more are answered with 503. 0 is nine tenths of http.max-connections,"
                    + " so that others still get an answer.");

    /** All settings of this record. */
    public static final List<Setting<?>> SETTINGS = List.of(MOST, MAX_VIEWERS);

    /** Reads the record from checked values. */
    public static CameraConfig from(Values values) {
        return new CameraConfig(values.get(MOST), values.get(MAX_VIEWERS));
    }

    /** Viewers that may look at once, of so many connections. */
    int viewers(int connections) {
        return maxViewers == 0 ? Math.max(1, connections - Math.max(2, connections / 10)) : maxViewers;
    }
}
