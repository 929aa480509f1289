package dev.sluice.cli.migrate;

import dev.sluice.config.Setting;
import dev.sluice.failure.BadInput;
import dev.sluice.fetch.FetchConfig;
import dev.sluice.http.AccessConfig;
import dev.sluice.http.HttpConfig;
import dev.sluice.proxy.ProxyConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@code sluice.yaml} of imgproxy's variables: what means the same, with what is different in comments, and behind it what has no
 * meaning here. Values of secrets stand only where they are settings.
 */
public final class ImgproxyMigration {

    /** What {@code IMGPROXY_ALLOW_PRIVATE_SOURCE_ADDRESSES} opens: RFC 1918, RFC 6598 and RFC 4193. */
    static final String PRIVATE_NETWORKS = "10.0.0.0/8,100.64.0.0/10,172.16.0.0/12,192.168.0.0/16,fc00::/7";

    private static final String PREFIX = "IMGPROXY_";
    private static final String LOOPBACK = "127\\..*|localhost|::1";

    private final Map<String, String> given = new TreeMap<>();
    private final Map<Setting<?>, String> values = new LinkedHashMap<>();
    private final Map<Setting<?>, List<String>> notes = new LinkedHashMap<>();
    private final List<String> leftOut = new ArrayList<>();
    private final List<String> different = new ArrayList<>();

    private ImgproxyMigration(Map<String, String> variables) {
        variables.forEach((name, value) -> {
            if ((name.startsWith(PREFIX) || name.equals("PORT")) && !value.isBlank()) {
                given.put(name, value);
            }
        });
    }

    /**
     * The file.
     *
     * @param variables all there are; those that are empty, or not imgproxy's, do not count
     * @throws BadInput when there is none of imgproxy's
     */
    public static String yaml(Map<String, String> variables) {
        ImgproxyMigration migration = new ImgproxyMigration(variables);
        if (migration.given.keySet().stream().noneMatch(name -> name.startsWith(PREFIX))) {
            throw new BadInput(
                    BadInput.Kind.PARAMETER,
                    "there is no variable that begins with " + PREFIX + ": name the file that imgproxy's are in");
        }
        migration.signatures();
        migration.address();
        migration.prefix();
        migration.buckets();
        migration.given.forEach((name, value) ->
                ImgproxyVariables.translate(name, value).ifPresent(translation -> migration.add(name, translation)));
        migration.differences();
        return migration.text();
    }

    /** Keys and salts belong together: imgproxy does not start with another number of them, nor does Sluice. */
    private void signatures() {
        String keys = given.get("IMGPROXY_KEY");
        String salts = given.get("IMGPROXY_SALT");
        if (keys == null && salts == null) {
            add("without IMGPROXY_KEY", Translation.to(ProxyConfig.ALLOW_UNSIGNED, "true"));
        } else if (count(keys) != count(salts)) {
            given.remove("IMGPROXY_KEY");
            given.remove("IMGPROXY_SALT");
            leftOut.add("IMGPROXY_KEY, IMGPROXY_SALT: there are " + count(keys) + " keys and " + count(salts)
                    + " salts; imgproxy would not start with them");
        }
    }

    /** Before all other sources, since those narrow it. */
    private void buckets() {
        String use = given.remove("IMGPROXY_USE_S3");
        String allowed = given.remove("IMGPROXY_S3_ALLOWED_BUCKETS");
        String denied = given.remove("IMGPROXY_S3_DENIED_BUCKETS");
        String sources = given.get("IMGPROXY_ALLOWED_SOURCES");
        if (use != null) {
            Function<Boolean, Translation> rule = on -> on
                    ? Buckets.translate(allowed, denied, sources)
                    : Translation.none("as it is here without a setting");
            add("IMGPROXY_USE_S3", Rules.flag(rule).apply(use));
        } else if (allowed != null || denied != null) {
            add(
                    "IMGPROXY_S3_ALLOWED_BUCKETS, IMGPROXY_S3_DENIED_BUCKETS",
                    Translation.none("IMGPROXY_USE_S3 is not set"));
        }
    }

    private static int count(@Nullable String list) {
        return list == null ? 0 : list.split(",", -1).length;
    }

