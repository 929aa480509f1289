package dev.sluice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Assignment;
import dev.sluice.config.Kind;
import dev.sluice.config.Origin;
import dev.sluice.config.Sources;
import dev.sluice.image.Dither;
import dev.sluice.image.Fit;
import dev.sluice.image.Gravity;
import dev.sluice.rendition.RenditionParameters;
import dev.sluice.support.PictureOrigin;
import dev.sluice.support.TestCamera;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Holds the document at {@code /openapi.json} against a running server, both ways. */
class OpenApiTest {

    private static final OpenApi DOCUMENT = OpenApi.read();
    private static final String TOKEN = "only-for-the-test-0123456789";
    private static final String BOUNDARY = "----boundary";

    @TempDir
    static Path folder = Path.of("");

    private static Server server;
    private static HttpClient client;
    private static PictureOrigin origin;
    private static TestCamera camera;
    private static byte[] picture;
    private String id = "";

    @BeforeAll
    static void start() throws IOException {
        // 2 GiB because the JVM of the tests may have more heap and direct memory than fit into one.
        origin = new PictureOrigin();
        camera = TestCamera.of(64, 48, 20);
        Map<String, String> texts = new HashMap<>(origin.settings());
        texts.putAll(Map.of("http.port", "0", "memory", "2GiB", "governor.ram-share", "95", "access.token", TOKEN));
        List<Assignment> given = texts.entrySet().stream()
                .map(one -> new Assignment(one.getKey(), one.getValue(), new Origin(Origin.Source.SET, "--set")))
                .toList();
        server = new Server(
                Settings.read(new Sources(given, Map.of(), null, folder)), Machine.here(Path.of(""), "1.2.3"));
        client = HttpClient.newHttpClient();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "png", bytes);
        picture = bytes.toByteArray();
        origin.has("/a.png", picture);
    }

    @AfterAll
    static void stop() throws IOException {
        client.close();
        server.close();
        camera.close();
        origin.close();
    }

    @BeforeEach
    void upload() {
        id = json(send("POST", "/upload", BodyPublishers.ofByteArray(picture), "image/png"))
                .at("/images/0/id")
                .asString();
    }

    @BeforeEach
    void camera() {
        send("PUT", "/cameras/porch", definition(), "application/json");
    }

    static List<OpenApi.Operation> operations() {
        return DOCUMENT.operations();
    }

    @Test
    void theDocumentNamesWhatTheServerAnswersAndNothingElse() {
        assertThat(operations())
                .extracting(OpenApi.Operation::toString)
                .containsExactlyInAnyOrderElementsOf(server.routes());
    }

    @Test
    void theServerServesTheDocument() throws IOException {
        HttpResponse<byte[]> answer = send("GET", "/openapi.json", BodyPublishers.noBody(), "");

        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body())
                .isEqualTo(
                        OpenApiTest.class.getResourceAsStream(OpenApi.RESOURCE).readAllBytes());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void successLooksAsDocumented(OpenApi.Operation operation) {
        HttpResponse<byte[]> answer = send(operation, "");

        assertThat(answer.statusCode()).isBetween(200, 299);
        assertThat(DOCUMENT.response(operation, answer.statusCode()).isObject())
                .as("status %s is documented", answer.statusCode())
                .isTrue();
        JsonNode content = DOCUMENT.response(operation, answer.statusCode()).path("content");
        String type = answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
        boolean isPicture = type.startsWith("image/") && content.has("image/*");
        assertThat(type.isEmpty() ? content.isMissingNode() : isPicture || content.has(type))
                .as("'%s' is documented: %s", type, content)
                .isTrue();
        if (type.equals("application/json") && !operation.path().equals("/openapi.json")) {
            assertThat(DOCUMENT.mismatches("", content.get(type).get("schema"), json(answer)))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void aPathThatIsStrictAboutParametersKnowsThoseOfTheDocument(OpenApi.Operation operation) {
        HttpResponse<byte[]> answer = send(operation, "?zzzzzz=1");

        String detail = answer.statusCode() == 400 ? json(answer).get("detail").asString() : "; there are none here";
        String known = String.join(", ", DOCUMENT.query(operation).keySet());
        assertThat(detail).endsWith(known.isEmpty() ? "; there are none here" : "; known: " + known);
    }

    @Test
    void picturesTakeTheParametersOfTheCommandLine() {
        List<OpenApi.Operation> pictures = operations().stream()
                .filter(operation -> DOCUMENT.response(operation, 200)
                        .at("/content/image~1*")
                        .isObject())
                .toList();

        assertThat(pictures)
                .hasSize(4)
                .allSatisfy(operation ->
                        assertThat(DOCUMENT.query(operation).keySet()).containsSubsequence(RenditionParameters.NAMES));
        Map<String, JsonNode> schemas = DOCUMENT.query(pictures.getFirst());
        assertThat(choices(schemas, "fit")).isEqualTo(Kind.choice(Fit.class).name());
        assertThat(choices(schemas, "gravity"))
                .isEqualTo(Kind.choice(Gravity.class).name());
        assertThat(choices(schemas, "dither"))
                .isEqualTo(Kind.choice(Dither.class).name());
    }

    private static String choices(Map<String, JsonNode> schemas, String parameter) {
        return schemas.getOrDefault(parameter, MissingNode.getInstance())
                .get("enum")
                .valueStream()
                .map(JsonNode::asString)
                .collect(Collectors.joining(", ", "one of ", ""));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void everyFormatOfTheDocumentIsMade(String format) {
        HttpResponse<byte[]> answer = send("GET", "/images/" + id + "?format=" + format, BodyPublishers.noBody(), "");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isNotEmpty();
    }

    static List<String> formats() {
        return operations().stream()
                .filter(operation -> operation.toString().equals("POST /transform"))
                .flatMap(operation ->
                        DOCUMENT.query(operation).get("format").get("enum").valueStream())
                .map(JsonNode::asString)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nothing, 404",
        "GET, /upload, 405",
        "GET, /images?limit=0, 400",
        "POST, /upload, 415",
        "POST, /session, 400",
        "POST, /config, 400",
    })
    void failureLooksAsDocumented(String method, String path, int status) {
        HttpResponse<byte[]> answer =
                send(method, path, BodyPublishers.ofString("{\"receive.keep-copyright\": 7}"), "");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(DOCUMENT.mismatches("", DOCUMENT.schema("Problem"), json(answer)))
                .isEmpty();
    }

    @Test
    void everyTypeOfProblemIsInTheDocument() throws IOException {
        List<String> documented = Pattern.compile("(?m)^\\| `(/problems/[a-z-]+)`")
                .matcher(Files.readString(Path.of("docs/errors.md")))
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(DOCUMENT.schema("Problem")
                        .at("/properties/type/enum")
                        .valueStream()
                        .map(JsonNode::asString))
                .hasSizeGreaterThan(20)
                .containsExactlyElementsOf(documented);
    }

    @Test
    void thePageAboutTheInterfaceListsEveryPath() throws IOException {
        List<String> listed = Pattern.compile("(?m)^\\| `([A-Z]+ /[^`]*)`")
                .matcher(Files.readString(Path.of("docs/api.md")))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();

        assertThat(listed)
                .containsExactlyElementsOf(
                        operations().stream().map(OpenApi.Operation::toString).toList());
    }

    private HttpResponse<byte[]> send(OpenApi.Operation operation, String query) {
        String path = operation
                .path()
                .replace("{id}", id)
                .replace("{name}", operation.path().startsWith("/cameras") ? "porch" : "inbox");
        if (path.contains("{session}")) {
            path = path.replace("{session}", recorded()).replace("{number}", "1");
        }
        String asked = path + query;
        return switch (operation.toString()) {
            case "POST /upload" -> send("POST", asked, form(), "multipart/form-data; boundary=" + BOUNDARY);
            case "POST /transform" -> send("POST", asked, BodyPublishers.ofByteArray(picture), "image/png");
            case "POST /config" ->
                send("POST", asked, BodyPublishers.ofString("{\"compression_quality\": 7}"), "application/json");
            case "POST /session" ->
                send("POST", asked, BodyPublishers.ofString("token=" + TOKEN), "application/x-www-form-urlencoded");
            case "PUT /cameras/{name}" -> send("PUT", asked, definition(), "application/json");
            case "GET /cameras/{name}/stream", "GET /cameras/{name}/events" -> {
                if (query.isEmpty()) {
                    Thread.ofVirtual().start(OpenApiTest::deleteCameraSoon);
                }
                yield send("GET", asked, BodyPublishers.noBody(), "");
            }
            case "GET /api/image-proxy", "GET /api/image-proxy/info" ->
                send("GET", path + source(query), BodyPublishers.noBody(), "");
            case "POST /api/image-proxy/purge" ->
                send("POST", asked, BodyPublishers.ofString("{\"prefix\": \"http://nothing/\"}"), "application/json");
            case "POST /api/image-proxy/warm" ->
                send(
                        "POST",
                        asked,
                        BodyPublishers.ofString("{\"urls\": [\"" + origin.at("/a.png") + "\"], \"w\": \"9\"}"),
                        "application/json");
            default -> send(operation.method(), asked, BodyPublishers.noBody(), "");
        };
    }

    private static BodyPublisher definition() {
        return BodyPublishers.ofString("{\"running\": true, \"url\": \"" + camera.url() + "\"}");
    }

    /** A stream ends with its camera. */
    private static void deleteCameraSoon() {
        LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
        send("DELETE", "/cameras/porch", BodyPublishers.noBody(), "");
    }

    /** A short session that has ended. */
    private static String recorded() {
        BodyPublisher recording =
                BodyPublishers.ofString("{\"record\": {\"mode\": \"always\"}, \"url\": \"" + camera.url() + "\"}");
        send("PUT", "/cameras/porch", recording, "application/json");
        JsonNode status = json(send("GET", "/cameras/porch", BodyPublishers.noBody(), ""));
        for (int i = 0; i < 200 && status.at("/record/frames").asInt() < 3; i++) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            status = json(send("GET", "/cameras/porch", BodyPublishers.noBody(), ""));
        }
        String session = status.at("/record/session").asString();
        assertThat(session).as("%s", status).isNotBlank();
        send("POST", "/cameras/porch/stop", BodyPublishers.noBody(), "");
        return session;
    }

    private static String source(String query) {
        String url = "url=" + URLEncoder.encode(origin.at("/a.png"), UTF_8);
        return query.isEmpty() ? "?" + url : query + "&" + url;
    }

    /** A picture and something that is none. */
    private static BodyPublisher form() {
        String part = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"";
        return BodyPublishers.concat(
                BodyPublishers.ofString(part + "a.png\"\r\n\r\n"),
                BodyPublishers.ofByteArray(picture),
                BodyPublishers.ofString("\r\n" + part + "b.txt\"\r\n\r\nno picture\r\n--" + BOUNDARY + "--\r\n"));
    }

    private static HttpResponse<byte[]> send(String method, String path, BodyPublisher body, String type) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + TOKEN)
                .method(method, body);
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static JsonNode json(HttpResponse<byte[]> answer) {
        return new JsonMapper().readTree(new String(answer.body(), UTF_8));
    }
}
