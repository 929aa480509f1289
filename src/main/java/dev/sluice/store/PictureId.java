package dev.sluice.store;

import java.time.Instant;
import java.util.Optional;

/**
 * The name of a kept picture: a UUID of version 7 (RFC 9562, section 5.7) in lower case, so that names in alphabetical order are
 * in the order of time. Safe as a file name and in a URL.
 *
 * @param text 36 characters
 */
public record PictureId(String text) implements Comparable<PictureId> {

    static final int LENGTH = 36;

    /** The bits of the milliseconds that pictures of one folder may differ in. */
    static final int FOLDER_SHIFT = 24;

    static final int FOLDER_DIGITS = 6;

    /** @throws IllegalArgumentException when {@code text} is not such a UUID */
    public PictureId {
        if (!valid(text)) {
            throw new IllegalArgumentException("not the identifier of a picture");
        }
    }

    /** The identifier that a stranger wrote; empty when it cannot be one. */
    public static Optional<PictureId> parse(String text) {
        return valid(text) ? Optional.of(new PictureId(text)) : Optional.empty();
    }

    private static boolean valid(String text) {
        if (text.length() != LENGTH || text.charAt(14) != '7' || "89ab".indexOf(text.charAt(19)) < 0) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
            boolean right = hyphen ? c == '-' : isDigit(c);
            if (!right) {
                return false;
            }
        }
        return true;
    }

    /** Whether a character is a lower-case hexadecimal digit. */
    static boolean isDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }

    /** When it was given, to the millisecond. */
    public Instant time() {
        return Instant.ofEpochMilli(millis());
    }

    long millis() {
        return Long.parseLong(text, 0, 8, 16) << 16 | Long.parseLong(text, 9, 13, 16);
    }

    /** The 12 bits that order identifiers of one millisecond. */
    int counter() {
        return Integer.parseInt(text, 15, 18, 16);
    }

    /** The folder of pictures of about the same time: 2^24 ms, 4 hours and 40 minutes. */
    String folder() {
        return text.substring(0, FOLDER_DIGITS);
    }

    @Override
    public int compareTo(PictureId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
