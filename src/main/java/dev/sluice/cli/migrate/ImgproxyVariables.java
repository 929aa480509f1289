package dev.sluice.cli.migrate;

import static dev.sluice.cli.migrate.Rules.always;
import static dev.sluice.cli.migrate.Rules.flag;
import static dev.sluice.cli.migrate.Rules.networks;
import static dev.sluice.cli.migrate.Rules.none;
import static dev.sluice.cli.migrate.Rules.number;
import static dev.sluice.cli.migrate.Rules.seconds;
import static dev.sluice.cli.migrate.Rules.text;
import static dev.sluice.cli.migrate.Rules.whole;

import dev.sluice.fetch.FetchConfig;
import dev.sluice.fetch.S3Config;
import dev.sluice.governor.GovernorConfig;
import dev.sluice.http.AccessConfig;
import dev.sluice.http.HttpConfig;
import dev.sluice.image.EngineConfig;
import dev.sluice.proxy.ProxyConfig;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The table: what each variable of imgproxy 4.0 is here, by what its documentation says of it. A variable without a line of its own is
 * looked for among the groups, by how its name begins.
 */
final class ImgproxyVariables {

    private static final String BY_MEMORY =
            "what a picture may cost is decided by the bytes that it would take (memory, governor.*)";
    private static final String IN_URLS = "there is no default: write it in each URL";
    private static final String NOT_HERE = "Sluice has nothing like it";
    private static final String UNTIL_THEN = "there is no cache yet, and answers are good for a year";
    private static final String ENCODERS = "the parameters of the encoders are fixed";

