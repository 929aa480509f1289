package dev.sluice.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.failure.OriginFailure;
import dev.sluice.failure.OriginFailure.Kind;
import dev.sluice.support.RawOrigin;
import dev.sluice.support.S3Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class S3FetchTest {

    private static S3Server server;

    /** The network of the server is not opened, nor is its port. */
    private final FetcherFixture fixture = new FetcherFixture(1).with("fetch.allow-networks", "");

    @BeforeAll
    static void start() {
        server = S3Server.start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private FetcherFixture reading(String bucket) {
        return fixture.with(server.settings(bucket));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void readsAnObjectAndTellsWhatTheServerSaid() {
        server.has("pictures", "a.png", bytes("picture"));
        Fetched fetched = reading("pictures").fetch(URI.create("s3://pictures/a.png"));

        assertThat(fixture.body()).isEqualTo("picture");
        assertThat(fetched.status()).isEqualTo(200);
        assertThat(fetched.length()).isEqualTo(7);
        assertThat(fetched.etag()).startsWith("\"");
        assertThat(fetched.lastModified()).endsWith("GMT");
        assertThat(fetched.cacheControl()).isEqualTo("max-age=60");
        assertThat(fetched.contentType()).isEqualTo("image/png");
        assertThat(fetched.source()).as("without its signature").hasToString("s3://pictures/a.png");
    }

    @ParameterizedTest
    @CsvSource({
        "folder/with space.png, folder/with%20space.png",
        "plus+and&equals=.png, plus+and&equals=.png",
        "größe.png, gr%C3%B6%C3%9Fe.png",
        "percent%41.png, percent%2541.png",
        "question?.png, question%3F.png"
    })
    void readsKeysThatHaveToBeEscaped(String key, String path) {
        server.has("pictures", key, bytes(key));
        assertThat(reading("pictures")
                        .fetch(URI.create("s3://pictures/" + path))
                        .status())
                .isEqualTo(200);
        assertThat(fixture.body()).isEqualTo(key);
    }

    @Test
    void asksWithTheValidatorsAndTakes304() {
        server.has("pictures", "same.png", bytes("same"));
        URI source = URI.create("s3://pictures/same.png");
        Fetched first = reading("pictures").fetch(source);

        Fetched second = fixture.fetch(source, first.validators());

        assertThat(second.notModified()).isTrue();
        assertThat(fixture.body()).isEmpty();
        server.has("pictures", "same.png", bytes("another"));
        assertThat(fixture.fetch(source, first.validators()).status()).isEqualTo(200);
        assertThat(fixture.body()).isEqualTo("another");
    }

    @Test
    void tellsThatThereIsNoSuchObjectAndThatTheKeyIsWrong() {
        server.has("pictures", "a.png", bytes("picture"));
        assertThat(reading("pictures").failure("s3://pictures/nothing.png").status())
                .hasValue(404);
        fixture.with("fetch.s3.secret-key", "another");
        OriginFailure wrong = fixture.failure("s3://pictures/a.png");
        assertThat(wrong.status()).hasValue(403);
        assertThat(wrong.getMessage()).doesNotContain("X-Amz", S3Server.KEY);
    }

    @Test
    void refusesMoreThanTheLimit() {
        server.has("pictures", "large.png", new byte[4_000]);
        reading("pictures").with("fetch.max-bytes", "3KiB");
        assertThat(fixture.failure("s3://pictures/large.png").kind()).isEqualTo(Kind.TOO_LARGE);
        assertThat(fixture.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "s3://secrets/a.png, fetch.s3.buckets",
        "s3://PICTURES/a.png, fetch.s3.buckets",
        "s3://pictures:80/a.png, fetch.s3.buckets",
        "s3://user:word@pictures/a.png, fetch.s3.buckets",
        "s3:///a.png, fetch.s3.buckets",
        "s3:pictures/a.png, fetch.s3.buckets",
        "s3://pictures, names no key",
        "s3://pictures/, names no key",
        "s3://pictures/../secrets/a.png, between slashes",
        "s3://pictures/a/%2E%2E/%2e%2e/secrets/a.png, between slashes",
        "s3://pictures/a/..%2F../secrets/a.png, between slashes"
    })
    void refusesWhatIsNotOpened(String address, String why) {
        server.has("secrets", "a.png", bytes("secret")).has("pictures", "a.png", bytes("picture"));
        assertThat(reading("pictures").failure(address))
                .hasMessageContaining(why)
                .extracting(OriginFailure::kind)
                .isEqualTo(Kind.FORBIDDEN);
    }

    @Test
    void readsEveryBucketOnlyWhenAllAreOpened() {
        server.has("secrets", "a.png", bytes("secret"));
        assertThat(reading("*").fetch(URI.create("s3://secrets/a.png")).length())
                .isEqualTo(6);
        fixture.with("fetch.s3.buckets", "");
        assertThat(fixture.failure("s3://secrets/a.png"))
                .hasMessageContaining("s3:// is not open here")
                .extracting(OriginFailure::kind)
                .isEqualTo(Kind.FORBIDDEN);
    }

    /** The endpoint is opened for what is signed, and for nothing else, even while connections to it are open. */
    @Test
    void doesNotOpenTheEndpointForOtherAddresses() {
        server.has("pictures", "a.png", bytes("picture"));
        reading("pictures").with("fetch.ports", server.endpoint().replaceAll(".*:", ""));
        fixture.fetch(URI.create("s3://pictures/a.png"));
        assertThat(fixture.failure(server.endpoint() + "/pictures/a.png").kind())
                .isEqualTo(Kind.FORBIDDEN);
    }

    @Test
    void putsTheBucketBeforeTheHostWhenItIsToldTo() throws IOException {
        List<String> asked = new CopyOnWriteArrayList<>();
        try (RawOrigin origin = new RawOrigin()) {
            reading("pictures")
                    .with("fetch.s3.endpoint", "http://s3.example:" + origin.port())
                    .with("fetch.s3.path-style", "false")
                    .with("fetch.s3.region", "eu-central-1")
                    .names(host -> {
                        asked.add(host);
                        return List.of(InetAddress.ofLiteral("127.0.0.1"));
                    });
            // The path has a signature, which is another each second.
            OriginFailure failure = fixture.failure("s3://pictures/a.png?third");
            assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
            assertThat(asked).containsOnly("pictures.s3.example");
            assertThat(origin.heads().getFirst())
                    .startsWith("GET /a.png?versionId=third&X-Amz-Algorithm=AWS4-HMAC-SHA256")
                    .contains("Host: pictures.s3.example:" + origin.port(), "%2Feu-central-1%2Fs3%2F")
                    .doesNotContain(S3Server.SECRET);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 307})
    void followsNoRedirect(int status) throws IOException {
        try (RawOrigin origin = new RawOrigin()) {
            origin.onAny((_, out) -> RawOrigin.write(
                    out,
                    "HTTP/1.1 " + status + " Moved\r\nLocation: " + origin.at("/secret")
                            + "\r\nContent-Length: 0\r\n\r\n"));
            reading("pictures").with("fetch.s3.endpoint", "http://127.0.0.1:" + origin.port());
            assertThat(fixture.failure("s3://pictures/a.png"))
                    .hasMessageContaining("fetch.s3.region")
                    .extracting(OriginFailure::kind)
                    .isEqualTo(Kind.BROKEN);
            assertThat(origin.heads()).hasSize(1);
        }
    }

    @Test
    void givesUpSilenceOfTheServer() throws IOException {
        try (RawOrigin origin = new RawOrigin()) {
            origin.onAny((_, _) -> Thread.sleep(5_000));
            reading("pictures").with("fetch.s3.endpoint", "http://127.0.0.1:" + origin.port());
            assertThat(fixture.failure("s3://pictures/a.png"))
                    .hasMessageContaining("fetch.first-byte-timeout")
                    .extracting(OriginFailure::kind)
                    .isEqualTo(Kind.TOO_SLOW);
        }
    }

    @Test
    void takesOneKeyOnlyWithTheOther() {
        assertThatThrownBy(() -> new S3Config(List.of("pictures"), "", "", true, "who", ""))
                .hasMessageContaining("belong together");
        assertThat(new S3Config(List.of("pictures"), "", "", true, "who", "hidden"))
                .asString()
                .doesNotContain("hidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"minio:9000", "ftp://a", "http://", "http://a/b", "http://a?b", "http://u:p@a", "http://a#b"})
    void refusesAnEndpointThatIsNone(String endpoint) {
        assertThatThrownBy(() -> S3Config.ENDPOINT.read(endpoint)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "UPPER", "a/b", "a b", "**", "-abc"})
    void refusesBucketsThatThereCannotBe(String bucket) {
        assertThatThrownBy(() -> S3Config.BUCKETS.read(bucket)).isInstanceOf(IllegalArgumentException.class);
    }
}
