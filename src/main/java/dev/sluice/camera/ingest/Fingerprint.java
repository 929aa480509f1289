package dev.sluice.camera.ingest;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * By what a certificate is recognised that nobody vouches for: the SHA-256 digest of its DER encoding, as browsers and
 * {@code openssl x509 -fingerprint -sha256} show it.
 *
 * @param hex 64 of 0-9 and a-f
 */
record Fingerprint(String hex) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    /**
     * Reads one, in either case, with colons between its bytes or without.
     *
     * @throws IllegalArgumentException when it is none
     */
    static Fingerprint of(String text) {
        String hex = text.strip().replace(":", "").toLowerCase(Locale.ROOT);
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException(
                    "certificate: must be the SHA-256 fingerprint of the camera's certificate, 64 hexadecimal digits");
        }
        return new Fingerprint(hex);
    }

    static Fingerprint of(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return new Fingerprint(HexFormat.of().formatHex(digest));
        } catch (GeneralSecurityException unreadable) {
            throw new IllegalStateException("a certificate that was parsed has no encoding", unreadable);
        }
    }
}
