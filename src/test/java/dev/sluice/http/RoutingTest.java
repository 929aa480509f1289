package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.support.Wire;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.of(new Router()
                .get("/", exchange -> exchange.answer().text(200, "root"))
                .get("/images", exchange -> exchange.answer().text(200, "list"))
                .get("/images/newest", exchange -> exchange.answer().text(200, "newest"))
                .get("/images/{id}", exchange -> exchange.answer().text(200, "one " + exchange.parameter("id")))
                .delete("/images/{id}", exchange -> exchange.answer().empty(204))
                .get(
                        "/images/{id}/{size}",
                        exchange -> exchange.answer()
                                .text(200, exchange.parameter("id") + " in " + exchange.parameter("size")))
                .get("/images/newest/info", exchange -> exchange.answer().text(200, "info"))
                .get(
                        "/img/{signature}/**",
                        exchange -> exchange.answer()
                                .text(200, exchange.parameter("signature") + " then " + exchange.parameter("**")))
                .get("/tree/leaf", exchange -> exchange.answer().text(200, "leaf"))
                .get("/tree/**", exchange -> exchange.answer().text(200, "below " + exchange.parameter("**")))
                .get("/silent", exchange -> {})
                .get("/broken", exchange -> {
                    throw new IllegalArgumentException("a secret of the machine");
                }));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/,root",
        "/images,list",
        "/images/newest,newest",
        "/images/abc,one abc",
        "/images/a%20b%C3%A9,one a bé",
        "/images/newest/info,info",
        "/images/newest/small,newest in small",
        "/images/x/../y,one y",
        "/img/sig/a/b.png,sig then a/b.png",
        "/tree/leaf,leaf",
        "/tree/other/leaf,below other/leaf",
        "/images?x=1,list",
    })
    void findsTheHandlerOfAPath(String path, String body) {
        assertThat(server.get(path).body()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/imagesx", "/images/", "/images/a/b/c", "/img", "/img/sig", "/tree", "/tree/leaf/x"})
    void answersUnknownPathsWith404(String path) {
        HttpResponse<String> answer = server.get(path);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("\"type\" : \"/problems/not-found\"", "\"status\" : 404");
    }

    @Test
    void namesThePathThatWasMeant() {
        assertThat(server.get("/imagse").body()).contains("nothing is at /imagse; did you mean /images?");
    }

    @Test
    void namesTheMethodsOfAPath() {
        HttpResponse<String> answer = server.send(server.request("/images/abc").POST(BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).hasValue("DELETE, GET, HEAD, OPTIONS");
        assertThat(answer.body()).contains("/problems/method");
        HttpResponse<String> options =
                server.send(server.request("/images/abc").method("OPTIONS", BodyPublishers.noBody()));
        assertThat(options.statusCode()).isEqualTo(204);
        assertThat(options.headers().firstValue("Allow")).hasValue("DELETE, GET, HEAD, OPTIONS");
    }

    @Test
    void answersHeadLikeGetWithoutContent() {
        try (Wire wire = server.wire()) {
            wire.send(
                    "HEAD /images HTTP/1.1\r\nHost: localhost\r\n\r\nGET /images/2 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            String head = wire.send("").answer().split("\r\n\r\n", -1)[0];
            assertThat(head).startsWith("HTTP/1.1 200").contains("Content-Length: 4");
        }
        HttpResponse<String> answer = server.send(server.request("/images").HEAD());
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("Content-Length")).hasValue("4");
        assertThat(server.send(server.request("/nothing").HEAD()).statusCode()).isEqualTo(404);
    }

    @Test
    void refusesTwoRoutesForOneThing() {
        Router router = new Router().get("/a/{x}", exchange -> {});
        assertThatThrownBy(() -> router.get("/a/{y}", exchange -> {}))
                .hasMessageContaining("two routes for GET /a/{y}");
    }

    @Test
    void tellsNothingAboutFaultsOfTheProgram() {
        HttpResponse<String> answer = server.get("/broken", "X-Request-Id", "mine-1");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("\"requestId\" : \"mine-1\"").doesNotContain("secret");
        assertThat(server.get("/silent").statusCode()).isEqualTo(500);
    }

    @Test
    void carriesTheRequestIdOfTheSenderWhenItIsSane() {
        assertThat(server.get("/", "X-Request-Id", "abc-1.2_Z").headers().firstValue("X-Request-Id"))
                .hasValue("abc-1.2_Z");
        assertThat(server.get("/", "X-Request-Id", "a b")
                        .headers()
                        .firstValue("X-Request-Id")
                        .orElseThrow())
                .matches("[0-9a-f]{16}");
        assertThat(server.get("/", "X-Request-Id", "x".repeat(65))
                        .headers()
                        .firstValue("X-Request-Id")
                        .orElseThrow())
                .hasSize(16);
    }

    @ParameterizedTest
    @CsvSource({
        "GET /images/%00 HTTP/1.1,400",
        "GET /images/a%0Ab HTTP/1.1,400",
        "GET /images/%zz HTTP/1.1,400",
        "GET /images/a%2Fb HTTP/1.1,400",
        "GET /../../etc/passwd HTTP/1.1,400",
        "GET /images/%2e%2e/x HTTP/1.1,400",
        "GE\u0001T / HTTP/1.1,400",
        "nonsense,400",
        "GET / HTTP/3.7,505",
        "CONNECT localhost:1 HTTP/1.1,400",
        "OPTIONS * HTTP/1.1,404",
        "TRACE / HTTP/1.1,405",
    })
    void answersBrokenRequestLinesWithProblems(String line, int status) {
        try (Wire wire = server.wire()) {
            String answer = wire.send(line + "\r\nHost: localhost\r\n\r\n").answer();
            assertThat(answer).startsWith("HTTP/1.1 " + status).contains("application/problem+json", "/problems/");
        }
    }

    @Test
    void answersHeadersThatAreTooLargeWith431() {
        try (Wire wire = server.wire()) {
            String answer = wire.send("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "y".repeat(9_000) + "\r\n\r\n")
                    .answer();
            assertThat(answer).startsWith("HTTP/1.1 431").contains("/problems/headers-too-large");
        }
        try (Wire wire = server.wire()) {
            assertThat(wire.send("GET /" + "y".repeat(9_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .answer())
                    .startsWith("HTTP/1.1 414")
                    .contains("/problems/uri-too-long");
        }
    }

    @Test
    void forbidsOthersToGuessAndToRunWhatIsAnswered() {
        HttpResponse<String> answer = server.get("/images");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "sandbox");
        assertThat(answer.headers().firstValue("Server")).isEmpty();
    }
}
