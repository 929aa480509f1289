package dev.sluice.http;

import dev.sluice.config.Setting;
import dev.sluice.config.Values;
import java.util.List;

/**
 * What the user decides about who may ask.
 *
 * @param tokens any of them opens everything; empty asks for none
 * @param open path prefixes that anybody may read
 * @param hosts names under which the server may be addressed besides those of the loopback
 */
public record AccessConfig(List<String> tokens, List<String> open, List<String> hosts) {

    public static final Setting<List<String>> TOKEN = Setting.list(
                    "access.token",
                    "",
                    "Secret that requests must carry, as 'Authorization: Bearer ...'; several, separated by commas, are all"
                            + " good. Needed to listen on anything but a loopback address.")
            .check(
                    tokens -> tokens.stream().allMatch(AccessConfig::sound),
                    "of 16 to 200 visible ASCII characters each")
            .masked();
    public static final Setting<List<String>> PUBLIC = Setting.list(
                    "access.public",
                    "",
                    "Path prefixes that anybody may read without a token, for displays: /channels opens /channels and all"
                            + " below it.")
            .check(prefixes -> prefixes.stream().allMatch(prefix -> prefix.startsWith("/")), "paths that begin with /");
    public static final Setting<List<String>> HOSTS = Setting.list(
            "access.hosts",
            "",
            "Names under which the server is reached besides the loopback's, as through a reverse proxy: the name as it"
                    + " stands in the Host header, without port.");

    /** All settings of this record. */
    public static final List<Setting<?>> SETTINGS = List.of(TOKEN, PUBLIC, HOSTS);

    public AccessConfig {
        tokens = List.copyOf(tokens);
        open = List.copyOf(open);
        hosts = List.copyOf(hosts);
    }

    /** The configuration that {@code values} describe. */
    public static AccessConfig of(Values values) {
        return new AccessConfig(values.get(TOKEN), values.get(PUBLIC), values.get(HOSTS));
    }

    private static boolean sound(String token) {
        return token.length() >= 16 && token.length() <= 200 && token.chars().allMatch(c -> c > ' ' && c < 127);
    }
}
