package dev.sluice.image.vips;

import java.util.regex.Pattern;

/**
 * What libvips said when something failed, without paths. Never leaves {@code dev.sluice.image}: the engine knows what it was doing
 * and turns it into one of the failures.
 */
public final class VipsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int MOST_CHARACTERS = 300;
    private static final Pattern PATH = Pattern.compile("\"/[^\"\\n]*\"|'/[^'\\n]*'|(?<![^\\s:(])/[^\\s:\"']+");

    /** @param buffer the text of libvips' error buffer */
    VipsException(String buffer) {
        super(clean(buffer));
    }

    /** What libvips said: one line, never empty. */
    public String text() {
        return String.valueOf(getMessage());
    }

    /** The first line and the last: what began it, and what it led to. */
    static String clean(String buffer) {
        String text = PATH.matcher(buffer).replaceAll("the file").strip();
        int firstEnd = text.indexOf('\n');
        if (firstEnd >= 0) {
            text = text.substring(0, firstEnd) + "; " + text.substring(text.lastIndexOf('\n') + 1);
        }
        text = text.substring(0, Math.min(text.length(), MOST_CHARACTERS));
        return text.isEmpty() ? "libvips gave no reason" : text;
    }
}
