package dev.sluice.camera.watch;

import dev.sluice.image.Area;
import java.time.Instant;
import java.util.List;

/**
 * What a model saw in one frame.
 *
 * @param camera name of it
 * @param at when the frame arrived
 * @param detections at least one, the best score first
 */
public record Sighting(String camera, Instant at, List<Detection> detections) {

    public Sighting {
        detections = List.copyOf(detections);
    }

    /**
     * One thing.
     *
     * @param label the line of the labels file for its class, or the number of the class
     * @param score how sure the model is, 0 to 1
     * @param box in pixels of the upright frame
     */
    public record Detection(String label, double score, Area box) {}
}