    private static final Map<String, Function<String, Translation>> LINES = Map.ofEntries(
            // Server
            Map.entry("IMGPROXY_NETWORK", always("tcp", "only TCP is listened on: set http.host")),
            Map.entry("IMGPROXY_PATH_PREFIX", text(ProxyConfig.PREFIX)),
            Map.entry("IMGPROXY_TIMEOUT", seconds(HttpConfig.REQUEST_TIMEOUT, "")),
            Map.entry("IMGPROXY_READ_REQUEST_TIMEOUT", seconds(HttpConfig.HEADER_TIMEOUT, "")),
            Map.entry(
                    "IMGPROXY_WRITE_RESPONSE_TIMEOUT",
                    seconds(HttpConfig.WRITE_TIMEOUT, "it counts for each 64 KiB of an answer, not for all of it")),
            Map.entry(
                    "IMGPROXY_KEEP_ALIVE_TIMEOUT",
                    seconds(HttpConfig.IDLE_TIMEOUT, "silence in the midst of a request or an answer counts as well")),
            Map.entry(
                    "IMGPROXY_MAX_CLIENTS",
                    number(HttpConfig.MAX_CONNECTIONS, "connections are always limited, by http.max-connections")),
            Map.entry(
                    "IMGPROXY_SECRET",
                    given -> Translation.to(
                            AccessConfig.TOKEN,
                            given,
                            "a URL with a valid signature is answered without it; everything else needs it")),
            Map.entry("IMGPROXY_HEALTH_CHECK_PATH", always("/health", "the path is /health")),
            Map.entry("IMGPROXY_GRACEFUL_STOP_TIMEOUT", none("requests are finished within http.request-timeout")),
            // Work
            Map.entry(
                    "IMGPROXY_WORKERS", number(GovernorConfig.CORES, "Sluice takes two for each processor, at most 8")),
            Map.entry(
                    "IMGPROXY_CONCURRENCY",
                    number(GovernorConfig.CORES, "Sluice takes two for each processor, at most 8")),
            Map.entry(
                    "IMGPROXY_REQUESTS_QUEUE_SIZE",
                    number(GovernorConfig.QUEUE_LENGTH, "the queue is always limited, by governor.queue-length")),
            Map.entry("IMGPROXY_MAX_SRC_RESOLUTION", none(BY_MEMORY)),
            Map.entry(
                    "IMGPROXY_MAX_ANIMATION_FRAMES",
                    number(
                            EngineConfig.MAX_FRAMES,
                            "an animation with more frames is refused, not cut; 1 takes the first")),
            Map.entry("IMGPROXY_MAX_ANIMATION_FRAME_RESOLUTION", none(BY_MEMORY)),
            Map.entry("IMGPROXY_MAX_RESULT_DIMENSION", none(BY_MEMORY)),
            Map.entry("IMGPROXY_MAX_SRC_FILE_SIZE", whole(ImgproxyVariables::fileSize)),
            // Signatures and sources
            Map.entry("IMGPROXY_KEY", text(ProxyConfig.KEYS)),
            Map.entry("IMGPROXY_SALT", text(ProxyConfig.SALTS)),
            Map.entry("IMGPROXY_SIGNATURE_SIZE", text(ProxyConfig.SIGNATURE_SIZE)),
            Map.entry("IMGPROXY_TRUSTED_SIGNATURES", none("every signature must be made with a key")),
            Map.entry("IMGPROXY_ALLOWED_SOURCES", AllowedSources::translate),
            Map.entry("IMGPROXY_LOCAL_FILESYSTEM_ROOT", text(ProxyConfig.LOCAL_ROOT)),
            Map.entry(
                    "IMGPROXY_ALLOW_LOOPBACK_SOURCE_ADDRESSES",
                    networks(FetchConfig.ALLOW_NETWORKS, "127.0.0.0/8,::1/128")),
            Map.entry(
                    "IMGPROXY_ALLOW_LINK_LOCAL_SOURCE_ADDRESSES",
                    networks(FetchConfig.ALLOW_NETWORKS, "169.254.0.0/16,fe80::/10")),
            Map.entry(
                    "IMGPROXY_ALLOW_PRIVATE_SOURCE_ADDRESSES",
                    networks(FetchConfig.ALLOW_NETWORKS, ImgproxyMigration.PRIVATE_NETWORKS)),
            Map.entry("IMGPROXY_S3_ENDPOINT", text(S3Config.ENDPOINT)),
            Map.entry(
                    "IMGPROXY_S3_ENDPOINT_USE_PATH_STYLE",
                    flag(on -> Translation.to(S3Config.PATH_STYLE, Boolean.toString(on)))),
            Map.entry("IMGPROXY_S3_REGION", text(S3Config.REGION)),
            Map.entry("IMGPROXY_DOWNLOAD_TIMEOUT", seconds(FetchConfig.TOTAL_TIMEOUT, "")),
            Map.entry("IMGPROXY_MAX_REDIRECTS", text(FetchConfig.MAX_REDIRECTS)),
            Map.entry("IMGPROXY_IGNORE_SSL_VERIFICATION", always(false, "certificates are always checked")),
            Map.entry("IMGPROXY_USER_AGENT", none("it cannot be changed")),
            Map.entry("IMGPROXY_CLIENT_KEEP_ALIVE_TIMEOUT", none("it cannot be changed")),
            Map.entry("IMGPROXY_BASE_URL", none("sources are whole URLs")),
            Map.entry("IMGPROXY_ARGUMENTS_SEPARATOR", always(":", "arguments are separated by colons")),
            Map.entry("IMGPROXY_SOURCE_URL_QUERY_SEPARATOR", always("?", "a query begins with a question mark")),
            Map.entry("IMGPROXY_BASE64_URL_INCLUDES_FILENAME", always(false, NOT_HERE)),
            Map.entry("IMGPROXY_ALLOW_SECURITY_OPTIONS", always(false, NOT_HERE)),
            Map.entry("IMGPROXY_ONLY_PRESETS", always(false, NOT_HERE)),
            // Pictures
            Map.entry("IMGPROXY_QUALITY", always("80", IN_URLS + ", as q:80")),
            Map.entry("IMGPROXY_FORMAT_QUALITY", none(IN_URLS + ", as fq:webp:79:avif:63, which are the defaults")),
            Map.entry("IMGPROXY_STRIP_METADATA", always(true, "metadata is always removed")),
            Map.entry("IMGPROXY_STRIP_COLOR_PROFILE", always(true, "pictures are always turned into sRGB")),
            Map.entry("IMGPROXY_KEEP_COPYRIGHT", always(true, IN_URLS + ", as kcr:0")),
            Map.entry("IMGPROXY_AUTO_ROTATE", always(true, "pictures are always turned upright")),
            Map.entry("IMGPROXY_ENFORCE_THUMBNAIL", always(false, NOT_HERE)),
            Map.entry("IMGPROXY_PRESERVE_HDR", always(false, NOT_HERE)),
            Map.entry("IMGPROXY_USE_LINEAR_COLORSPACE", always(false, NOT_HERE)),
            Map.entry("IMGPROXY_ALWAYS_RASTERIZE_SVG", always(true, "an SVG is never passed on, it may hold scripts")),
            // Answers
            Map.entry("IMGPROXY_TTL", always("31536000", UNTIL_THEN)),
            Map.entry("IMGPROXY_CACHE_CONTROL_PASSTHROUGH", always(false, UNTIL_THEN)),
            Map.entry("IMGPROXY_USE_ETAG", always(false, UNTIL_THEN)),
            Map.entry("IMGPROXY_USE_LAST_MODIFIED", always(false, UNTIL_THEN)),
            Map.entry("IMGPROXY_SET_CANONICAL_HEADER", always(false, NOT_HERE)),
            Map.entry(
                    "IMGPROXY_ENABLE_DEBUG_HEADERS",
                    always(false, "X-Image-Width, X-Image-Height and Server-Timing are always sent")),
            Map.entry("IMGPROXY_DEVELOPMENT_ERRORS_MODE", always(false, "errors always say what was wrong, as JSON")));

