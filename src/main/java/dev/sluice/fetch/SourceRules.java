package dev.sluice.fetch;

import dev.sluice.failure.OriginFailure;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an address must look like before anything is asked of it: the first one and each that it redirects to. Immutable. */
final class SourceRules {

    private static final int LONGEST = 4_096;

    private final FetchConfig config;

    SourceRules(FetchConfig config) {
        this.config = config;
    }

    /**
     * The address as it is asked for: scheme and host in lower case, without a fragment.
     *
     * @throws OriginFailure FORBIDDEN, saying which rule refuses it
     */
    URI checked(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw forbidden("only addresses that begin with http:// or https:// are fetched");
        }
        if (address.toString().length() > LONGEST) {
            throw forbidden("the address is longer than " + LONGEST + " characters");
        }
        if (address.getRawUserInfo() != null) {
            throw forbidden("an address with a user name or password in it is not fetched; leave them out");
        }
        String host = HostPattern.normal(address);
        if (host.isEmpty()) {
            throw forbidden("the address names no host that can be used; write other scripts in their xn-- form");
        }
        checkHost(host);
        int port = port(address, scheme);
        if (!config.ports().contains(port)) {
            throw forbidden("port " + port + " is not one of fetch.ports");
        }
        return URI.create(scheme + "://" + host + (address.getPort() < 0 ? "" : ":" + port) + path(address.getRawPath())
                + query(address.getRawQuery()));
    }

    private void checkHost(String host) {
        if (config.denyHosts().stream().anyMatch(pattern -> pattern.matches(host))) {
            throw forbidden("the host is one of fetch.deny-hosts");
        }
        if (!config.allowHosts().isEmpty()
                && config.allowHosts().stream().noneMatch(pattern -> pattern.matches(host))) {
            throw forbidden("the host is not one of fetch.allow-hosts");
        }
    }

    private static int port(URI address, String scheme) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return scheme.equals("https") ? 443 : 80;
    }

    private static String path(@Nullable String path) {
        return path == null || path.isEmpty() ? "/" : path;
    }

    private static String query(@Nullable String query) {
        return query == null ? "" : "?" + query;
    }

    private static OriginFailure forbidden(String why) {
        return new OriginFailure(OriginFailure.Kind.FORBIDDEN, why);
    }
}
