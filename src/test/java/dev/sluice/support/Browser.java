package dev.sluice.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real Chromium without a window, and one page in it, told what to do by the DevTools protocol; {@code ./run} installs it. For one
 * thread.
 */
public final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path profile;
    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final String session;
    private final AtomicInteger last = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();

    private Browser() throws IOException {
        profile = Files.createTempDirectory("sluice-browser");
        process = new ProcessBuilder(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-extensions",
                        "--window-size=1200,900",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        socket = client.newWebSocketBuilder()
                .buildAsync(URI.create(address()), new Listener())
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        String target = call("Target.createTarget", Map.of("url", "about:blank"), "")
                .path("targetId")
                .asString();
        session = call("Target.attachToTarget", Map.of("targetId", target, "flatten", true), "")
                .path("sessionId")
                .asString();
    }

    public static Browser start() throws IOException {
        return new Browser();
    }

    /** Where it says that it listens; what it says later is read and dropped. */
    private String address() throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        List<String> said = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.add(line);
            int at = line.indexOf("ws://");
            if (at >= 0) {
                Thread.ofVirtual().start(() -> lines.lines().forEach(_ -> {}));
                return line.substring(at);
            }
        }
        throw new IOException("chromium did not start: " + said);
    }

    private JsonNode call(String method, Map<String, Object> parameters, String session) {
        int id = last.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        Map<String, Object> message = session.isEmpty()
                ? Map.of("id", id, "method", method, "params", parameters)
                : Map.of("id", id, "method", method, "params", parameters, "sessionId", session);
        socket.sendText(JsonMapper.shared().writeValueAsString(message), true).join();
        JsonNode said = answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        if (said.has("error")) {
            throw new AssertionError(method + ": " + said.path("error"));
        }
        return said.path("result");
    }

    /** Leaves the page for another one; it need not be there yet when this returns. */
    public void open(String url) {
        call("Page.navigate", Map.of("url", url), session);
    }

    /** What an expression of JavaScript is in the page, as JSON; a promise is waited for. */
    public JsonNode see(String expression) {
        Map<String, Object> parameters =
                Map.of("expression", expression, "awaitPromise", true, "returnByValue", true, "userGesture", true);
        JsonNode answer = call("Runtime.evaluate", parameters, session);
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.path("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    /** Waits until an expression is true in the page. */
    public void await(String expression) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!see("Boolean(document.readyState === 'complete' && (" + expression + "))")
                .asBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + PATIENCE + ": " + expression + "; the page says: "
                        + see("document.body.innerText"));
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Types into the field that a selector names. */
    public void type(String selector, String text) {
        see("document.querySelector('" + selector + "').select()");
        call("Input.insertText", Map.of("text", text), session);
    }

    /** Clicks on the middle of what a selector names, as a mouse does. */
    public void click(String selector) {
        JsonNode middle = see("(() => { const one = document.querySelector('" + selector + "');"
                + " one.scrollIntoView({ block: 'center' }); const box = one.getBoundingClientRect();"
                + " return [box.x + box.width / 2, box.y + box.height / 2] })()");
        for (String type : List.of("mousePressed", "mouseReleased")) {
            Map<String, Object> mouse = Map.of(
                    "type",
                    type,
                    "x",
                    middle.path(0).asDouble(),
                    "y",
                    middle.path(1).asDouble(),
                    "button",
                    "left",
                    "clickCount",
                    1);
            call("Input.dispatchMouseEvent", mouse, session);
        }
    }

    @Override
    public void close() throws IOException {
        socket.abort();
        client.shutdownNow();
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        children.forEach(child ->
                child.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join());
        try (var files = Files.walk(profile)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Hands each answer to whoever waits for it. */
    private final class Listener implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        @SuppressWarnings("NullAway") // null is what the interface asks for
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean complete) {
            text.append(data);
            if (complete) {
                JsonNode message = JsonMapper.shared().readTree(text.toString());
                text.setLength(0);
                CompletableFuture<JsonNode> answer =
                        waiting.remove(message.path("id").asInt(0));
                if (answer != null) {
                    answer.complete(message);
                }
            }
            from.request(1);
            return null;
        }
    }
}
