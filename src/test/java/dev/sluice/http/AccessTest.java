package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.Values;
import dev.sluice.failure.CannotStart;
import dev.sluice.support.Wire;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {

    private static final String TOKEN = "0123456789abcdef";
    private static final String OTHER = "fedcba9876543210";

    private static TestServer loopback;
    private static TestServer guarded;

    @BeforeAll
    static void start() {
        AccessConfig named = new AccessConfig(List.of(), List.of(), List.of("photos.example"));
        AccessConfig tokens = new AccessConfig(List.of(OTHER, TOKEN), List.of("/channels"), List.of());
        loopback = TestServer.of(TestServer.CONFIG, named, routes());
        guarded = TestServer.of(TestServer.with(TestServer.CONFIG, "0.0.0.0", 50), tokens, routes());
    }

    private static Router routes() {
        Router router = new Router();
        for (String path : List.of("/", "/images", "/channels", "/channels/{name}", "/channelsx", "/health/live")) {
            router.get(path, exchange -> exchange.answer().text(200, "ok"));
            router.post(path, exchange -> exchange.answer().text(200, "done"));
        }
        router.get(
                "/channels/{name}/image",
                Reading.PICTURE,
                exchange -> exchange.answer().text(200, "picture " + exchange.trusted()));
        router.get("/**", Reading.GUARDED, exchange -> exchange.answer().text(200, "guarded " + exchange.trusted()));
        return router;
    }

    @AfterAll
    static void stop() {
        loopback.close();
        guarded.close();
    }

    private static String raw(TestServer server, String method, String path, String... headers) {
        try (Wire wire = server.wire()) {
            String head = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
            String answer = wire.send(method + " " + path + " HTTP/1.1\r\n" + head + "Content-Length: 0\r\n\r\n")
                    .answer();
            return answer.substring(9, 12);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:8000,200",
        "LOCALHOST,200",
        "127.0.0.1:1,200",
        "127.1.2.3,200",
        "[::1]:8000,200",
        "sluice.localhost,200",
        "photos.example:443,200",
        "evil.example,421",
        "127.0.0.1.evil.example,421",
        "127.evil,421",
        "localhost.evil.example,421",
        "192.168.1.2,421",
        "[::2],421",
    })
    void knowsItsOwnNamesOnTheLoopback(String host, String status) {
        assertThat(raw(loopback, "GET", "/images", "Host: " + host)).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "POST,http://localhost:8000,200",
        "POST,https://photos.example,200",
        "POST,http://evil.example,403",
        "POST,http://localhost:3000,403",
        "POST,null,403",
        "GET,http://evil.example,403",
        "GET,http://localhost:8000,200",
    })
    void refusesPagesOfOtherSites(String method, String origin, String status) {
        assertThat(raw(loopback, method, "/images", "Host: localhost:8000", "Origin: " + origin))
                .isEqualTo(status);
    }

    @Test
    void refusesCrossSiteChangesButNotCrossSitePictures() {
        assertThat(raw(loopback, "POST", "/images", "Host: localhost", "Sec-Fetch-Site: cross-site"))
                .isEqualTo("403");
        assertThat(raw(loopback, "GET", "/images", "Host: localhost", "Sec-Fetch-Site: cross-site"))
                .isEqualTo("200");
        assertThat(raw(loopback, "POST", "/images", "Host: localhost", "Sec-Fetch-Site: same-origin"))
                .isEqualTo("200");
    }

    /** Their own token, and that the loopback needs none, do not count for them. */
    @Test
    void pagesOfOtherSitesReadPicturesAsEverybodyDoes() {
        String[] foreign = {"Origin", "https://shop.example", "Authorization", "Bearer " + TOKEN};
        HttpResponse<String> open = guarded.get("/channels/inbox/image", foreign);
        assertThat(open.body()).isEqualTo("picture false");
        assertThat(open.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(open.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
        assertThat(guarded.get("/channels/inbox/image").headers().firstValue("Access-Control-Allow-Origin"))
                .as("a shared cache must not keep an answer without it")
                .hasValue("*");
        assertThat(guarded.get("/signature/a", foreign).body()).isEqualTo("guarded false");
        assertThat(loopback.get("/signature/a", "Origin", "null").body()).isEqualTo("guarded false");
        assertThat(loopback.get("/signature/a").body()).isEqualTo("guarded true");
        for (String path : List.of("/images", "/channels", "/channels/inbox", "/")) {
            HttpResponse<String> refused = guarded.get(path, foreign);
            assertThat(refused.statusCode()).as(path).isEqualTo(403);
            assertThat(refused.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
        }
        assertThat(loopback.get("/channels/inbox/image", "Origin", "https://shop.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(guarded.send(guarded.request("/channels/inbox/image")
                                .header("Origin", "https://shop.example")
                                .method("OPTIONS", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void asksForNoTokenOnTheLoopback() {
        assertThat(loopback.get("/images").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer 0123456789abcdef,200",
        "bearer 0123456789abcdef,200",
        "Bearer fedcba9876543210,200",
        "Bearer 0123456789abcdeF,401",
        "Bearer 0123456789abcde,401",
        "Bearer ,401",
        "Basic 0123456789abcdef,401",
    })
    void asksForATokenBeyondTheLoopback(String authorization, int status) {
        HttpResponse<String> answer = guarded.get("/images", "Authorization", authorization);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("WWW-Authenticate").isPresent()).isEqualTo(status == 401);
    }

    @Test
    void opensHealthAndWhatIsPublicForReading() {
        assertThat(guarded.get("/images").statusCode()).isEqualTo(401);
        assertThat(guarded.get("/images/nothing").statusCode()).isEqualTo(401);
        assertThat(guarded.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(guarded.get("/channels").statusCode()).isEqualTo(200);
        assertThat(guarded.get("/channels/inbox").statusCode()).isEqualTo(200);
        assertThat(guarded.get("/channelsx").statusCode()).isEqualTo(401);
        assertThat(guarded.get("/channels/../images").statusCode()).isEqualTo(401);
        assertThat(guarded.get("/channels/%2e%2e/images").statusCode()).isEqualTo(400);
        assertThat(guarded.send(guarded.request("/channels").POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(401);
    }

    /** The route for all other paths looks itself at who asks; it is nobody's way into the others. */
    @Test
    void leavesToARouteWhatItGuardsAndNothingElse() {
        assertThat(guarded.get("/signature/a/b").body()).isEqualTo("guarded false");
        for (String path : List.of(
                "/images",
                "/images/a/b",
                "/%69mages",
                "/x/../images",
                "/",
                "//images",
                "/session/x",
                "/channelsx/signature")) {
            assertThat(guarded.get(path).statusCode()).as(path).isIn(400, 401);
        }
        assertThat(guarded.get("/health/a/b").statusCode()).isEqualTo(404);
        assertThat(guarded.send(guarded.request("/signature/a/b").POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(401);
    }

    private static HttpResponse<String> signIn(String form) {
        return guarded.send(guarded.request("/session").POST(BodyPublishers.ofString(form)));
    }

    @Test
    void letsABrowserSignInAndOut() {
        HttpResponse<String> answer = signIn("token=" + TOKEN);
        assertThat(answer.statusCode()).isEqualTo(204);
        String set = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(set)
                .contains("HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=86400")
                .doesNotContain(TOKEN);
        String cookie = set.substring(0, set.indexOf(';'));
        assertThat(guarded.get("/images", "Cookie", "a=b; " + cookie).statusCode())
                .isEqualTo(200);
        assertThat(guarded.get("/images", "Cookie", cookie + "0").statusCode()).isEqualTo(401);
        assertThat(guarded.get("/images", "Cookie", cookie.replace("=1", "=2")).statusCode())
                .isEqualTo(401);
        assertThat(guarded.get("/images", "Cookie", cookie, "Origin", "http://evil.example")
                        .statusCode())
                .isEqualTo(403);
        HttpResponse<String> out = guarded.send(guarded.request("/session").DELETE());
        assertThat(out.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"token=wrong", "token=", "", "token=0123456789abcdef&token=1", "password=x"})
    void refusesOtherSignIns(String form) {
        assertThat(signIn(form).statusCode()).isBetween(400, 401);
        assertThat(signIn(form).headers().firstValue("Set-Cookie")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "1.",
                ".1",
                "99999999999.",
                "99999999999.00",
                "999999999999999999999.aa",
                "-1.aa",
                "0.0000000000000000000000000000000000000000000000000000000000000000",
            })
    void refusesForgedSessions(String value) {
        assertThat(guarded.get("/images", "Cookie", "sluice_session=" + value).statusCode())
                .isEqualTo(401);
    }

    @Test
    void showsABrowserWhereToSignIn() {
        HttpResponse<String> answer = guarded.get("/", "Accept", "text/html,*/*");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(answer.body()).contains("<form", "/session");
        HttpResponse<String> in = guarded.send(guarded.request("/session")
                .header("Accept", "text/html")
                .POST(BodyPublishers.ofString("token=" + TOKEN)));
        assertThat(in.statusCode()).isEqualTo(303);
        assertThat(in.headers().firstValue("Location")).hasValue("/");
    }

    @ParameterizedTest
    @CsvSource({
        "http://HOST/console/cameras, /console/cameras",
        "http://HOST/console/cameras?a=b#porch, /console/cameras",
        "http://HOST, /",
        "http://HOST/session, /",
        "http://HOST//evil.example/a, /",
        "http://evil.example/a, /",
        "http://HOST@evil.example/a, /",
        "mailto:HOST, /",
        "http://HOST/\\evil.example, /",
        "'', /",
    })
    void aBrowserThatSignsInComesBackToItsPage(String referer, String location) {
        URI session = guarded.request("/session").build().uri();
        HttpResponse<String> in = guarded.send(guarded.request("/session")
                .header("Accept", "text/html")
                .header("Referer", referer.replace("HOST", session.getAuthority()))
                .POST(BodyPublishers.ofString("token=" + TOKEN)));
        assertThat(in.statusCode()).isEqualTo(303);
        assertThat(in.headers().firstValue("Location")).hasValue(location);
    }

    @Test
    void doesNotStartOpenToEverybody() {
        assertThatThrownBy(() -> new Access(TestServer.OPEN, "0.0.0.0", InstantSource.system(), _ -> Reading.OWN))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("openssl rand -hex 24")
                .hasMessageContaining("SLUICE_ACCESS_TOKEN");
    }

    @Test
    void takesNoWeakTokens() {
        assertThatThrownBy(() -> AccessConfig.TOKEN.read("short")).hasMessageContaining("16 to 200");
        assertThat(AccessConfig.TOKEN.secret()).isTrue();
        assertThat(AccessConfig.of(Values.defaults(AccessConfig.SETTINGS))).isEqualTo(TestServer.OPEN);
    }
}
