package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.InvalidSettings;
import dev.sluice.failure.OriginFailure;
import dev.sluice.failure.Refused;
import dev.sluice.units.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ErrorMapperTest {

    @Test
    void tellsARefusalInBytes() {
        Problem problem = ErrorMapper.problem(
                new Refused.TooLarge("the picture", DataSize.ofMebibytes(144), DataSize.ofMebibytes(100)));
        assertThat(problem.body("id-1"))
                .containsEntry("type", "/problems/too-large")
                .containsEntry("status", 413)
                .containsEntry("needed", 144L << 20)
                .containsEntry("budget", 100L << 20)
                .containsEntry("requestId", "id-1");
        assertThat(problem.retryAfterSeconds()).isNull();
    }

    @Test
    void tellsWhenAnotherTryHasAChance() {
        Problem busy =
                ErrorMapper.problem(new Refused.Busy("full", DataSize.ZERO, DataSize.ZERO, Duration.ofMillis(1_200)));
        assertThat(busy.status()).isEqualTo(503);
        assertThat(busy.retryAfterSeconds()).isEqualTo("2");
        assertThat(ErrorMapper.problem(new Refused.Draining()).retryAfterSeconds())
                .isEqualTo("5");
    }

    @Test
    void listsAllProblemsOfSettings() {
        assertThat(ErrorMapper.problem(new InvalidSettings(List.of("a is bad", "b is bad")))
                        .body("id"))
                .containsEntry("problems", List.of("a is bad", "b is bad"));
    }

    @Test
    void hidesWhatWasNotForeseen() {
        Problem problem = ErrorMapper.problem(new IllegalStateException("a secret"));
        assertThat(problem.status()).isEqualTo(500);
        assertThat(problem.body("id").toString()).doesNotContain("secret");
    }

    @Test
    void mapsEveryKindOfBadInput() {
        for (BadInput.Kind kind : BadInput.Kind.values()) {
            assertThat(ErrorMapper.problem(new BadInput(kind, "why")).status()).isBetween(400, 422);
        }
    }

    @Test
    void tellsWhatAnOriginAnswered() {
        Problem busy = ErrorMapper.problem(OriginFailure.status(429, Duration.ofSeconds(17)));
        assertThat(busy.status()).isEqualTo(503);
        assertThat(busy.retryAfterSeconds()).isEqualTo("17");
        assertThat(ErrorMapper.problem(OriginFailure.status(503, null)).retryAfterSeconds())
                .isNull();
        assertThat(ErrorMapper.problem(OriginFailure.status(410, null)).status())
                .isEqualTo(404);
        assertThat(ErrorMapper.problem(OriginFailure.status(401, null)).status())
                .isEqualTo(502);
        assertThat(ErrorMapper.problem(OriginFailure.resting(Duration.ofSeconds(9)))
                        .retryAfterSeconds())
                .isEqualTo("9");
    }

    @Test
    void mapsEveryKindOfOriginFailure() {
        Map<OriginFailure.Kind, Integer> statuses = new EnumMap<>(OriginFailure.Kind.class);
        for (OriginFailure.Kind kind : OriginFailure.Kind.values()) {
            statuses.put(
                    kind, ErrorMapper.problem(new OriginFailure(kind, "why")).status());
        }
        assertThat(statuses)
                .isEqualTo(Map.of(
                        OriginFailure.Kind.FORBIDDEN, 403,
                        OriginFailure.Kind.UNREACHABLE, 502,
                        OriginFailure.Kind.BROKEN, 502,
                        OriginFailure.Kind.STATUS, 502,
                        OriginFailure.Kind.TOO_SLOW, 504,
                        OriginFailure.Kind.TOO_LARGE, 413));
    }

    /** The document is this text: what fails here is to be put there. */
    @Test
    void isDocumentedWhollyAndExactly() throws IOException {
        assertThat(Files.readString(Path.of("docs/errors.md"))).isEqualTo(document());
    }

    private static String document() {
        StringBuilder text = new StringBuilder("""
                # Errors

                An answer that is no success has a body of the type `application/problem+json` (RFC 9457):

                ```json
                {
                  "type" : "/problems/too-large",
                  "title" : "The picture needs more memory than there is",
                  "status" : 413,
                  "detail" : "the picture needs 144.0 MiB and the budget for one piece of work is 100.0 MiB",
                  "requestId" : "9f86d081884c7d65",
                  "needed" : 150994944,
                  "budget" : 104857600
                }
                ```

                `type` is stable and meant for programs, `detail` for people. `requestId` also stands in the header `X-Request-Id`
                and in the log; a sender may choose it with that header. `needed` and `budget` are bytes. Where another try has a
                chance there is a header `Retry-After`, in seconds. What HTTP itself refuses as `malformed` can have another status
                of the 400s, or 505. The log level is that of the line in the request log.

                | Type | Status | Cause | What to do | Log |
                |---|---|---|---|---|
                """);
        for (ProblemType type : ProblemType.values()) {
            text.append("| `/problems/%s` | %d | %s | %s | %s |\n"
                    .formatted(
                            type.slug(),
                            type.status(),
                            type.cause(),
                            type.remedy(),
                            type.level().toString().toLowerCase(Locale.ROOT)));
        }
        return text.toString();
    }
}
