package dev.sluice.proxy;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How imgproxy signs URLs: HMAC-SHA256 over the salt and the path behind the signature, with its slash, cut to some bytes, in base64 for
 * URLs without padding. Immutable; safe for threads.
 */
public final class UrlSignature {

    /** Bytes of a signature that is not cut. */
    static final int WHOLE = 32;

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    private final byte[] salt;
    private final int size;

    private UrlSignature(SecretKeySpec key, byte[] salt, int size) {
        this.key = key;
        this.salt = salt;
        this.size = size;
    }

    /**
     * @param key hexadecimal digits, at least two
     * @param salt hexadecimal digits
     * @param size bytes that count, at most {@link #WHOLE}
     */
    static UrlSignature of(String key, String salt, int size) {
        HexFormat hex = HexFormat.of();
        return new UrlSignature(new SecretKeySpec(hex.parseHex(key), ALGORITHM), hex.parseHex(salt), size);
    }

    static boolean areHexadecimal(List<String> texts) {
        return texts.stream().allMatch(text -> text.length() % 2 == 0 && text.matches("[0-9a-fA-F]+"));
    }

    /** Whether one of them signed the path; in a time that does not tell how much of a signature was right. */
    static boolean verify(List<UrlSignature> signatures, String given, String path) {
        Optional<byte[]> bytes = decoded(given);
        boolean right = false;
        for (UrlSignature signature : signatures) {
            right |= bytes.isPresent() && MessageDigest.isEqual(bytes.get(), signature.of(path));
        }
        return right;
    }

    private static Optional<byte[]> decoded(String text) {
        try {
            return Optional.of(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** The signature of a path as it stands in a URL. */
    String text(String path) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(of(path));
    }

    private byte[] of(String path) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(salt);
            return Arrays.copyOf(mac.doFinal(path.getBytes(StandardCharsets.UTF_8)), size);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
