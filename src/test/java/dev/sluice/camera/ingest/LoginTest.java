package dev.sluice.camera.ingest;

import static dev.sluice.camera.ingest.Jpegs.ascii;
import static dev.sluice.camera.ingest.Jpegs.formed;
import static dev.sluice.camera.ingest.Jpegs.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.support.RawOrigin;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LoginTest {

    private static final byte[] FRAME = formed(500, 1);
    private static final String PASSWORD = "Circle of Life";

    /** The example of RFC 7616, section 3.9.1. */
    private static final String EXAMPLE = "realm=\"http-auth@example.org\", qop=\"auth, auth-int\", "
            + "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";

    private static final String CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

    private RawOrigin camera;

    @BeforeEach
    void open() throws IOException {
        camera = new RawOrigin();
    }

    @AfterEach
    void close() throws IOException {
        camera.close();
    }

    private static Login login() {
        return new Login("Mufasa", PASSWORD, () -> CNONCE);
    }

    @Test
    void digestIsAsTheStandardHasIt() throws CameraFailure {
        Login login = login();
        login.challenged(
                List.of("Digest " + EXAMPLE + ", algorithm=MD5", "Digest " + EXAMPLE + ", algorithm=SHA-256"), false);
        assertThat(login.authorization("/dir/index.html"))
                .contains("response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"")
                .contains("nc=00000001", "qop=auth,", "algorithm=SHA-256", "uri=\"/dir/index.html\"");
        assertThat(login.authorization("/dir/index.html")).contains("nc=00000002");
        Login older = login();
        older.challenged(List.of("Basic realm=\"x\", Digest " + EXAMPLE + ", algorithm=MD5"), false);
        assertThat(older.authorization("/dir/index.html"))
                .contains("response=\"8ca523f5e9506fed4657c9700eebdbec\"")
                .contains("opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"");
    }

    /** Computed by hand of RFC 2069, which knows no count. */
    @Test
    void digestWithoutProtectionHasNoCount() throws CameraFailure {
        Login login = new Login("user", "pass", () -> CNONCE);
        login.challenged(List.of("digest realm=\"r\",nonce=n"), false);
        assertThat(login.authorization("/v"))
                .isEqualTo("Digest username=\"user\", realm=\"r\", nonce=\"n\", uri=\"/v\","
                        + " response=\"a330a1279eeff8c26f5a0d4eaf6036f2\"");
    }

    @Test
    void whatCannotBeAnsweredIsSaid() {
        assertThatThrownBy(() -> login().challenged(List.of("Negotiate", "NTLM abc=="), false))
                .hasMessageContaining("other than Basic and Digest");
        assertThatThrownBy(() -> new Login("", "", () -> "").challenged(List.of("Basic"), false))
                .hasMessage("the camera wants a user and a password");
        assertThatThrownBy(() -> login().challenged(List.of("Basic realm=x"), true))
                .hasMessage("the camera refuses the user or the password");
    }

    private void streams(String challenge, String expected) {
        camera.on("/v", (head, out) -> {
            if (!head.contains(expected)) {
                RawOrigin.write(out, "HTTP/1.1 401 Who\r\n" + challenge + "Content-Length: 0\r\n\r\n");
            } else {
                out.write(join(
                        ascii("HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace\r\n\r\n--b\r\n\r\n"), FRAME));
                out.flush();
                Thread.sleep(20_000);
            }
        });
    }

    private void assertLogsIn(String password) {
        try (IngestFixture fixture = IngestFixture.started(IngestFixture.login(camera.at("/v"), "admin", password))) {
            fixture.awaitFrames(1);
            assertThat(fixture.status().lastFailure()).isEmpty();
            assertThat(camera.heads().getFirst()).doesNotContain("Authorization");
        }
    }

    @Test
    void userAndPasswordAreShownWhenTheCameraAsks() {
        streams("WWW-Authenticate: Basic realm=\"cam\"\r\n", "\nAuthorization: Basic YWRtaW46c2VjcsOpdDE=");
        assertLogsIn("secr\u00e9t1");
        streams("", "\nAuthorization: Basic YWRtaW46c2VjcmV0");
        assertLogsIn("secret");
        streams(
                "www-authenticate: Digest realm=\"c\", nonce=\"n1\", qop=\"auth\"\r\n",
                "\nAuthorization: Digest username=\"admin\"");
        assertLogsIn("secret");
    }

    @Test
    void aWrongPasswordIsTriedOnceAndNeverShown() {
        streams("WWW-Authenticate: Basic realm=\"cam\"\r\n", "\nAuthorization: Basic right");
        IngestOptions options = IngestFixture.login(camera.at("/v"), "admin", "hush hush");
        try (IngestFixture fixture = IngestFixture.started(options)) {
            assertThat(fixture.failure()).isEqualTo("the camera refuses the user or the password");
            assertThat(options.toString()).contains("admin", "***").doesNotContain("hush");
            assertThat(fixture.status().toString()).doesNotContain("hush");
        }
    }

    @Test
    void aNonceThatHasBecomeStaleIsRenewed() {
        AtomicInteger asked = new AtomicInteger();
        camera.on("/v", (head, out) -> {
            int now = asked.incrementAndGet();
            boolean good = head.contains("nonce=\"n" + (now - 1) / 4 + "\"");
            out.write(
                    good
                            ? join(
                                    ascii("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: "
                                            + FRAME.length + "\r\n\r\n"),
                                    FRAME)
                            : ascii(
                                    "HTTP/1.1 401 Who\r\nContent-Length: 0\r\nWWW-Authenticate: Digest realm=\"c\", nonce=\"n"
                                            + now / 4 + "\", qop=\"auth\", algorithm=SHA-256\r\n\r\n"));
            out.flush();
        });
        try (IngestFixture fixture = IngestFixture.started(IngestFixture.login(camera.at("/v"), "admin", "secret"))) {
            fixture.awaitFrames(6);
            assertThat(fixture.status().lastFailure()).isEmpty();
        }
    }

    @Test
    void anotherHostIsNotShownThePassword() {
        camera.on("/v", "302 Found\r\nLocation: http://camera.test:" + camera.port() + "/other", "");
        camera.on("/other", "401 Who\r\nWWW-Authenticate: Basic realm=\"x\"", "");
        try (IngestFixture fixture = IngestFixture.started(IngestFixture.login(camera.at("/v"), "admin", "secret"))) {
            assertThat(fixture.failure()).contains("wants a user and a password");
            assertThat(camera.heads()).noneMatch(head -> head.contains("Authorization"));
        }
    }
}
