package dev.sluice.camera;

import dev.sluice.camera.watch.MotionOptions;
import dev.sluice.camera.watch.PublishOptions;
import dev.sluice.camera.watch.WatchOptions;
import dev.sluice.config.Kind;
import dev.sluice.failure.BadInput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The JSON of what is done with a camera's frames. */
final class WatchJson {

    private static final Kind<PublishOptions.Content> CONTENT = Kind.choice(PublishOptions.Content.class);
    private static final Kind<PublishOptions.Occasion> OCCASION = Kind.choice(PublishOptions.Occasion.class);
    private static final double USUAL_MARGIN = 0.1;

    private WatchJson() {}

    static WatchOptions read(Fields fields) {
        WatchOptions options = new WatchOptions(
                fields.value("rate", Fields.NUMBER, WatchOptions.USUAL_RATE),
                fields.object("motion").map(WatchJson::motion).orElse(null),
                fields.object("detector").map(DetectorJson::read).orElse(null),
                fields.object("publish").map(WatchJson::publish).orElse(null));
        fields.end();
        return options;
    }

    private static MotionOptions motion(Fields fields) {
        MotionOptions usual = MotionOptions.DEFAULT;
        MotionOptions options = new MotionOptions(
                fields.value("threshold", Kind.INTEGER, usual.threshold()),
                fields.value("share", Fields.NUMBER, usual.share()),
                fields.value("cooldown", Kind.DURATION, usual.cooldown()),
                fields.value("gap", Kind.DURATION, usual.gap()),
                zones(fields.node("zones")));
        fields.end();
        return options;
    }

    private static List<MotionOptions.Zone> zones(@Nullable JsonNode list) {
        if (list == null) {
            return List.of();
        }
        if (!list.isArray() || list.size() > MotionOptions.MOST_ZONES) {
            throw new BadInput(
                    BadInput.Kind.PARAMETER,
                    "watch.motion.zones: a list of at most " + MotionOptions.MOST_ZONES + " zones is expected");
        }
        List<MotionOptions.Zone> zones = new ArrayList<>();
        for (JsonNode one : list) {
            Fields fields = new Fields(one, "watch.motion.zones.");
            zones.add(new MotionOptions.Zone(
                    fields.value("left", Fields.NUMBER, 0.0),
                    fields.value("top", Fields.NUMBER, 0.0),
                    fields.value("width", Fields.NUMBER, 1.0),
                    fields.value("height", Fields.NUMBER, 1.0),
                    fields.value("exclude", Kind.FLAG, false)));
            fields.end();
        }
        return zones;
    }

    private static PublishOptions publish(Fields fields) {
        PublishOptions options = new PublishOptions(
                fields.value("channel", Kind.TEXT, ""),
                fields.value("picture", CONTENT, PublishOptions.Content.FRAME),
                fields.value("when", OCCASION, PublishOptions.Occasion.ALWAYS),
                fields.value("interval", Kind.DURATION, Duration.ofSeconds(10)),
                fields.value("margin", Fields.NUMBER, USUAL_MARGIN));
        fields.end();
        return options;
    }

    static Map<String, Object> write(WatchOptions options) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("rate", options.rate());
        json.put("motion", options.motion() == null ? null : motion(options.motion()));
        json.put("detector", options.detector() == null ? null : DetectorJson.write(options.detector()));
        json.put("publish", options.publish() == null ? null : publish(options.publish()));
        return json;
    }

    private static Map<String, Object> motion(MotionOptions options) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("threshold", options.threshold());
        json.put("share", options.share());
        json.put("cooldown", Kind.DURATION.write(options.cooldown()));
        json.put("gap", Kind.DURATION.write(options.gap()));
        json.put("zones", options.zones().stream().map(WatchJson::zone).toList());
        return json;
    }

    private static Map<String, Object> zone(MotionOptions.Zone zone) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("left", zone.left());
        json.put("top", zone.top());
        json.put("width", zone.width());
        json.put("height", zone.height());
        json.put("exclude", zone.exclude());
        return json;
    }

    private static Map<String, Object> publish(PublishOptions options) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("channel", options.channel());
        json.put("picture", CONTENT.write(options.picture()));
        json.put("when", OCCASION.write(options.when()));
        json.put("interval", Kind.DURATION.write(options.interval()));
        json.put("margin", options.margin());
        return json;
    }
}
