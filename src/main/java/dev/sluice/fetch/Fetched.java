package dev.sluice.fetch;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An origin's answer, without its body. Header values are as they were sent, at most 16 KiB together; null where there was none.
 * Immutable.
 *
 * @param status 200, or 304 when what is already here is still good
 * @param etag {@code ETag}
 * @param lastModified {@code Last-Modified}
 * @param cacheControl {@code Cache-Control}, all of them joined by commas
 * @param age {@code Age}; zero when there was none
 * @param date {@code Date}; null also when it cannot be read
 * @param expires {@code Expires}; null also when it cannot be read
 * @param surrogateKey {@code Surrogate-Key}: names by which caches purge, separated by spaces
 * @param contentType {@code Content-Type}: a claim, not to be trusted
 * @param length bytes of the body that were handed on; zero for 304
 * @param source the address that answered, after all redirects
 */
public record Fetched(
        int status,
        @Nullable String etag,
        @Nullable String lastModified,
        @Nullable String cacheControl,
        Duration age,
        @Nullable Instant date,
        @Nullable Instant expires,
        @Nullable String surrogateKey,
        @Nullable String contentType,
        long length,
        URI source) {

    /** Whether the copy that is already here is still good: there was no body. */
    public boolean notModified() {
        return status == 304;
    }

    /** The same answer, for the address by which the asker knows it. */
    Fetched by(URI address) {
        return new Fetched(
                status,
                etag,
                lastModified,
                cacheControl,
                age,
                date,
                expires,
                surrogateKey,
                contentType,
                length,
                address);
    }

    /** What makes the next fetch of the same source a conditional one. */
    public Validators validators() {
        return new Validators(etag, lastModified);
    }
}
