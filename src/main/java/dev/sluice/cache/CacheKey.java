package dev.sluice.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The name of an entry: the first 128 bits of the SHA-256 of what the entry is made of. Takes 32 bytes.
 *
 * @param high the first 64 bits
 * @param low the next 64 bits
 */
public record CacheKey(long high, long low) {

    /** Changes when the same parts come to stand for other bytes, so that no entry of an older version is taken for a new one. */
    private static final String VERSION = "sluice-1";

    private static final int DIGITS = 32;

    /** The key of these parts, in their order; parts of other lengths never run into each other. */
    public static CacheKey of(String... parts) {
        MessageDigest sha256 = sha256();
        add(sha256, VERSION);
        for (String part : parts) {
            add(sha256, part);
        }
        ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
        return new CacheKey(digest.getLong(), digest.getLong());
    }

    private static void add(MessageDigest digest, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Reads what {@link #toString} writes; empty when it is anything else. */
    static Optional<CacheKey> parse(String text) {
        if (text.length() != DIGITS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new CacheKey(
                    HexFormat.fromHexDigitsToLong(text, 0, DIGITS / 2),
                    HexFormat.fromHexDigitsToLong(text, DIGITS / 2, DIGITS)));
        } catch (NumberFormatException anotherName) {
            return Optional.empty();
        }
    }

    /** 32 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
