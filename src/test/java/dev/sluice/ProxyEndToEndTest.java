package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Pictures;
import dev.sluice.support.Reply;
import dev.sluice.support.RunningSluice;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** imgproxy's URLs for pictures of a folder. */
class ProxyEndToEndTest {

    @TempDir
    static Path folder = Path.of("");

    private static RunningSluice sluice;
    private static byte[] png;

    @BeforeAll
    static void start() throws IOException {
        png = Pictures.png(120, 80);
        Path root = Files.createDirectories(folder.resolve("root/sub"));
        Files.write(root.resolve("a b.png"), png);
        Files.write(folder.resolve("root/photo.png"), png);
        Files.writeString(folder.resolve("root/text.png"), "no picture");
        Files.writeString(
                folder.resolve("root/script.svg"),
                "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script>alert(1)</script></svg>");
        Files.write(folder.resolve("secret.png"), png);
        Files.createSymbolicLink(folder.resolve("root/link.png"), folder.resolve("secret.png"));
        Files.createSymbolicLink(folder.resolve("root/inner.png"), folder.resolve("root/photo.png"));
        sluice = RunningSluice.in(
                folder.resolve("data"),
                Map.of(
                        "proxy.allow-unsigned",
                        "true",
                        "proxy.local-root",
                        folder.resolve("root").toString()));
    }

    @AfterAll
    static void stop() {
        sluice.close();
    }

    @ParameterizedTest
    @CsvSource({
        "rs:fit:60:60/plain/local:///photo.png,60,40,image/png",
        "rs:fit:60:60/plain/local:///photo.png@webp,60,40,image/webp",
        "rs:fill:50:50/f:jpg/plain/local:///photo.png,50,50,image/jpeg",
        "rs:force:50:10/plain/local:///sub/a%20b.png@jpg,50,10,image/jpeg",
        "w:30/plain/local:%2F%2F%2Fphoto.png@jpeg,30,20,image/jpeg",
        "h:40/dpr:0.5/plain/local:///photo.png@avif,30,20,image/avif",
        "rs:fit:200:200:0:1/plain/local:///photo.png,200,200,image/png",
        "s:60:60/plain/local:///inner.png,60,40,image/png"
    })
    void makesWhatTheUrlSays(String path, int width, int height, String type) {
        Reply reply = sluice.get("/img/insecure/" + path);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo(type);
        assertThat(reply.header("X-Image-Width")).isEqualTo(Integer.toString(width));
        assertThat(reply.header("X-Image-Height")).isEqualTo(Integer.toString(height));
        assertThat(reply.header("Cache-Control")).isEqualTo("public, max-age=31536000");
    }

    @Test
    void takesSourcesInBase64() {
        String source = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("local:///photo.png".getBytes(StandardCharsets.UTF_8));
        Reply reply = sluice.get("/img/_/w:30/" + source.substring(0, 5) + "/" + source.substring(5) + ".jpg");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("image/jpeg");
    }

