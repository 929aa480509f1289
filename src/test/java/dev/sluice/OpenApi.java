package dev.sluice;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The description of the server that it serves itself, as far as it uses OpenAPI 3.1 and JSON Schema. */
final class OpenApi {

    static final String RESOURCE = "/dev/sluice/console/openapi.json";

    private final JsonNode document;

    /** One method of one path. */
    record Operation(String method, String path, JsonNode node) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private OpenApi(JsonNode document) {
        this.document = document;
    }

    static OpenApi read() {
        try (InputStream stream = OpenApi.class.getResourceAsStream(RESOURCE)) {
            return new OpenApi(new JsonMapper().readTree(stream));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    JsonNode schema(String name) {
        return document.at("/components/schemas/" + name);
    }

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(method -> !method.getKey().equals("parameters"))
                        .forEach(method -> operations.add(new Operation(
                                method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue()))));
        return operations;
    }

    /** The schemas of the parameters behind the question mark, by name, in the order of the document. */
    Map<String, JsonNode> query(Operation operation) {
        Map<String, JsonNode> parameters = new LinkedHashMap<>();
        for (JsonNode parameter : operation.node().path("parameters")) {
            JsonNode resolved = resolve(parameter);
            if (resolved.get("in").asString().equals("query")) {
                parameters.put(resolved.get("name").asString(), resolved.get("schema"));
            }
        }
        return parameters;
    }

    /** What may be answered with that status; an empty node when the operation does not have it by its number. */
    JsonNode response(Operation operation, int status) {
        return resolve(operation.node().get("responses").path(Integer.toString(status)));
    }

    private JsonNode resolve(JsonNode node) {
        JsonNode reference = node.path("$ref");
        return reference.isMissingNode()
                ? node
                : resolve(document.at(reference.asString().substring(1)));
    }

    /**
     * Where a value is not what a schema says. Stricter than JSON Schema: an object has no members but those that are documented.
     *
     * @param at place of the value, for the texts
     */
    List<String> mismatches(String at, JsonNode reference, JsonNode value) {
        JsonNode schema = resolve(reference);
        if (schema.has("oneOf")) {
            boolean one = schema.get("oneOf")
                    .valueStream()
                    .anyMatch(each -> mismatches(at, each, value).isEmpty());
            return one ? List.of() : List.of(at + " is none of oneOf: " + value);
        }
        List<String> found = new ArrayList<>();
        if (!schema.has("allOf") && !isOfType(schema.path("type"), value)) {
            found.add(at + " is no " + schema.path("type") + ": " + value);
        }
        if (schema.has("enum") && schema.get("enum").valueStream().noneMatch(value::equals)) {
            found.add(at + " is none of enum: " + value);
        }
        if (schema.has("pattern")
                && !value.asString().matches(schema.get("pattern").asString())) {
            found.add(at + " is not like " + schema.get("pattern") + ": " + value);
        }
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            found.addAll(mismatches(at + "/" + i, schema.get("items"), value.get(i)));
        }
        if (value.isObject()) {
            found.addAll(memberMismatches(at, schema, value));
        }
        return found;
    }

    private List<String> memberMismatches(String at, JsonNode schema, JsonNode value) {
        Map<String, JsonNode> documented = new LinkedHashMap<>();
        List<String> found = new ArrayList<>();
        for (JsonNode part : parts(schema)) {
            part.path("properties").properties().forEach(each -> documented.put(each.getKey(), each.getValue()));
            part.path("required")
                    .valueStream()
                    .map(JsonNode::asString)
                    .filter(name -> !value.has(name))
                    .forEach(name -> found.add(at + "/" + name + " is missing"));
        }
        value.properties().forEach(member -> {
            String place = at + "/" + member.getKey();
            JsonNode known = documented.getOrDefault(member.getKey(), schema.path("additionalProperties"));
            found.addAll(
                    known.isMissingNode()
                            ? List.of(place + " is not documented")
                            : mismatches(place, known, member.getValue()));
        });
        return found;
    }

    private List<JsonNode> parts(JsonNode schema) {
        List<JsonNode> parts = new ArrayList<>();
        schema.path("allOf").valueStream().map(this::resolve).forEach(each -> parts.addAll(parts(each)));
        parts.add(schema);
        return parts;
    }

    private static boolean isOfType(JsonNode type, JsonNode value) {
        if (type.isArray()) {
            return type.valueStream().anyMatch(each -> isOfType(each, value));
        }
        return switch (type.asString()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> throw new AssertionError("a type that this test does not know: " + type);
        };
    }
}
