package dev.sluice.fetch;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which hosts are meant: {@code example.com} that one, {@code *.example.com} all below it but not itself. Case does not matter, nor
 * does a dot at the end of a name.
 *
 * @param text as it was written, in lower case
 */
public record HostPattern(String text) {

    private static final Pattern SYNTAX =
            Pattern.compile("(\\*\\.)?[a-z0-9_]([a-z0-9_-]*)(\\.[a-z0-9_][a-z0-9_-]*)*|\\[[0-9a-f:.]+]");

    /** @throws IllegalArgumentException saying what would be right */
    public HostPattern {
        text = text.strip().toLowerCase(Locale.ROOT);
        if (!SYNTAX.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'" + text
                            + "' is not the name of hosts: write example.com, or *.example.com for all below it, without scheme or port");
        }
    }

    /** @param host as {@link #normal} makes it */
    boolean matches(String host) {
        return text.startsWith("*.")
                ? host.endsWith(text.substring(1)) && host.length() >= text.length()
                : text.equals(host);
    }

    /** The host of an address in lower case, without dots at its end; empty when it has none that can be used. */
    static String normal(URI address) {
        String host = address.getHost();
        return host == null ? "" : host.toLowerCase(Locale.ROOT).replaceFirst("\\.+$", "");
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
