package dev.sluice.camera;

import dev.sluice.camera.ingest.IngestKind;
import dev.sluice.camera.ingest.IngestOptions;
import dev.sluice.camera.record.RecordingOptions;
import dev.sluice.camera.watch.WatchOptions;
import dev.sluice.config.Kind;
import dev.sluice.failure.BadInput;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The JSON of a camera's definition. What is written is read back to an equal one. */
final class DefinitionJson {

    /** In the place of a password that is not shown; as a password it means the one that is known already. */
    private static final String HIDDEN = "***";

    private static final Kind<IngestKind> KIND = Kind.choice(IngestKind.class);

    private DefinitionJson() {}

    /**
     * @param before what the camera was until now; null for a new one
     * @throws BadInput with the key that cannot be used
     */
    static Definition read(String name, JsonNode body, @Nullable Definition before) {
        Fields fields = new Fields(body, "");
        boolean running = fields.value("running", Kind.FLAG, before == null || before.running());
        try {
            IngestOptions ingest = ingest(fields, before);
            RecordingOptions record =
                    fields.object("record").map(RecordingJson::read).orElse(RecordingOptions.DEFAULTS);
            WatchOptions watch = fields.object("watch").map(WatchJson::read).orElse(null);
            fields.end();
            return new Definition(name, running, ingest, record, watch);
        } catch (IllegalArgumentException unfit) {
            throw new BadInput(BadInput.Kind.PARAMETER, String.valueOf(unfit.getMessage()), unfit);
        }
    }

    private static IngestOptions ingest(Fields fields, @Nullable Definition before) {
        String url = fields.value("url", Kind.TEXT)
                .orElseThrow(
                        () -> new BadInput(
                                BadInput.Kind.PARAMETER,
                                "url: the address of the camera is missing, as in {\"url\": \"http://192.168.1.20/video.mjpg\"}"));
        String password = fields.value("password", Kind.TEXT, "");
        if (password.equals(HIDDEN) && before != null) {
            // Whoever may change a camera must not learn its password by naming another address.
            if (!server(url).equals(server(before.ingest().url()))) {
                throw new BadInput(
                        BadInput.Kind.PARAMETER,
                        "password: the address is of another server now, so the password must be given anew");
            }
            password = before.ingest().password();
        }
        return new IngestOptions(
                url,
                fields.value("user", Kind.TEXT, ""),
                password,
                fields.value("certificate", Kind.TEXT, ""),
                fields.value("kind", KIND, IngestKind.AUTO),
                fields.value("interval", Kind.DURATION, IngestOptions.DEFAULT_INTERVAL),
                fields.value("maxRate", Fields.NUMBER, 0.0),
                fields.value("stallTimeout", Kind.DURATION, IngestOptions.DEFAULT_STALL_TIMEOUT));
    }

    /** What stands before the path. */
    private static String server(String url) {
        int path = url.indexOf('/', url.indexOf("://") + 3);
        return path < 0 ? url : url.substring(0, path);
    }

    /** For whoever may see it: with stars for the password. */
    static Map<String, Object> shown(Definition definition) {
        return written(definition, definition.ingest().password().isEmpty() ? "" : HIDDEN);
    }

    /** For the file of definitions. */
    static Map<String, Object> kept(Definition definition) {
        return written(definition, definition.ingest().password());
    }

    private static Map<String, Object> written(Definition definition, String password) {
        IngestOptions ingest = definition.ingest();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("running", definition.running());
        json.put("url", ingest.url());
        json.put("user", ingest.user());
        json.put("password", password);
        json.put("certificate", ingest.certificate());
        json.put("kind", KIND.write(ingest.kind()));
        json.put("interval", Kind.DURATION.write(ingest.interval()));
        json.put("maxRate", ingest.maxRate());
        json.put("stallTimeout", Kind.DURATION.write(ingest.stallTimeout()));
        json.put("record", RecordingJson.write(definition.record()));
        json.put("watch", definition.watch() == null ? null : WatchJson.write(definition.watch()));
        return json;
    }
}
