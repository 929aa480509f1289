package dev.sluice.camera;

import dev.sluice.camera.watch.DetectorOptions;
import dev.sluice.camera.watch.DetectorOptions.Input;
import dev.sluice.camera.watch.DetectorOptions.Output;
import dev.sluice.config.Kind;
import dev.sluice.failure.BadInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The JSON of a detector. */
final class DetectorJson {

    private static final Kind<DetectorOptions.Layout> LAYOUT = Kind.choice(DetectorOptions.Layout.class);
    private static final Kind<DetectorOptions.Element> ELEMENT = Kind.choice(DetectorOptions.Element.class);
    private static final Kind<DetectorOptions.Colours> COLOURS = Kind.choice(DetectorOptions.Colours.class);
    private static final Kind<DetectorOptions.Fit> FIT = Kind.choice(DetectorOptions.Fit.class);
    private static final Kind<DetectorOptions.Head> HEAD = Kind.choice(DetectorOptions.Head.class);
    private static final Kind<DetectorOptions.Edges> EDGES = Kind.choice(DetectorOptions.Edges.class);
    private static final double USUAL_SCORE = 0.5;
    private static final int MOST_ELEMENTS = 8;

    private DetectorJson() {}

    static DetectorOptions read(Fields fields) {
        String model = fields.value("model", Kind.TEXT)
                .orElseThrow(() -> new BadInput(
                        BadInput.Kind.PARAMETER,
                        "watch.detector.model: the name of an ONNX file in inference.models-folder is missing"));
        DetectorOptions options = new DetectorOptions(
                model,
                fields.value("labels", Kind.TEXT).orElse(null),
                fields.object("input").map(DetectorJson::input).orElse(Input.YOLO),
                fields.object("output").map(DetectorJson::output).orElse(Output.YOLO),
                fields.value("score", Fields.NUMBER, USUAL_SCORE),
                fields.value("overlap", Fields.NUMBER, DetectorOptions.USUAL_OVERLAP),
                fields.value("onMotion", Kind.FLAG, false));
        fields.end();
        return options;
    }

    private static Input input(Fields fields) {
        Input usual = Input.YOLO;
        Input input = new Input(
                fields.value("width", Kind.INTEGER, usual.width()),
                fields.value("height", Kind.INTEGER, usual.height()),
                fields.value("layout", LAYOUT, usual.layout()),
                fields.value("element", ELEMENT, usual.element()),
                fields.value("colours", COLOURS, usual.colours()),
                fields.value("fit", FIT, usual.fit()),
                fields.value("scale", Fields.NUMBER, usual.scale()),
                numbers("mean", fields.node("mean"), usual.mean()),
                numbers("deviation", fields.node("deviation"), usual.deviation()));
        fields.end();
        return input;
    }

    private static List<Double> numbers(String key, @Nullable JsonNode list, List<Double> otherwise) {
        if (list == null) {
            return otherwise;
        }
        List<Double> numbers = new ArrayList<>();
        for (JsonNode one : elements("input." + key, list)) {
            if (!one.isNumber()) {
                throw expected("input." + key);
            }
            numbers.add(one.asDouble());
        }
        return numbers;
    }

    private static JsonNode elements(String key, JsonNode list) {
        if (!list.isArray() || list.size() > MOST_ELEMENTS) {
            throw expected(key);
        }
        return list;
    }

    private static BadInput expected(String key) {
        return new BadInput(BadInput.Kind.PARAMETER, "watch.detector." + key + ": a short list is expected");
    }

    private static Output output(Fields fields) {
        Output usual = Output.YOLO;
        List<String> names = new ArrayList<>();
        JsonNode list = fields.node("names");
        if (list != null) {
            elements("output.names", list).forEach(one -> names.add(one.asString()));
        }
        Output output = new Output(
                fields.value("head", HEAD, usual.head()),
                fields.value("edges", EDGES, usual.edges()),
                names,
                fields.value("firstClass", Kind.INTEGER, usual.firstClass()));
        fields.end();
        return output;
    }

    static Map<String, Object> write(DetectorOptions options) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model", options.model());
        json.put("labels", options.labels());
        json.put("input", input(options.input()));
        json.put("output", output(options.output()));
        json.put("score", options.score());
        json.put("overlap", options.overlap());
        json.put("onMotion", options.onMotion());
        return json;
    }

    private static Map<String, Object> input(Input input) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("width", input.width());
        json.put("height", input.height());
        json.put("layout", LAYOUT.write(input.layout()));
        json.put("element", ELEMENT.write(input.element()));
        json.put("colours", COLOURS.write(input.colours()));
        json.put("fit", FIT.write(input.fit()));
        json.put("scale", input.scale());
        json.put("mean", input.mean());
        json.put("deviation", input.deviation());
        return json;
    }

    private static Map<String, Object> output(Output output) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("head", HEAD.write(output.head()));
        json.put("edges", EDGES.write(output.edges()));
        json.put("names", output.names());
        json.put("firstClass", output.firstClass());
        return json;
    }
}
