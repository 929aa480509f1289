package dev.sluice.camera.ingest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server wants to see before it answers: one of the challenges of a {@code WWW-Authenticate} header (RFC 9110, section 11.6.1).
 *
 * @param scheme in lower case
 * @param parameters by name in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {

    private static final Pattern PART = Pattern.compile(
            "\\G[\\s,]*(?:([\\w!#$%&'*+.^`|~-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,\"]*))|([\\w!#$%&'*+.^`|~-]+))");

    Challenge {
        parameters = Map.copyOf(parameters);
    }

    /** All challenges of a header; what cannot be read ends them. */
    static List<Challenge> of(String value) {
        List<Challenge> challenges = new ArrayList<>();
        String scheme = "";
        Map<String, String> parameters = new HashMap<>();
        Matcher parts = PART.matcher(value);
        while (parts.find()) {
            if (parts.group(4) != null) {
                add(challenges, scheme, parameters);
                scheme = parts.group(4).toLowerCase(Locale.ROOT);
                parameters = new HashMap<>();
            } else {
                String quoted = parts.group(2);
                parameters.put(
                        parts.group(1).toLowerCase(Locale.ROOT),
                        quoted == null ? parts.group(3) : quoted.replaceAll("\\\\(.)", "$1"));
            }
        }
        add(challenges, scheme, parameters);
        return challenges;
    }

    private static void add(List<Challenge> challenges, String scheme, Map<String, String> parameters) {
        if (!scheme.isEmpty()) {
            challenges.add(new Challenge(scheme, parameters));
        }
    }

    /** A parameter; empty when it is not there. */
    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }
}
