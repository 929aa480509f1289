package dev.sluice.fetch;

import dev.sluice.config.Setting;
import dev.sluice.config.Values;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the user decides about pictures of S3, and of servers that speak like it.
 *
 * @param buckets the only ones that are read; {@code *} for all, empty for none
 * @param endpoint where they are, http or https; empty for AWS
 * @param region whose signatures are made; empty for what the SDK finds
 * @param pathStyle whether an endpoint of one's own wants the bucket in the path
 * @param accessKey who asks; empty for whom the SDK finds
 * @param secretKey of the access key; empty without one
 */
public record S3Config(
        List<String> buckets, String endpoint, String region, boolean pathStyle, String accessKey, String secretKey) {

    static final String ALL = "*";

    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    public static final Setting<List<String>> BUCKETS = Setting.list(
                    "fetch.s3.buckets",
                    "",
                    "The only buckets that s3://bucket/key may name; * for all that the keys open. Empty turns s3:// off.")
            .check(
                    buckets -> buckets.stream().allMatch(bucket -> bucket.equals(ALL) || isBucket(bucket)),
                    "names of 3 to 63 lower-case letters, digits, dots and hyphens, or *");
    public static final Setting<String> ENDPOINT = Setting.text(
                    "fetch.s3.endpoint",
                    "",
                    "Where the buckets are, as http://minio:9000. It is yours, so fetch.allow-networks, fetch.allow-hosts and fetch.ports do"
                            + " not count for it. Empty for AWS.")
            .check(
                    endpoint -> endpoint.isEmpty() || isEndpoint(endpoint),
                    "http:// or https:// with a host, and nothing behind its port");
    public static final Setting<String> REGION = Setting.text(
                    "fetch.s3.region",
                    "",
                    "The region of the buckets. Empty for us-east-1 with an endpoint of one's own, else for what AWS_REGION or the SDK's"
                            + " other places say.")
            .check(region -> region.matches("[a-z0-9-]{0,64}"), "lower-case letters, digits and hyphens");
    public static final Setting<Boolean> PATH_STYLE = Setting.flag(
            "fetch.s3.path-style",
            true,
            "Whether the server of fetch.s3.endpoint has the bucket in the path, and not before its host.");
    public static final Setting<String> ACCESS_KEY = Setting.text(
            "fetch.s3.access-key",
            "",
            "Who reads the buckets. Empty for whom the AWS SDK finds: its variables, its files, the machine's or container's role.");
    public static final Setting<String> SECRET_KEY = Setting.text(
                    "fetch.s3.secret-key", "", "The secret that belongs to fetch.s3.access-key.")
            .masked();

    /** All settings of this record. */
    public static final List<Setting<?>> SETTINGS =
            List.of(BUCKETS, ENDPOINT, REGION, PATH_STYLE, ACCESS_KEY, SECRET_KEY);

    /** @throws IllegalArgumentException when there is one key without the other */
    public S3Config {
        buckets = List.copyOf(buckets);
        if (accessKey.isEmpty() != secretKey.isEmpty()) {
            throw new IllegalArgumentException(
                    "fetch.s3.access-key and fetch.s3.secret-key belong together: set both, or neither");
        }
    }

    /** The configuration that {@code values} describe. */
    public static S3Config of(Values values) {
        return new S3Config(
                values.get(BUCKETS),
                values.get(ENDPOINT),
                values.get(REGION),
                values.get(PATH_STYLE),
                values.get(ACCESS_KEY),
                values.get(SECRET_KEY));
    }

    /** Whether anything is fetched from S3. */
    public boolean enabled() {
        return !buckets.isEmpty();
    }

    boolean opens(String bucket) {
        return isBucket(bucket) && (buckets.contains(ALL) || buckets.contains(bucket));
    }

    private static boolean isBucket(String name) {
        return BUCKET.matcher(name).matches();
    }

    private static boolean isEndpoint(String text) {
        try {
            URI uri = new URI(text);
            String path = uri.getRawPath();
            return String.valueOf(uri.getScheme()).matches("https?")
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && (path == null || path.isEmpty() || path.equals("/"))
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException unreadable) {
            return false;
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "S3Config[buckets=" + buckets + ", endpoint=" + endpoint + ", region=" + region + ", pathStyle="
                + pathStyle + ", accessKey=" + accessKey + "]";
    }
}
