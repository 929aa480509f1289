package dev.sluice.http;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.CannotStart;
import dev.sluice.failure.Conflict;
import dev.sluice.failure.Denied;
import dev.sluice.failure.EngineFailure;
import dev.sluice.failure.Expired;
import dev.sluice.failure.Gone;
import dev.sluice.failure.InvalidSettings;
import dev.sluice.failure.NotFound;
import dev.sluice.failure.OriginFailure;
import dev.sluice.failure.Refused;
import dev.sluice.failure.SluiceException;
import dev.sluice.failure.StoreFailure;
import dev.sluice.units.DataSize;
import java.time.Duration;
import java.util.Map;

/** Turns what can go wrong into answers: a failure without one does not compile. */
final class ErrorMapper {

    private static final Duration SOON = Duration.ofSeconds(5);

    private ErrorMapper() {}

    static Problem problem(Throwable failure) {
        return failure instanceof SluiceException foreseen ? foreseen(foreseen) : unforeseen();
    }

    private static Problem unforeseen() {
        return Problem.of(ProblemType.INTERNAL, "the fault is in the log under the requestId below");
    }

    private static Problem foreseen(SluiceException failure) {
        String text = String.valueOf(failure.getMessage());
        return switch (failure) {
            case BadInput bad -> Problem.of(type(bad.kind()), text);
            case CannotStart _ -> Problem.of(ProblemType.CANNOT_START, text);
            case Conflict _ -> Problem.of(ProblemType.CONFLICT, text);
            case Denied denied -> Problem.of(type(denied.kind()), text);
            case EngineFailure _ -> Problem.of(ProblemType.ENGINE, text);
            case Expired _ -> Problem.of(ProblemType.EXPIRED, text).after(SOON);
            case Gone _ -> Problem.of(ProblemType.GONE, text);
            case InvalidSettings invalid ->
                Problem.of(ProblemType.SETTINGS, text).with(Map.of("problems", invalid.problems()));
            case NotFound _ -> Problem.of(ProblemType.NOT_FOUND, text);
            case OriginFailure origin -> origin(origin, text);
            case Refused.TooLarge large ->
                Problem.of(ProblemType.TOO_LARGE, text).with(sizes(large.needed(), large.budget()));
            case Refused.Busy busy ->
                Problem.of(ProblemType.BUSY, text)
                        .with(sizes(busy.needed(), busy.budget()))
                        .after(busy.retryAfter());
            case Refused.Draining _ -> draining(text);
            case StoreFailure store -> Problem.of(type(store.kind()), text);
        };
    }

    private static Map<String, Object> sizes(DataSize needed, DataSize budget) {
        return Map.of("needed", needed.bytes(), "budget", budget.bytes());
    }

    private static ProblemType type(BadInput.Kind kind) {
        return switch (kind) {
            case PARAMETER -> ProblemType.PARAMETER;
            case MALFORMED -> ProblemType.MALFORMED;
            case BODY_TOO_LARGE -> ProblemType.BODY_TOO_LARGE;
            case BODY_TOO_SLOW -> ProblemType.BODY_TOO_SLOW;
            case EMPTY -> ProblemType.EMPTY;
            case UNKNOWN_PICTURE -> ProblemType.UNKNOWN_PICTURE;
            case UNSUPPORTED_PICTURE -> ProblemType.UNSUPPORTED_PICTURE;
            case DAMAGED_PICTURE -> ProblemType.DAMAGED_PICTURE;
            case QUARANTINED -> ProblemType.QUARANTINED;
        };
    }

    private static ProblemType type(Denied.Kind kind) {
        return switch (kind) {
            case TOKEN -> ProblemType.TOKEN;
            case HOST -> ProblemType.HOST;
            case ORIGIN -> ProblemType.ORIGIN;
            case SIGNATURE -> ProblemType.SIGNATURE;
        };
    }

    private static Problem origin(OriginFailure failure, String text) {
        Problem problem = Problem.of(type(failure), text);
        return failure.retryAfter().map(problem::after).orElse(problem);
    }

    private static ProblemType type(OriginFailure failure) {
        return switch (failure.kind()) {
            case FORBIDDEN -> ProblemType.SOURCE_FORBIDDEN;
            case UNREACHABLE -> ProblemType.SOURCE_UNREACHABLE;
            case BROKEN -> ProblemType.SOURCE_BROKEN;
            case STATUS -> answered(failure.status().orElse(502));
            case TOO_SLOW -> ProblemType.SOURCE_TOO_SLOW;
            case TOO_LARGE -> ProblemType.SOURCE_TOO_LARGE;
        };
    }

    private static ProblemType answered(int status) {
        return switch (status) {
            case 404, 410 -> ProblemType.SOURCE_NOT_FOUND;
            case 429, 503 -> ProblemType.SOURCE_BUSY;
            default -> ProblemType.SOURCE_STATUS;
        };
    }

    private static ProblemType type(StoreFailure.Kind kind) {
        return switch (kind) {
            case FULL -> ProblemType.STORE_FULL;
            case READ_ONLY -> ProblemType.STORE_READ_ONLY;
            case BROKEN -> ProblemType.STORE_BROKEN;
        };
    }

    /** What HTTP itself refuses, before a request reaches a route. */
    static Problem refusedByHttp(int status, String reason) {
        return switch (status) {
            case 404 -> Problem.of(ProblemType.NOT_FOUND, reason);
            case 408 -> Problem.of(ProblemType.BODY_TOO_SLOW, reason);
            case 414 -> Problem.of(ProblemType.URI_TOO_LONG, reason);
            case 417 -> Problem.of(ProblemType.EXPECTATION, reason);
            case 431 -> Problem.of(ProblemType.HEADERS_TOO_LARGE, reason);
            case 503 -> draining("the server is stopping");
            default ->
                status >= 500 && status != 505
                        ? unforeseen()
                        : Problem.of(ProblemType.MALFORMED, reason).as(status);
        };
    }

    private static Problem draining(String text) {
        return Problem.of(ProblemType.DRAINING, text).after(SOON);
    }
}
