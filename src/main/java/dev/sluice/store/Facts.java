package dev.sluice.store;

import dev.sluice.units.Digest;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;

/**
 * What is known of a picture when it is put into the store.
 *
 * @param type how it is kept
 * @param size as it is kept
 * @param digest of the bytes that were received, which are not those that are kept
 * @param key what makes two uploads the same: the digest in hexadecimal and, when it is kept in a form that was asked for, that
 *     form, as in {@code <64 digits>-png6-2000}; lower-case letters, digits, hyphens and dots, at most {@value #MAX_KEY}
 * @param name the name of the file that was received, for people; made harmless here; may be empty
 * @param original the kind of picture that was received
 */
public record Facts(MediaType type, PixelSize size, Digest digest, String key, String name, MediaType original) {

    private static final int MAX_KEY = 200;
    private static final int DIGITS = 64;
    private static final int MAX_NAME = 120;

    /** @throws IllegalArgumentException when {@code key} is not of the form described */
    public Facts {
        requireKey(key);
        name = harmless(name);
    }

    static void requireKey(String key) {
        boolean right = key.length() >= DIGITS && key.length() <= MAX_KEY;
        for (int i = 0; right && i < key.length(); i++) {
            char c = key.charAt(i);
            right = PictureId.isDigit(c) || (i >= DIGITS && ((c >= 'g' && c <= 'z') || c == '-' || c == '.'));
        }
        if (!right) {
            throw new IllegalArgumentException("not a key for a picture: " + key);
        }
    }

    /** The last part of a path, without what could hide or forge something where it is shown, cut to a bound. */
    private static String harmless(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        StringBuilder kept = new StringBuilder();
        last.codePoints().filter(Facts::visible).limit(MAX_NAME).forEach(kept::appendCodePoint);
        return kept.toString().strip();
    }

    private static boolean visible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
