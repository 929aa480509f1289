package dev.sluice.fetch;

import dev.sluice.failure.OriginFailure;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** Reads the headers of an answer. What cannot be read counts as not there. */
final class AnswerHeaders {

    /** Whole seconds, RFC 9110 section 10.2.3 and RFC 9111 section 1.2.2; the longest are 31 years. */
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    private AnswerHeaders() {}

    static Fetched fetched(int status, HttpFields headers, long length, URI source) {
        return new Fetched(
                status,
                headers.get(HttpHeader.ETAG),
                headers.get(HttpHeader.LAST_MODIFIED),
                joined(headers.getValuesList(HttpHeader.CACHE_CONTROL)),
                orZero(seconds(headers.get(HttpHeader.AGE))),
                date(headers.get(HttpHeader.DATE)),
                date(headers.get(HttpHeader.EXPIRES)),
                headers.get("Surrogate-Key"),
                headers.get(HttpHeader.CONTENT_TYPE),
                length,
                source);
    }

    /**
     * Where a redirect leads.
     *
     * @throws OriginFailure BROKEN when it leads nowhere
     */
    static URI location(HttpFields headers, URI from) {
        String location = headers.get(HttpHeader.LOCATION);
        if (location != null) {
            try {
                return from.resolve(location.strip());
            } catch (IllegalArgumentException notAnAddress) {
                throw new OriginFailure(
                        OriginFailure.Kind.BROKEN,
                        "the picture's server redirects to something that is not an address",
                        notAnAddress);
            }
        }
        throw new OriginFailure(OriginFailure.Kind.BROKEN, "the picture's server redirects without saying where to");
    }

    /** How long to wait; a moment counts from the answer's own {@code Date}. At most a day. */
    static @Nullable Duration retryAfter(HttpFields headers) {
        String text = headers.get(HttpHeader.RETRY_AFTER);
        Duration wait = seconds(text);
        Instant until = date(text);
        Instant now = date(headers.get(HttpHeader.DATE));
        if (wait == null && until != null && now != null) {
            wait = until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
        }
        return wait != null && wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    private static @Nullable Duration seconds(@Nullable String text) {
        return text != null && SECONDS.matcher(text.strip()).matches()
                ? Duration.ofSeconds(Long.parseLong(text.strip()))
                : null;
    }

    private static Duration orZero(@Nullable Duration duration) {
        return duration == null ? Duration.ZERO : duration;
    }

    private static @Nullable Instant date(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip(), Instant::from);
        } catch (DateTimeParseException unreadable) {
            return null;
        }
    }

    private static @Nullable String joined(List<String> values) {
        return values.isEmpty() ? null : String.join(", ", values);
    }
}
