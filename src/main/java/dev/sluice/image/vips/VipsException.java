package dev.sluice.image.vips;

import java.util.regex.Pattern;

/**
 * What libvips said when something failed, without paths. Never leaves {@code dev.sluice.image}: the engine knows what it was doing
 * and turns it into one of the failures.
 */
public final class VipsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int MOST_CHARACTERS = 300;
    private static final int MOST_LINES = 2;
    private static final Pattern PATH = Pattern.compile("\"/[^\"\\n]*\"|'/[^'\\n]*'|(?<![^\\s:(])/[^\\s:\"']+");

    /** @param buffer the text of libvips' error buffer */
    VipsException(String buffer) {
        super(clean(buffer));
    }

    /** What libvips said: one line, never empty. */
    public String text() {
        return String.valueOf(getMessage());
    }

    static String clean(String buffer) {
        String text = PATH.matcher(buffer).replaceAll("the file").strip();
        int end = -1;
        for (int line = 0; line < MOST_LINES; line++) {
            int next = text.indexOf('\n', end + 1);
            end = next < 0 ? text.length() : next;
        }
        text = text.substring(0, Math.min(end, MOST_CHARACTERS)).replace("\n", "; ");
        return text.isEmpty() ? "libvips gave no reason" : text;
    }
}
