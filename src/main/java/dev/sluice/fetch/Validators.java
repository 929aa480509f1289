package dev.sluice.fetch;

import org.jspecify.annotations.Nullable;

/**
 * What an origin said of the copy that is already here, as it said it; sent back so that it can answer 304.
 *
 * @param etag for {@code If-None-Match}; null when it gave none
 * @param lastModified for {@code If-Modified-Since}; null when it gave none
 */
public record Validators(@Nullable String etag, @Nullable String lastModified) {

    /** Nothing is here yet. */
    public static final Validators NONE = new Validators(null, null);

    boolean isEmpty() {
        return etag == null && lastModified == null;
    }
}
