package dev.sluice.image.vips;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What libvips said when something failed, without paths. Never leaves {@code dev.sluice.image}: the engine knows what it was doing
 * and turns it into one of the failures.
 */
public final class VipsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int MOST_CHARACTERS = 300;

    /** The line in which libvips says errno(3), under its present name and its older one. */
    private static final Pattern SYSTEM = Pattern.compile("\\n(?:system|unix) error: [^\\n]*(?=\\n)");

    private static final Pattern PATH = Pattern.compile("\"/[^\"\\n]*\"|'/[^'\\n]*'|(?<![^\\s:(])/[^\\s:\"']+");

    /** @param buffer the text of libvips' error buffer */
    VipsException(String buffer) {
        super(clean(buffer));
    }

    /** What libvips said: one line, never empty. */
    public String text() {
        return String.valueOf(getMessage());
    }

    /** The first line and the last, what began it and what it led to; between them what the system said, if it was asked. */
    static String clean(String buffer) {
        String text = PATH.matcher(buffer).replaceAll("the file").strip();
        int firstEnd = text.indexOf('\n');
        if (firstEnd >= 0) {
            Matcher system = SYSTEM.matcher(text);
            String reason = system.find(firstEnd) ? system.group() : "";
            text = (text.substring(0, firstEnd) + reason + text.substring(text.lastIndexOf('\n'))).replace("\n", "; ");
        }
        text = text.substring(0, Math.min(text.length(), MOST_CHARACTERS));
        return text.isEmpty() ? "libvips gave no reason" : text;
    }
}
