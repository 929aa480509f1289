package dev.sluice.http;

import dev.sluice.config.Nearest;
import dev.sluice.failure.BadInput;
import dev.sluice.failure.NotFound;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.eclipse.jetty.util.URIUtil;
import org.jspecify.annotations.Nullable;

/**
 * Finds the handler of a path and a method. A template such as {@code /images/{id}} has a name in braces where any one segment
 * stands, and may end with {@code /**} for any rest; a literal segment goes before a name, a name before a rest, and no rest begins
 * with a literal segment of another template. {@code HEAD} is answered by the handler of {@code GET}, {@code OPTIONS} from what is
 * known. Filled before the server starts, not changed after.
 */
public final class Router {

    private static final String REST = "**";
    private static final int SHOWN = 100;

    private final Node root = new Node();
    private final TreeSet<String> literals = new TreeSet<>();
    private final TreeSet<String> added = new TreeSet<>();

    /**
     * Adds a route.
     *
     * @return this
     * @throws IllegalArgumentException when it is there already
     */
    public Router add(String method, String template, Handler handler) {
        return add(method, template, Reading.OWN, handler);
    }

    private Router add(String method, String template, Reading reading, Handler handler) {
        Node node = root;
        List<String> names = new ArrayList<>();
        for (String segment : template.substring(1).split("/", -1)) {
            node = node.step(segment, names);
        }
        if (node.routes.putIfAbsent(method, new Route(handler, List.copyOf(names), reading)) != null) {
            throw new IllegalArgumentException("there are two routes for " + method + " " + template);
        }
        if (names.isEmpty()) {
            literals.add(template);
        }
        added.add(method + " " + template);
        return this;
    }

    /** Every route as it was added: method, a space, template. In alphabetical order. */
    public List<String> routes() {
        return List.copyOf(added);
    }

    public Router get(String template, Handler handler) {
        return add("GET", template, handler);
    }

    /** Adds a route to read what not only the owner may read. */
    public Router get(String template, Reading reading, Handler handler) {
        return add("GET", template, reading, handler);
    }

    public Router post(String template, Handler handler) {
        return add("POST", template, handler);
    }

    public Router delete(String template, Handler handler) {
        return add("DELETE", template, handler);
    }

    /** What is read at a path; {@link Reading#OWN} where nothing is. */
    public Reading reading(String path) {
        Node node = node(path, new ArrayList<>(2));
        Route route = node == null ? null : node.routes.get("GET");
        return route == null ? Reading.OWN : route.reading;
    }

    private @Nullable Node node(String path, List<String> values) {
        return path.startsWith("/") ? root.find(path, 1, values) : null;
    }

    /**
     * Has the request answered.
     *
     * @throws NotFound when no template matches the path, with the nearest one that does
     */
    void handle(Exchange exchange) {
        String path = exchange.path();
        List<String> values = new ArrayList<>(2);
        Node node = node(path, values);
        if (node == null) {
            throw new NotFound("nothing is at " + shortened(path)
                    + Nearest.to(path, literals)
                            .map(near -> "; did you mean " + near + "?")
                            .orElse(""));
        }
        String method = exchange.method().equals("HEAD") ? "GET" : exchange.method();
        Route route = node.routes.get(method);
        if (route != null) {
            exchange.matched(named(route.names, values));
            route.handler.handle(exchange);
            return;
        }
        exchange.answer().header("Allow", node.allowed());
        if (method.equals("OPTIONS")) {
            exchange.answer().empty(204);
        } else {
            exchange.answer().problem(Problem.of(ProblemType.METHOD, "this path takes " + node.allowed()));
        }
    }

    private static Map<String, String> named(List<String> names, List<String> values) {
        Map<String, String> named = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String value = values.get(i);
            String decoded = value.indexOf('%') < 0 ? value : URIUtil.decodePath(value);
            if (decoded.chars().anyMatch(Character::isISOControl)) {
                throw new BadInput(BadInput.Kind.MALFORMED, "the path has control characters");
            }
            if (!names.get(i).equals(REST) && decoded.indexOf('/') >= 0) {
                throw new BadInput(BadInput.Kind.MALFORMED, "the path has an escaped slash where a name stands");
            }
            named.put(names.get(i), decoded);
        }
        return named;
    }

    private static String shortened(String path) {
        return path.length() <= SHOWN ? path : path.substring(0, SHOWN) + "...";
    }

    private record Route(Handler handler, List<String> names, Reading reading) {}

    /** What may follow one segment of a path. */
    private static final class Node {

        private final Map<String, Node> children = new HashMap<>();
        private final Map<String, Route> routes = new HashMap<>();
        private @Nullable Node any;
        private @Nullable Node rest;

        private Node step(String segment, List<String> names) {
            if (segment.equals(REST)) {
                names.add(REST);
                rest = rest == null ? new Node() : rest;
                return rest;
            }
            if (segment.startsWith("{")) {
                names.add(segment.substring(1, segment.length() - 1));
                any = any == null ? new Node() : any;
                return any;
            }
            return children.computeIfAbsent(segment, _ -> new Node());
        }

        private @Nullable Node find(String path, int from, List<String> values) {
            int slash = path.indexOf('/', from);
            String segment = slash < 0 ? path.substring(from) : path.substring(from, slash);
            Node child = children.get(segment);
            Node found = child == null ? null : child.further(path, slash, values);
            if (found == null && any != null && !segment.isEmpty()) {
                values.add(segment);
                found = any.further(path, slash, values);
                if (found == null) {
                    values.removeLast();
                }
            }
            if (found == null && rest != null && child == null) {
                values.add(path.substring(from));
                found = rest;
            }
            return found;
        }

        private @Nullable Node further(String path, int slash, List<String> values) {
            if (slash < 0) {
                return routes.isEmpty() ? null : this;
            }
            return find(path, slash + 1, values);
        }

        private String allowed() {
            TreeSet<String> methods = new TreeSet<>(routes.keySet());
            methods.add("OPTIONS");
            if (methods.contains("GET")) {
                methods.add("HEAD");
            }
            return String.join(", ", methods);
        }
    }
}
