package dev.sluice.http;

import java.time.Instant;
import org.eclipse.jetty.http.HttpDateTime;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** The conditions of a request (RFC 9110, section 13). */
final class Conditions {

    private Conditions() {}

    /** Whether the client has it already: {@code If-None-Match}, or without one {@code If-Modified-Since}. */
    static boolean unchanged(HttpFields request, Representation content) {
        String noneMatch = request.get(HttpHeader.IF_NONE_MATCH);
        if (noneMatch != null) {
            return content.etag() != null && matches(noneMatch, content.etag());
        }
        Instant since = date(request.get(HttpHeader.IF_MODIFIED_SINCE));
        return since != null
                && content.lastModified() != null
                && !content.lastModified().isAfter(since);
    }

    /** Whether a range is still one of the content that the client began to fetch: {@code If-Range}, compared strongly. */
    static boolean rangeIsCurrent(HttpFields request, Representation content) {
        String condition = request.get(HttpHeader.IF_RANGE);
        if (condition == null) {
            return true;
        }
        if (condition.startsWith("\"")) {
            return condition.equals("\"" + content.etag() + "\"");
        }
        Instant date = date(condition);
        return date != null && date.equals(content.lastModified());
    }

    private static boolean matches(String list, String etag) {
        for (String part : list.split(",", -1)) {
            String tag = part.strip();
            String strong = tag.startsWith("W/") ? tag.substring(2) : tag;
            if (strong.equals("*") || strong.equals("\"" + etag + "\"")) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Instant date(@Nullable String text) {
        long millis = text == null ? -1 : HttpDateTime.parseToEpoch(text);
        return millis < 0 ? null : Instant.ofEpochMilli(millis);
    }
}
