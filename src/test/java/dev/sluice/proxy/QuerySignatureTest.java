package dev.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuerySignatureTest {

    private static final String QUERY = "url=https%3A%2F%2Fexample.com%2Fa.jpg&w=300";

    private static final UrlSignature OLD = UrlSignature.of("aa11", "bb22", UrlSignature.WHOLE);
    private static final UrlSignature NEW = UrlSignature.of("cc33", "dd44", UrlSignature.WHOLE);

    @Test
    void isTheHmacOfSaltAndQuestionMarkAndTheRestOfTheQuery() throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(HexFormat.of().parseHex("aa11"), "HmacSHA256"));
        mac.update(HexFormat.of().parseHex("bb22"));
        byte[] expected = mac.doFinal(("?" + QUERY).getBytes(StandardCharsets.UTF_8));

        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(expected);

        assertThat(QuerySignature.sign(OLD, QUERY)).isEqualTo(QUERY + "&sig=" + text);
        assertThat(QuerySignature.verify(List.of(OLD), QUERY + "&sig=" + text)).isTrue();
        assertThat(QuerySignature.verify(List.of(OLD), "sig=" + text + "&" + QUERY))
                .isTrue();
        assertThat(QuerySignature.verify(List.of(OLD), QUERY.replace("&", "&sig=" + text + "&")))
                .isTrue();
    }

    @Test
    void anyOfTheKeysIsGood() {
        String signed = QuerySignature.sign(OLD, QUERY);
        assertThat(QuerySignature.verify(List.of(NEW, OLD), signed)).isTrue();
        assertThat(QuerySignature.verify(List.of(NEW), signed)).isFalse();
        assertThat(QuerySignature.verify(List.of(), signed)).isFalse();
    }

    @Test
    void noBitOfASignedQueryMayChange() {
        String signed = QuerySignature.sign(OLD, QUERY);
        int last = signed.length() - 1;
        for (int i = 0; i < last; i++) {
            for (int bit = 0; bit < 7; bit++) {
                char[] letters = signed.toCharArray();
                letters[i] ^= (char) (1 << bit);
                assertThat(QuerySignature.verify(List.of(OLD), new String(letters)))
                        .as("letter %s, bit %s", i, bit)
                        .isFalse();
            }
        }
    }

    @Test
    void theOrderAndTheEscapesCountAsTheyAreSent() {
        String signature = QuerySignature.sign(OLD, QUERY).substring(QUERY.length());
        assertThat(QuerySignature.verify(List.of(OLD), "w=300&url=https%3A%2F%2Fexample.com%2Fa.jpg" + signature))
                .isFalse();
        assertThat(QuerySignature.verify(List.of(OLD), "url=https://example.com/a.jpg&w=300" + signature))
                .isFalse();
        assertThat(QuerySignature.verify(List.of(OLD), QUERY + "&w=400" + signature))
                .isFalse();
    }

    @Test
    void aPathThatWasSignedIsNoSignedQuery() {
        String path = "/w:1/plain/https://example.com/&url=https://evil.example";
        assertThat(QuerySignature.verify(List.of(OLD), path + "&sig=" + OLD.text(path)))
                .isFalse();
    }

    @Test
    void twoSignaturesAreNone() {
        String signed = QuerySignature.sign(OLD, QUERY);
        String signature = signed.substring(QUERY.length());
        assertThat(QuerySignature.verify(List.of(OLD), signed + signature)).isFalse();
        assertThat(QuerySignature.verify(List.of(OLD), signed + "&sig=")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "&", "sig=", "sig", "url=x", "url=x&sig=", "url=x&sig=****", "url=x&SIG=abc", "&&sig=&&"})
    void whatHasNoSignatureIsNotSigned(String query) {
        assertThat(QuerySignature.verify(List.of(OLD, NEW), query)).isFalse();
    }

    @Test
    void asManyBytesAsAreConfiguredCount() {
        UrlSignature cut = UrlSignature.of("aa11", "bb22", 8);
        String signed = QuerySignature.sign(cut, QUERY);
        assertThat(signed).hasSize(QUERY.length() + "&sig=".length() + 11);
        assertThat(QuerySignature.verify(List.of(cut), signed)).isTrue();
        assertThat(QuerySignature.verify(List.of(cut), QuerySignature.sign(OLD, QUERY)))
                .isFalse();
    }
}