    @Test
    void sendsTheOriginalWhenAskedForItRaw() {
        Reply reply = sluice.get("/img/_/raw:1/att:1/fn:cat/plain/local:///photo.png");
        assertThat(reply.bytes()).isEqualTo(png);
        assertThat(reply.header("Content-Disposition")).isEqualTo("attachment; filename=\"cat.png\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain/local:///missing.png",
                "plain/local:///../secret.png",
                "plain/local:////etc/passwd",
                "plain/local:///link.png",
                "plain/local:///sub",
                "plain/local:///",
                "exp:1000000000/plain/local:///photo.png",
                "wobble:1/plain/local:///photo.png"
            })
    void answers404ForWhatIsNotThere(String path) {
        sluice.get("/img/insecure/" + path).problem(404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%2e%2e/secret.png", "sub/%2e%2e/%2e%2e/secret.png", "a%00b"})
    void refusesPathsThatHideWhereTheyLead(String name) {
        sluice.get("/img/insecure/plain/local:///" + name).problem(400, "malformed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/a.png",
                "http://2130706433/a.png",
                "http://[::ffff:127.0.0.1]/a.png",
                "http://169.254.169.254/latest/meta-data",
                "http://localhost/a.png",
                "file:///etc/passwd",
                "ftp://example.com/a.png",
                "http://user:secret@example.com/a.png"
            })
    void fetchesNothingThatTheRulesForbid(String source) {
        sluice.get("/img/insecure/w:10/plain/"
                        + source.replace("@", "%40").replace("[", "%5B").replace("]", "%5D"))
                .problem(403, "source-forbidden");
    }

    /** The origin is the server itself, whose network and port are opened for this. */
    @Test
    void fetchesPicturesOfOtherServers() throws IOException {
        try (RunningSluice proxy = RunningSluice.in(
                folder.resolve("fetching"),
                Map.of(
                        "proxy.allow-unsigned",
                        "true",
                        "fetch.allow-networks",
                        "127.0.0.0/8",
                        "fetch.ports",
                        Integer.toString(sluice.port())))) {
            String source =
                    "/img/insecure/%s/plain/http://127.0.0.1:" + sluice.port() + "/img/_/raw:1/plain/local:///%s";
            Reply reply = proxy.get(String.format(source, "rs:fit:60:60/f:webp", "photo.png"));
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("Content-Type")).isEqualTo("image/webp");
            assertThat(reply.header("X-Image-Width")).isEqualTo("60");
            assertThat(proxy.get(String.format(source, "raw:1", "photo.png")).bytes())
                    .isEqualTo(png);
            proxy.get(String.format(source, "w:10", "missing.png")).problem(404, "source-not-found");
            proxy.get("/img/_/w:10/plain/http://127.0.0.1:" + sluice.port() + "/openapi.json")
                    .problem(415, "unknown-picture");
            proxy.get("/img/_/w:10/plain/http://127.0.0.1:1/a.png").problem(403, "source-forbidden");
            proxy.get("/img/_/w:10/plain/no%20url").problem(404, "not-found");
        }
    }

    @Test
    void refusesWhatIsNoPicture() {
        sluice.get("/img/insecure/w:10/plain/local:///text.png").problem(415, "unknown-picture");
        sluice.get("/img/insecure/raw:1/plain/local:///text.png").problem(415, "unknown-picture");
        sluice.get("/img/insecure/raw:1/plain/local:///script.svg").problem(415, "unsupported-picture");
    }

    @Test
    void answersOnlySignedUrlsWhereItIsToldTo() throws IOException, InterruptedException {
        String path = "/rs:fit:30:30/plain/local:///photo.png";
        try (RunningSluice signed = RunningSluice.in(
                folder.resolve("signed"),
                Map.of(
                        "proxy.keys",
                        "736563726574,00ff",
                        "proxy.salts",
                        "68656c6c6f,aa",
                        "access.token",
                        "a-token-for-everything-else",
                        "proxy.local-root",
                        folder.resolve("root").toString()))) {
            // printf '%s%s' hello "$path" | openssl dgst -sha256 -hmac secret -binary | basenc --base64url | tr -d =
            String right = "NpTLdgPSGE1RqYoKDBldefeI2neUcxIfVINeuoYWqmY";
            assertThat(withoutToken(signed, "/img/" + right + path)).isEqualTo(200);
            assertThat(withoutToken(signed, "/img/O" + right.substring(1) + path))
                    .isEqualTo(403);
            assertThat(withoutToken(signed, "/img/insecure" + path)).isEqualTo(403);
            assertThat(withoutToken(signed, "/images")).isEqualTo(401);
            signed.get("/img/insecure" + path).problem(403, "signature");
        }
    }

    /** As imgproxy's own URLs are; nothing else is opened by that. */
    @Test
    void answersWithoutAPrefixWhatIsNoOtherPath() throws IOException, InterruptedException {
        String path = "/rs:fit:30:30/plain/local:///photo.png";
        String right = "/NpTLdgPSGE1RqYoKDBldefeI2neUcxIfVINeuoYWqmY";
        Map<String, String> settings = Map.of(
                "proxy.imgproxy-prefix",
                "/",
                "proxy.keys",
                "736563726574",
                "proxy.salts",
                "68656c6c6f",
                "access.token",
                "a-token-for-everything-else",
                "proxy.local-root",
                folder.resolve("root").toString());
        try (RunningSluice signed = RunningSluice.in(folder.resolve("root-signed"), settings)) {
            assertThat(signed.anonymous(right + path).picture().getWidth()).isEqualTo(30);
            Reply embedded = signed.get(right + path, "Origin", "https://shop.example");
            assertThat(embedded.picture().getWidth()).isEqualTo(30);
            assertThat(embedded.header("Access-Control-Allow-Origin")).isEqualTo("*");
            Reply forged = signed.get("/insecure" + path, "Origin", "https://shop.example");
            forged.problem(403, "signature");
            assertThat(forged.header("Access-Control-Allow-Origin")).isNull();
            signed.anonymous("/insecure" + path).problem(403, "signature");
            signed.anonymous(right + path + "x").problem(403, "signature");
            for (String unknown : List.of("/unknown", "/favicon.ico", "/img", "/unknown/", "/health", "/health/x/y")) {
                signed.anonymous(unknown).problem(404, "not-found");
            }
            for (String own : List.of(
                    "/",
                    "/images",
                    "/images/x",
                    "/config",
                    "/memory_status",
                    "/api/image-proxy/stats",
                    "/openapi.json",
                    "/images" + path,
                    "/config" + path,
                    "/api" + path,
                    "/api/image-proxy" + path,
                    "/session" + path)) {
                signed.anonymous(own).problem(401, "token");
            }
            assertThat(withoutToken(signed, "/%69mages")).isEqualTo(401);
            assertThat(withoutToken(signed, right + "/../config")).isEqualTo(401);
            assertThat(signed.anonymous("/health/live").status()).isEqualTo(200);
            assertThat(signed.get("/images").json(200).path("images").isEmpty()).isTrue();
            signed.get("/images" + path).problem(404, "not-found");
            signed.post("/unknown", new byte[0]).problem(405, "method");
        }
        Map<String, String> open = new HashMap<>(settings);
        open.put("proxy.allow-unsigned", "true");
        try (RunningSluice unsigned = RunningSluice.in(folder.resolve("root-unsigned"), open)) {
            unsigned.anonymous("/insecure" + path).problem(401, "token");
            unsigned.anonymous("/health" + path).problem(404, "not-found");
            assertThat(unsigned.get("/insecure" + path).picture().getWidth()).isEqualTo(30);
        }
    }

    private static int withoutToken(RunningSluice sluice, String path) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + sluice.port() + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding())
                    .statusCode();
        }
    }

    @Test
    void isNotThereUnlessItIsAskedFor() throws IOException {
        try (RunningSluice plain = RunningSluice.in(folder.resolve("plain"), Map.of())) {
            plain.get("/img/insecure/plain/local:///photo.png").problem(404, "not-found");
        }
    }
}
