package dev.sluice.http;

import dev.sluice.failure.Denied;
import dev.sluice.units.DataSize;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signing in with a browser: a token is exchanged for a cookie that is worth as much for a day. The cookie is an expiry and its
 * HMAC-SHA256 under the token, so nothing is held, it outlives a restart, and it ends with its token. Immutable.
 */
final class Sessions {

    /** Where a page signs in and out. */
    static final String PATH = "/session";

    private static final String COOKIE = "sluice_session";
    private static final String ATTRIBUTES = "; Path=/; HttpOnly; SameSite=Strict; Max-Age=";
    private static final long SECONDS = 86_400;
    private static final DataSize LONGEST_FORM = DataSize.ofKibibytes(4);

    private final List<String> tokens;
    private final InstantSource clock;

    Sessions(List<String> tokens, InstantSource clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    void addTo(Router router) {
        router.post(PATH, this::begin).delete(PATH, this::end);
    }

    /** Takes {@code token} from a form; answers a page with a redirect to where it was shown, and others with 204. */
    private void begin(Exchange exchange) {
        String given =
                exchange.body().form(LONGEST_FORM).allow("token").text("token").orElse("");
        if (!Access.isToken(given, tokens)) {
            throw new Denied(Denied.Kind.TOKEN, "the token is wrong");
        }
        long expiry = clock.instant().getEpochSecond() + SECONDS;
        String cookie = COOKIE + "=" + expiry + "." + signature(expiry, given) + ATTRIBUTES + SECONDS;
        exchange.answer().header("Set-Cookie", cookie).header("Cache-Control", "no-store");
        if (exchange.wantsPage()) {
            exchange.answer().redirect(page(exchange));
        } else {
            exchange.answer().empty(204);
        }
    }

    /** The page of this server that the form was shown in the place of. */
    private static String page(Exchange exchange) {
        String start = "/";
        try {
            URI from = new URI(exchange.header("Referer").orElse(start));
            boolean ours = exchange.header("Host").orElse("").equals(from.getRawAuthority());
            String path = from.getRawPath();
            // A browser takes what begins with two for the name of a server; after a wrong token the form stands at its
            // own path.
            boolean page = path != null && path.startsWith(start) && !path.startsWith("//") && !path.equals(PATH);
            return ours && page ? path : start;
        } catch (URISyntaxException forged) {
            return start;
        }
    }

    private void end(Exchange exchange) {
        exchange.answer().header("Set-Cookie", COOKIE + "=" + ATTRIBUTES + 0).empty(204);
    }

    /** Whether a {@code Cookie} header has a session that has not ended. */
    boolean holds(String header) {
        boolean valid = false;
        for (String pair : header.split(";", -1)) {
            String cookie = pair.strip();
            if (cookie.startsWith(COOKIE + "=")) {
                valid |= isValid(cookie.substring(COOKIE.length() + 1));
            }
        }
        return valid;
    }

    private boolean isValid(String value) {
        int dot = value.indexOf('.');
        if (dot < 1 || dot > 12 || !value.chars().limit(dot).allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        long expiry = Long.parseLong(value.substring(0, dot));
        byte[] given = value.substring(dot + 1).getBytes(StandardCharsets.UTF_8);
        boolean signed = false;
        for (String token : tokens) {
            signed |= MessageDigest.isEqual(given, signature(expiry, token).getBytes(StandardCharsets.UTF_8));
        }
        return signed && expiry > clock.instant().getEpochSecond();
    }

    private static String signature(long expiry, String token) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(("session " + expiry).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java has HmacSHA256", missing);
        }
    }
}