    private void prefix() {
        if (!given.containsKey("IMGPROXY_PATH_PREFIX")) {
            add("without IMGPROXY_PATH_PREFIX", Translation.to(ProxyConfig.PREFIX, "/"));
        }
    }

    /** {@code IMGPROXY_BIND}, else {@code PORT}, else what imgproxy does without either. */
    private void address() {
        String port = given.remove("PORT");
        String bind = given.remove("IMGPROXY_BIND");
        String origin = bind != null ? "IMGPROXY_BIND" : port != null ? "PORT" : "without IMGPROXY_BIND";
        String address = bind != null ? bind.strip() : ":" + (port != null ? port.strip() : "8080");
        int colon = address.lastIndexOf(':');
        if (colon < 0) {
            add(origin, Translation.none("it has no port: write it as http.host and http.port"));
            return;
        }
        String host = address.substring(0, colon).replaceAll("[\\[\\]]", "");
        add(origin, Translation.to(HttpConfig.PORT, address.substring(colon + 1)));
        add(origin, Translation.to(HttpConfig.HOST, host.isEmpty() ? "0.0.0.0" : host));
        if (!host.matches(LOOPBACK) && !given.containsKey("IMGPROXY_SECRET")) {
            different.add(
                    "To be reached from other machines Sluice needs access.token, although signed URLs are answered without it:"
                            + " start it with SLUICE_ACCESS_TOKEN=$(openssl rand -hex 24)");
        }
    }

    /** Where imgproxy's default is another one, and what it would be here. */
    private void differences() {
        if (!given.containsKey("IMGPROXY_ALLOW_PRIVATE_SOURCE_ADDRESSES")) {
            different.add("imgproxy fetches from private networks, Sluice from none that is not opened, as by");
            different.add("  " + FetchConfig.ALLOW_NETWORKS.key() + ": " + quoted(PRIVATE_NETWORKS));
        }
        different.add("imgproxy fetches from every port, Sluice from " + FetchConfig.PORTS.fallback() + " ("
                + FetchConfig.PORTS.key() + ")");
        if (values.containsKey(ProxyConfig.ALLOW_UNSIGNED) && !values.containsKey(AccessConfig.TOKEN)) {
            different.add("Unsigned URLs are answered to this machine only, and elsewhere to who has the token");
        }
    }

    private void add(String name, Translation translation) {
        if (translation.values().isEmpty()) {
            leftOut.add(name + ": " + translation.note());
        }
        for (Translation.Value value : translation.values()) {
            if (values.containsKey(value.setting()) && !value.setting().equals(FetchConfig.ALLOW_NETWORKS)) {
                leftOut.add(name + ": another variable sets " + value.setting().key());
                continue;
            }
            values.merge(value.setting(), value.text(), (earlier, more) -> earlier + "," + more);
            List<String> lines = notes.computeIfAbsent(value.setting(), setting -> new ArrayList<>());
            lines.add(translation.note().isEmpty() ? name : name + ": " + translation.note());
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder("# Made of imgproxy's variables by sluice migrate-imgproxy.\n");
        values.forEach((setting, value) -> {
            text.append('\n');
            notes.getOrDefault(setting, List.of()).forEach(note -> comment(text, note));
            text.append(setting.key()).append(": ").append(quoted(value)).append('\n');
        });
        section(text, "What Sluice does otherwise", different);
        section(text, "What has no setting here", leftOut);
        return text.toString();
    }

    private static void section(StringBuilder text, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            text.append("\n# ").append(title).append(":\n");
            lines.forEach(line -> comment(text, line));
        }
    }

    private static void comment(StringBuilder text, String line) {
        text.append("# ").append(line.replaceAll("[^ -~]", "?")).append('\n');
    }

    /** A double-quoted scalar of YAML 1.2, which takes the escapes of JSON. */
    private static String quoted(String value) {
        StringBuilder text = new StringBuilder("\"");
        for (int at = 0; at < value.length(); at++) {
            char letter = value.charAt(at);
            if (letter == '"' || letter == '\\') {
                text.append('\\').append(letter);
            } else if (letter < ' ' || letter > '~') {
                text.append("\\u%04x".formatted((int) letter));
            } else {
                text.append(letter);
            }
        }
        return text.append('"').toString();
    }
}
