package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.failure.CannotStart;
import dev.sluice.support.Pictures;
import dev.sluice.support.Reply;
import dev.sluice.support.RunningSluice;
import dev.sluice.support.Wire;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask, with the whole server behind it. */
class AccessEndToEndTest {

    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @RegisterExtension
    final RunningSluice sluice = RunningSluice.with(Map.of());

    @Test
    void aForeignNameIsRefused() {
        try (Wire wire = sluice.wire()) {
            String answer = wire.send("GET /images HTTP/1.1\r\nHost: evil.example\r\n\r\n")
                    .answer();

            assertThat(answer).startsWith("HTTP/1.1 421 ").contains("/problems/host");
        }
    }

    @Test
    void aPageOfAnotherSiteCannotUpload() {
        sluice.post("/upload", Pictures.png(10, 10), "Origin", "https://evil.example")
                .problem(403, "origin");

        assertThat(sluice.get("/images").json(200).path("images").isEmpty()).isTrue();
    }

    @Test
    void withoutATokenItDoesNotListenToOtherMachines() {
        assertThatThrownBy(() -> RunningSluice.in(sluice.data().resolve("open"), Map.of("http.host", "0.0.0.0")))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("openssl rand")
                .hasMessageContaining("SLUICE_ACCESS_TOKEN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/images", "/config", "/channels", "/nothing"})
    void withATokenNothingIsReadWithoutIt(String path) {
        try (RunningSluice guarded = guarded()) {
            Reply refused = guarded.anonymous(path);

            refused.problem(401, "token");
            assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
        }
    }

    @Test
    void aTokenOpensEverythingAndHealthNeedsNone() {
        try (RunningSluice guarded = guarded()) {
            assertThat(guarded.anonymous("/health/ready").status()).isEqualTo(200);
            String id = guarded.upload(Pictures.png(10, 10));
            assertThat(guarded.get("/images/" + id).picture().getWidth()).isEqualTo(10);
            assertThat(guarded.get("/config").text()).doesNotContain(TOKEN);
        }
    }

    @Test
    void whatIsPublicMayBeReadOnly() {
        try (RunningSluice open = RunningSluice.in(
                sluice.data().resolve("public"), Map.of("access.token", TOKEN, "access.public", "/channels"))) {
            open.upload(Pictures.png(10, 10));

            assertThat(open.anonymous("/channels/inbox/image").picture().getWidth())
                    .isEqualTo(10);
            open.anonymous("/images").problem(401, "token");
        }
    }

    static List<OpenApi.Operation> changing() {
        return OpenApi.read().operations().stream()
                .filter(operation -> !operation.method().equals("GET"))
                .filter(operation -> !operation.path().equals("/session"))
                .toList();
    }

    /** Whether the right one opens it is seen by its not being 401: the body that is sent is of use to none. */
    @Test
    void nothingIsChangedWithoutATokenOrWithAWrongOne() {
        assertThat(changing()).hasSizeGreaterThan(6);
        try (RunningSluice guarded = guarded()) {
            String id = guarded.upload(Pictures.png(10, 10));
            for (OpenApi.Operation operation : changing()) {
                String path = path(operation, id);
                guarded.send(asked(guarded, operation.method(), path)).problem(401, "token");
                guarded.send(asked(guarded, operation.method(), path)
                                .header("Authorization", "Bearer " + TOKEN.replace('f', 'e')))
                        .problem(401, "token");
                assertThat(guarded.send(asked(guarded, operation.method(), path)
                                        .header("Authorization", "Bearer " + TOKEN)
                                        .header("Origin", "https://evil.example"))
                                .status())
                        .as("%s by a page of another site", operation)
                        .isEqualTo(403);
                assertThat(guarded.get("/images/" + id).status())
                        .as("%s has changed nothing", operation)
                        .isEqualTo(200);
            }
            for (OpenApi.Operation operation : changing()) {
                String path = path(operation, id);
                guarded.put("/cameras/porch", "{\"url\": \"http://127.0.0.1:9/\", \"running\": false}");
                assertThat(guarded.send(asked(guarded, operation.method(), path)
                                        .header("Authorization", "Bearer " + TOKEN))
                                .status())
                        .as("%s with the token", operation)
                        .isNotIn(401, 403, 405, path.contains("/sessions/") ? 405 : 404);
            }
        }
    }

    /** Of pictures and cameras that there are; nothing has been recorded. */
    private static String path(OpenApi.Operation operation, String id) {
        return operation
                .path()
                .replace("{id}", id)
                .replace("{name}", "porch")
                .replace("{session}", "2026-11-22T10-15-30.123");
    }

    private static HttpRequest.Builder asked(RunningSluice sluice, String method, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sluice.port() + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, BodyPublishers.ofString("{}"));
    }

    private RunningSluice guarded() {
        return RunningSluice.in(
                sluice.data().resolve("guarded"), Map.of("access.token", TOKEN, "http.host", "0.0.0.0"));
    }
}
