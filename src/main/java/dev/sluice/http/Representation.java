package dev.sluice.http;

import dev.sluice.units.MediaType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is said about a content besides its bytes (representation metadata, RFC 9110 section 8).
 *
 * @param contentType its media type
 * @param etag opaque tag of exactly these bytes, without quotes; null when there is none
 * @param lastModified when it last changed, in whole seconds; null when that is unknown
 * @param cacheControl how long others may keep it
 * @param headers more headers of its answers
 */
public record Representation(
        String contentType,
        @Nullable String etag,
        @Nullable Instant lastModified,
        String cacheControl,
        Map<String, String> headers) {

    public Representation {
        lastModified = lastModified == null ? null : lastModified.truncatedTo(ChronoUnit.SECONDS);
        headers = Map.copyOf(headers);
    }

    /** A content that is asked for again each time ({@code no-cache}). */
    public static Representation of(String contentType) {
        return new Representation(contentType, null, null, "no-cache", Map.of());
    }

    /** A picture that is asked for again each time ({@code no-cache}). */
    public static Representation of(MediaType type) {
        return of(type.text());
    }

    /** @param tag without quotes: visible ASCII characters but the quote */
    public Representation tagged(String tag) {
        return new Representation(contentType, tag, lastModified, cacheControl, headers);
    }

    public Representation modified(Instant instant) {
        return new Representation(contentType, etag, instant, cacheControl, headers);
    }

    /** @param value of {@code Cache-Control} */
    public Representation cached(String value) {
        return new Representation(contentType, etag, lastModified, value, headers);
    }

    public Representation header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Representation(contentType, etag, lastModified, cacheControl, more);
    }
}
