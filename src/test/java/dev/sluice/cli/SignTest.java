package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignTest {

    @TempDir
    Path folder = Path.of("");

    private Run sign(String... words) {
        return new Run(folder)
                .environment("SLUICE_PROXY_KEYS", "736563726574,aa")
                .environment("SLUICE_PROXY_SALTS", "68656C6C6F,bb")
                .with(words);
    }

    /** Key, salt, path and signature are those of imgproxy's documentation, "Signing a URL". */
    @Test
    void printsThePathWithPrefixAndSignatureByTheFirstKey() {
        String url = "/rs:fill:300:400:0/g:sm/aHR0cDovL2V4YW1w/bGUuY29tL2ltYWdl/cy9jdXJpb3NpdHku/anBn.png";

        Run run = sign("sign", url, "--set", "proxy.imgproxy-prefix=/pictures");

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .isEqualTo("/pictures/oKfUtW34Dvo2BGQehJFR4Nr0_rIjOtdtzJ3QFsUcXH8" + url + System.lineSeparator());
    }

    @Test
    void withoutAPrefixThePathBeginsWithTheSignature() {
        Run run = sign("sign", "/w:30/plain/https://example.com/a.jpg", "--set", "proxy.imgproxy-prefix=/");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).matches("/[A-Za-z0-9_-]{43}/w:30/plain/https://example\\.com/a\\.jpg\\R");
        assertThat(sign("sign", "/images", "--set", "proxy.imgproxy-prefix=/images/")
                        .err())
                .contains("/ or a path such as /img");
        assertThat(sign("sign", "/images", "--set", "proxy.imgproxy-prefix=/health")
                        .err())
                .contains("not below /health");
    }

    @Test
    void printsAQueryWithItsSignature() {
        Run run = sign("sign", "/api/image-proxy?url=https%3A%2F%2Fexample.com%2Fa.jpg&w=300");

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .matches("/api/image-proxy\\?url=https%3A%2F%2Fexample\\.com%2Fa\\.jpg&w=300&sig=[A-Za-z0-9_-]{43}\\R");
    }

    @Test
    void saysWhatToDoWithoutKeys() {
        Run run = new Run(folder).with("sign", "/plain/https://example.com/a.jpg");

        assertThat(run.code()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("proxy.keys and proxy.salts are empty: write a pair of them");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plain/https://example.com/a.jpg | write what stands behind the signature",
                "https://example.com/a.jpg | write what stands behind the signature",
                "/img/insecure/plain/https://example.com/a.jpg | leave /img and the place of the signature out",
                "/plain/https://example.com/a.jpg?v=1 | write %3F",
                "/plain/https://example.com/a b.jpg | character 29 cannot stand in a URL",
                "/plain/https://example.com/ä.jpg | character 28 cannot stand in a URL",
                "/plain/https://example.com/a.jpg#x | character 33 cannot stand in a URL",
                "/rs:fit:300:200 | the URL of the source is empty",
                "/w100/plain/https://example/a | the source is neither behind /plain/ nor in base64",
                "/api/image-proxy | write what stands behind the signature",
                "/api/image-proxy?w=300 | a source is missing",
                "/api/image-proxy?url=x&sig=y | it has a signature already"
            })
    void refusesWhatWouldNotBeAnswered(String url, String reason) {
        Run run = sign("sign", url);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("sluice: the URL cannot be signed: " + reason);
    }
}
