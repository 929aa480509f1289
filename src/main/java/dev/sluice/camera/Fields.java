package dev.sluice.camera;

import dev.sluice.config.Kind;
import dev.sluice.config.Nearest;
import dev.sluice.failure.BadInput;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads one JSON object strictly: what is not asked for is an error. For one thread. */
final class Fields {

    /** A number with a fraction. */
    static final Kind<Double> NUMBER = new Kind<>("a number", Fields::readNumber, Object::toString);

    private final JsonNode object;
    private final String path;
    private final TreeSet<String> known = new TreeSet<>();

    /** @param path what the object is called, with a dot at its end; empty for the whole */
    Fields(JsonNode object, String path) {
        if (!object.isObject()) {
            throw new BadInput(
                    BadInput.Kind.PARAMETER,
                    (path.isEmpty() ? "the body" : path.substring(0, path.length() - 1))
                            + ": a JSON object is expected");
        }
        this.object = object;
        this.path = path;
    }

    private static Double readNumber(String text) {
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a number", e);
        }
    }

    /** The value of a key, or what it is otherwise; JSON's null is not there. */
    <T> T value(String key, Kind<T> kind, T otherwise) {
        return value(key, kind).orElse(otherwise);
    }

    /** The value of a key, if it is there. */
    <T> Optional<T> value(String key, Kind<T> kind) {
        JsonNode node = node(key);
        if (node == null) {
            return Optional.empty();
        }
        if (!node.isValueNode()) {
            throw wrong(key, kind.name() + " is expected");
        }
        try {
            return Optional.of(kind.read(node.asString()));
        } catch (IllegalArgumentException unfit) {
            throw new BadInput(BadInput.Kind.PARAMETER, path + key + ": " + unfit.getMessage(), unfit);
        }
    }

    /** What is under a key, to be read in its own way; null when nothing is. */
    @Nullable
    JsonNode node(String key) {
        known.add(key);
        JsonNode node = object.get(key);
        return node == null || node.isNull() ? null : node;
    }

    /** The object under a key; empty when nothing is. */
    Optional<Fields> object(String key) {
        return Optional.ofNullable(node(key)).map(node -> new Fields(node, path + key + "."));
    }

    private BadInput wrong(String key, String message) {
        return new BadInput(BadInput.Kind.PARAMETER, path + key + ": " + message);
    }

    /** @throws BadInput when there is a key that nobody asked for, with the nearest that there is */
    void end() {
        for (String key : object.propertyNames()) {
            if (!known.contains(key)) {
                throw wrong(
                        key,
                        "there is no such key"
                                + Nearest.to(key, known)
                                        .map(near -> "; did you mean " + near + "?")
                                        .orElse("; there are " + String.join(", ", known)));
            }
        }
    }
}
