package dev.sluice.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An answer of the server, and what it says. */
public record Reply(HttpResponse<byte[]> response) {

    private static final JsonMapper JSON = new JsonMapper();

    public int status() {
        return response.statusCode();
    }

    public byte[] bytes() {
        return response.body();
    }

    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    public @Nullable String header(String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    /** The body as JSON, after a look at the status. */
    public JsonNode json(int status) {
        assertThat(status()).as(this::text).isEqualTo(status);
        assertThat(header("Content-Type")).isEqualTo("application/json");
        return JSON.readTree(bytes());
    }

    /** The picture in the body, of a type that the JDK reads. */
    public BufferedImage picture() {
        assertThat(status()).as(this::text).isEqualTo(200);
        return Pictures.decode(bytes());
    }

    /** The problem in the body, after a look at whether it is a whole one. */
    public JsonNode problem(int status, String type) {
        JsonNode problem = problem();
        assertThat(status() + " " + problem.path("type").asString())
                .as(this::text)
                .isEqualTo(status + " /problems/" + type);
        return problem;
    }

    /** The problem in the body, whichever. */
    public JsonNode problem() {
        assertThat(status()).as("no problem but " + bytes().length + " bytes").isGreaterThanOrEqualTo(400);
        assertThat(header("Content-Type")).as(this::text).isEqualTo("application/problem+json");
        JsonNode problem = JSON.readTree(bytes());
        assertThat(problem.path("status").asInt()).isEqualTo(status());
        assertThat(problem.path("title").asString()).isNotBlank();
        assertThat(problem.path("detail").asString()).isNotBlank();
        assertThat(problem.path("requestId").asString()).isEqualTo(header("X-Request-Id"));
        return problem;
    }

    /** What the problem in the body says to people. */
    public String detail(int status, String type) {
        return problem(status, type).path("detail").asString();
    }
}
