package dev.sluice.camera.ingest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows a camera who asks, in the strongest way that it offers: Digest with SHA-256, with MD5 (RFC 7616; without {@code qop}, RFC 2069), or
 * Basic (RFC 7617). Remembers the challenge for the requests that follow. For one thread.
 */
final class Login {

    private final String user;
    private final String password;
    private final Supplier<String> nonces;
    private @Nullable Challenge challenge;
    private int uses;

    /** @param nonces a new unforeseeable text for each call */
    Login(String user, String password, Supplier<String> nonces) {
        this.user = user;
        this.password = password;
        this.nonces = nonces;
    }

    /**
     * The camera refused and asks for this.
     *
     * @param headers values of its {@code WWW-Authenticate}
     * @param again whether it has refused the answer to such a challenge just now
     * @throws CameraFailure when there is no user, or it is refused
     */
    void challenged(List<String> headers, boolean again) throws CameraFailure {
        if (user.isEmpty()) {
            throw CameraFailure.lasting("the camera wants a user and a password");
        }
        List<Challenge> all = new ArrayList<>();
        headers.forEach(header -> all.addAll(Challenge.of(header)));
        if (headers.isEmpty()) {
            all.addAll(Challenge.of("Basic"));
        }
        Challenge best = all.stream()
                .filter(each -> rank(each) > 0)
                .max((one, other) -> Integer.compare(rank(one), rank(other)))
                .orElseThrow(() -> CameraFailure.lasting(
                        "the camera wants a kind of login other than Basic and Digest; change its settings"));
        if (again && !best.parameter("stale").equalsIgnoreCase("true")) {
            challenge = null;
            throw CameraFailure.lasting("the camera refuses the user or the password");
        }
        challenge = best;
        uses = 0;
    }

    /** 0 for what cannot be answered. */
    private static int rank(Challenge each) {
        if (each.scheme().equals("basic")) {
            return 1;
        }
        if (!each.scheme().equals("digest")) {
            return 0;
        }
        List<String> protections = protections(each);
        if (!protections.isEmpty() && !protections.contains("auth")) {
            return 0;
        }
        return switch (algorithm(each)) {
            case "MD5" -> 2;
            case "SHA-256" -> 3;
            default -> 0;
        };
    }

    private static String algorithm(Challenge each) {
        String name = each.parameter("algorithm").toUpperCase(Locale.ROOT);
        return name.isEmpty() ? "MD5" : name.replaceFirst("-SESS$", "");
    }

    private static List<String> protections(Challenge each) {
        return Arrays.stream(each.parameter("qop").toLowerCase(Locale.ROOT).split(","))
                .map(String::strip)
                .filter(protection -> !protection.isEmpty())
                .toList();
    }

    /** The value of {@code Authorization} for a GET of this; empty as long as nothing was asked for. */
    String authorization(String target) {
        Challenge asked = challenge;
        if (asked == null) {
            return "";
        }
        uses++;
        return asked.scheme().equals("basic")
                ? "Basic "
                        + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8))
                : digest(asked, target);
    }

    private String digest(Challenge asked, String target) {
        String algorithm = algorithm(asked);
        String realm = asked.parameter("realm");
        String nonce = asked.parameter("nonce");
        String own = nonces.get();
        String count = "%08x".formatted(uses);
        String secret = hash(algorithm, user + ":" + realm + ":" + password);
        if (asked.parameter("algorithm").toUpperCase(Locale.ROOT).endsWith("-SESS")) {
            secret = hash(algorithm, secret + ":" + nonce + ":" + own);
        }
        String request = hash(algorithm, "GET:" + target);
        boolean protectedOnce = !protections(asked).isEmpty();
        String between = protectedOnce ? nonce + ":" + count + ":" + own + ":auth" : nonce;
        StringBuilder value = new StringBuilder("Digest username=").append(quoted(user));
        value.append(", realm=").append(quoted(realm)).append(", nonce=").append(quoted(nonce));
        value.append(", uri=").append(quoted(target));
        value.append(", response=").append(quoted(hash(algorithm, secret + ":" + between + ":" + request)));
        if (!asked.parameter("algorithm").isEmpty()) {
            value.append(", algorithm=").append(asked.parameter("algorithm"));
        }
        if (!asked.parameter("opaque").isEmpty()) {
            value.append(", opaque=").append(quoted(asked.parameter("opaque")));
        }
        if (protectedOnce) {
            value.append(", qop=auth, nc=").append(count).append(", cnonce=").append(quoted(own));
        }
        return value.toString();
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String hash(String algorithm, String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has " + algorithm, impossible);
        }
    }
}
