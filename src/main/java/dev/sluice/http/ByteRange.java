package dev.sluice.http;

/**
 * Which bytes of a content a request asks for (RFC 9110, section 14).
 */
sealed interface ByteRange {

    /** All of it. */
    record Whole() implements ByteRange {}

    /** The bytes from {@code first} to {@code last}, both included. */
    record Part(long first, long last) implements ByteRange {}

    /** No byte that is there. */
    record Outside() implements ByteRange {}

    /**
     * Reads a {@code Range} header. What is not understood asks for all, as the RFC wants; so do several ranges at once, to
     * which a server may answer like that.
     *
     * @param length bytes of the content
     */
    static ByteRange of(String header, long length) {
        int dash = header.indexOf('-');
        if (!header.regionMatches(true, 0, "bytes=", 0, 6) || dash < 6 || header.indexOf(',') >= 0) {
            return new Whole();
        }
        String from = header.substring(6, dash).strip();
        String to = header.substring(dash + 1).strip();
        long first = number(from);
        long last = number(to);
        if (first == BAD || last == BAD || (first == NONE && last == NONE) || (last != NONE && first > last)) {
            return new Whole();
        }
        if (first == NONE) {
            return last == 0 || length == 0 ? new Outside() : new Part(Math.max(0, length - last), length - 1);
        }
        if (first >= length) {
            return new Outside();
        }
        return new Part(first, last == NONE ? length - 1 : Math.min(last, length - 1));
    }

    /** The number is not given. */
    long NONE = -1;

    /** It is no number. */
    long BAD = -2;

    private static long number(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || i == 18) {
                return BAD;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
