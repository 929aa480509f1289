package dev.sluice.camera.relay;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a viewer wants to see frames; equal for viewers who can share them.
 *
 * @param width in pixels at most; null for any
 * @param height in pixels at most; null for any
 * @param quality of the JPEG, 1 to 100; null for the usual
 */
public record Look(
        @Nullable Integer width,
        @Nullable Integer height,
        @Nullable Integer quality) {

    /** Whether frames are seen as they come. */
    public boolean plain() {
        return width == null && height == null && quality == null;
    }

    /** Names it within a tag of an answer; empty when it is plain. */
    public String tag() {
        return plain() ? "" : "-" + width + "x" + height + "q" + quality;
    }

    /** As parameters of a rendition. */
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (width != null) {
            parameters.put("w", width.toString());
        }
        if (height != null) {
            parameters.put("h", height.toString());
        }
        if (quality != null) {
            parameters.put("q", quality.toString());
        }
        parameters.put("format", "jpeg");
        return parameters;
    }
}
