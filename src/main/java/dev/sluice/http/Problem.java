package dev.sluice.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One answer that is not a success, as RFC 9457 has it.
 *
 * @param status as in its type, except for what HTTP itself refuses
 * @param detail for the one who asked
 * @param members more members of the body
 * @param retryAfter when another try has a chance; null when none has
 */
record Problem(
        ProblemType type,
        int status,
        String detail,
        Map<String, Object> members,
        @Nullable Duration retryAfter) {

    static Problem of(ProblemType type, String detail) {
        return new Problem(type, type.status(), detail, Map.of(), null);
    }

    Problem with(Map<String, Object> added) {
        return new Problem(type, status, detail, added, retryAfter);
    }

    Problem after(Duration wait) {
        return new Problem(type, status, detail, members, wait);
    }

    Problem as(int otherStatus) {
        return new Problem(type, otherStatus, detail, members, retryAfter);
    }

    /** The value of {@code Retry-After}: whole seconds, at least one. */
    @Nullable
    String retryAfterSeconds() {
        return retryAfter == null
                ? null
                : Long.toString(Math.max(1, retryAfter.plusMillis(999).toSeconds()));
    }

    /** The members of the body, in the order in which they are written. */
    Map<String, Object> body(String requestId) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "/problems/" + type.slug());
        body.put("title", type.title());
        body.put("status", status);
        body.put("detail", detail);
        body.put("requestId", requestId);
        body.putAll(members);
        return body;
    }
}
