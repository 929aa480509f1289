package dev.sluice.camera;

import dev.sluice.camera.record.RecordingMode;
import dev.sluice.camera.record.RecordingOptions;
import dev.sluice.config.Kind;
import java.util.LinkedHashMap;
import java.util.Map;

/** The JSON of how a camera is recorded. */
final class RecordingJson {

    private static final Kind<RecordingMode> MODE = Kind.choice(RecordingMode.class);
    private static final RecordingOptions USUAL = RecordingOptions.DEFAULTS;

    private RecordingJson() {}

    static RecordingOptions read(Fields fields) {
        RecordingOptions options = new RecordingOptions(
                fields.value("mode", MODE, USUAL.mode()),
                fields.value("maxDuration", Kind.DURATION, USUAL.maxDuration()),
                fields.value("maxBytes", Kind.SIZE, USUAL.maxBytes()),
                fields.value("rate", Fields.NUMBER, USUAL.rate()),
                fields.value("quality", Kind.INTEGER).orElse(null),
                fields.value("before", Kind.DURATION, USUAL.before()),
                fields.value("after", Kind.DURATION, USUAL.after()),
                fields.value("ringBytes", Kind.SIZE, USUAL.ringBytes()),
                fields.value("ringRate", Fields.NUMBER, USUAL.ringRate()));
        fields.end();
        return options;
    }

    static Map<String, Object> write(RecordingOptions options) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("mode", MODE.write(options.mode()));
        json.put("maxDuration", Kind.DURATION.write(options.maxDuration()));
        json.put("maxBytes", Kind.SIZE.write(options.maxBytes()));
        json.put("rate", options.rate());
        json.put("quality", options.quality());
        json.put("before", Kind.DURATION.write(options.before()));
        json.put("after", Kind.DURATION.write(options.after()));
        json.put("ringBytes", Kind.SIZE.write(options.ringBytes()));
        json.put("ringRate", options.ringRate());
        return json;
    }
}
