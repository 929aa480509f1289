package dev.sluice.cli.migrate;

import dev.sluice.fetch.FetchConfig;
import dev.sluice.fetch.HostPattern;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code IMGPROXY_ALLOWED_SOURCES}: beginnings of URLs, in which {@code *} is anything without a slash. Here hosts are allowed, without
 * regard to scheme, port and path; so what is written is never more hosts than were allowed, and what of it is more or less is said.
 */
final class AllowedSources {

    /** A host that there cannot be (RFC 6761): a list without any host would allow all. */
    private static final String NOBODY = "nobody.invalid";

    private static final Pattern HTTP = Pattern.compile("(https?|http\\*|\\*)://([^/]*)(/.*)?");

    private final Set<String> hosts = new LinkedHashSet<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private boolean all;

    private AllowedSources() {}

    static Translation translate(String given) {
        AllowedSources sources = new AllowedSources();
        for (String pattern : given.split(",", -1)) {
            sources.add(pattern.strip());
        }
        return sources.result();
    }

    private Translation result() {
        List<String> sentences = new ArrayList<>(notes);
        sentences.add("local:/// sources are allowed where proxy.local-root is set, whatever stands here");
        if (all) {
            return Translation.none(String.join("; ", sentences));
        }
        if (hosts.isEmpty()) {
            hosts.add(NOBODY);
            sentences.addFirst("no host is left of it, so that one stands here that there cannot be");
        }
        return Translation.to(FetchConfig.ALLOW_HOSTS, String.join(",", hosts), String.join("; ", sentences));
    }

    private void add(String pattern) {
        if (pattern.isEmpty() || pattern.equals("*")) {
            all = true;
            notes.add("it allows every source");
            return;
        }
        if (pattern.startsWith("local://")) {
            return;
        }
        Matcher matcher = HTTP.matcher(pattern);
        if (!matcher.matches()) {
            notes.add("'" + pattern + "' is left out: only hosts of http and https can be allowed");
            return;
        }
        String path = matcher.group(3);
        String host = matcher.group(2);
        if (host.isEmpty() || host.equals("*")) {
            all = true;
            notes.add("'" + pattern + "' allows every host");
        } else {
            host(pattern, host, path);
        }
    }

    private void host(String pattern, String host, String path) {
        Optional<String> name = name(host.replaceFirst(":\\d+$", ""));
        if (name.isEmpty()) {
            notes.add("'" + pattern + "' is left out: only names and *. before one can be allowed");
            return;
        }
        hosts.add(name.get());
        notes.add("both http and https are allowed");
        if (path == null) {
            notes.add("'" + pattern
                    + "' without a slash at its end also allowed hosts that only begin so; here it does not");
        } else if (!path.equals("/") && !path.equals("/*")) {
            notes.add("'" + pattern + "': all paths of the host are allowed");
        }
        if (host.matches(".*:\\d+")) {
            notes.add("'" + pattern + "': ports are allowed by fetch.ports, for all hosts");
        }
    }

    private static Optional<String> name(String host) {
        try {
            return Optional.of(new HostPattern(host).text());
        } catch (IllegalArgumentException notAName) {
            return Optional.empty();
        }
    }
}
