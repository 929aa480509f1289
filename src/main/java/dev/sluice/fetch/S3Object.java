package dev.sluice.fetch;

import dev.sluice.failure.OriginFailure;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A picture in a bucket.
 *
 * @param bucket one of those that may be read
 * @param key its name there, not escaped
 * @param version which one of several; null for the newest
 */
record S3Object(String bucket, String key, @Nullable String version) {

    /** Of S3 itself. */
    private static final int LONGEST_KEY = 1_024;

    /** Whether an address names one. */
    static boolean isNamedBy(URI address) {
        return "s3".equals(String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT));
    }

    /**
     * Reads {@code s3://bucket/key} or {@code s3://bucket/key?version}.
     *
     * @throws OriginFailure FORBIDDEN, saying which rule refuses it
     */
    static S3Object checked(URI address, S3Config config) {
        if (!config.enabled()) {
            throw forbidden("s3:// is not open here; fetch.s3.buckets names the buckets that are");
        }
        String bucket = String.valueOf(address.getRawAuthority());
        if (!config.opens(bucket)) {
            throw forbidden("the bucket is not one of fetch.s3.buckets");
        }
        String path = address.getPath();
        String key = path == null || path.isEmpty() ? "" : path.substring(1);
        int length = key.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > LONGEST_KEY) {
            throw forbidden("the address names no key of 1 to " + LONGEST_KEY + " bytes: write s3://bucket/key");
        }
        // What a server makes of them may lie in another bucket.
        if (Arrays.stream(key.split("/", -1)).anyMatch(part -> part.equals(".") || part.equals(".."))) {
            throw forbidden("keys with . or .. between slashes are not fetched");
        }
        return new S3Object(bucket, key, address.getQuery());
    }

    private static OriginFailure forbidden(String why) {
        return new OriginFailure(OriginFailure.Kind.FORBIDDEN, why);
    }
}
