package dev.sluice.cli.migrate;

import dev.sluice.fetch.S3Config;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code IMGPROXY_USE_S3} with what narrows it. Here buckets are named one by one, or all are opened; so what is written is never more than
 * was allowed.
 */
final class Buckets {

    private static final String KEYS = "keys are found where imgproxy finds them, in AWS_ACCESS_KEY_ID and its like";
    private static final Pattern SOURCE = Pattern.compile("s3://([^/*]+)(/.*)?");

    private Buckets() {}

    /** @param sources {@code IMGPROXY_ALLOWED_SOURCES} */
    static Translation translate(@Nullable String allowed, @Nullable String denied, @Nullable String sources) {
        if (allowed != null) {
            return Translation.to(S3Config.BUCKETS, allowed.strip(), KEYS);
        }
        if (denied != null) {
            return Translation.none("buckets cannot be denied, only opened: name them in " + S3Config.BUCKETS.key());
        }
        Set<String> named = new LinkedHashSet<>();
        for (String source : sources == null ? new String[] {"*"} : sources.split(",", -1)) {
            String pattern = source.strip();
            Matcher matcher = SOURCE.matcher(pattern);
            if (pattern.isEmpty() || pattern.equals("*") || pattern.equals("s3://")) {
                return Translation.to(S3Config.BUCKETS, "*", "all buckets that the keys open; " + KEYS);
            }
            if (matcher.matches()) {
                named.add(matcher.group(1));
            }
        }
        return named.isEmpty()
                ? Translation.none("IMGPROXY_ALLOWED_SOURCES allows no bucket: name them in " + S3Config.BUCKETS.key())
                : Translation.to(S3Config.BUCKETS, String.join(",", named), "all keys of these buckets; " + KEYS);
    }
}