    private static final Map<String, Function<String, Translation>> GROUPS = Map.ofEntries(
            Map.entry("IMGPROXY_PRESETS", none("there are no presets yet: write the options in each URL")),
            Map.entry("IMGPROXY_WATERMARK_", none("there are no watermarks yet")),
            Map.entry("IMGPROXY_FALLBACK_IMAGE_", none("an error is answered as an error")),
            Map.entry("IMGPROXY_AUTO_", none("the format is the URL's to say, as @webp")),
            Map.entry("IMGPROXY_ENFORCE_", none("the format is the URL's to say, as @webp")),
            Map.entry("IMGPROXY_JPEG_", none(ENCODERS)),
            Map.entry("IMGPROXY_PNG_", none(ENCODERS)),
            Map.entry("IMGPROXY_WEBP_", none(ENCODERS)),
            Map.entry("IMGPROXY_AVIF_", none(ENCODERS)),
            Map.entry("IMGPROXY_JXL_", none(ENCODERS)),
            Map.entry("IMGPROXY_USE_", none("sources are http, https, S3 and local")),
            Map.entry("IMGPROXY_S3_", none(NOT_HERE)),
            Map.entry("IMGPROXY_GCS_", none("sources are http, https, S3 and local")),
            Map.entry("IMGPROXY_ABS_", none("sources are http, https, S3 and local")),
            Map.entry("IMGPROXY_SWIFT_", none("sources are http, https, S3 and local")),
            Map.entry("IMGPROXY_COOKIE_", none("no cookies are passed on")),
            Map.entry("IMGPROXY_ENV_", none("run it where the variables are set already")),
            Map.entry("IMGPROXY_LOG_", none("the log has one line for each event; SLUICE_LOG sets its level")),
            Map.entry("IMGPROXY_SYSLOG_", none("the log goes to standard error, from where systemd takes it")),
            Map.entry("IMGPROXY_PROMETHEUS_", none("look at /memory_status and /system-resources")),
            Map.entry("IMGPROXY_", none(NOT_HERE)));

    private ImgproxyVariables() {}

    /** What a variable with this value is here; empty when it is none of imgproxy's. */
    static Optional<Translation> translate(String name, String value) {
        Function<String, Translation> line = LINES.get(name);
        for (int end = name.length(); line == null && end > 0; end--) {
            line = GROUPS.get(name.substring(0, end));
        }
        return Optional.ofNullable(line).map(found -> found.apply(value));
    }

    private static Translation fileSize(int bytes) {
        return bytes == 0
                ? Translation.none("the size of what is fetched is always limited, by fetch.max-bytes")
                : Translation.to(FetchConfig.MAX_BYTES, bytes + "B", "files of proxy.local-root are not limited by it");
    }
}
