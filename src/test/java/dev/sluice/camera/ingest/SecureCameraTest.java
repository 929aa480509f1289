package dev.sluice.camera.ingest;

import static dev.sluice.camera.ingest.Jpegs.formed;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sluice.config.Values;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS, with a certificate for camera.test. */
@Timeout(30)
class SecureCameraTest {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final byte[] FRAME = formed(70_000, 1);

    @TempDir
    static Path folder;

    private static HttpsServer server;
    private static SSLContext trusting;
    private static Fingerprint fingerprint;

    @BeforeAll
    static void start() throws Exception {
        Path file = folder.resolve("keys");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "cam",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=camera.test",
                        "-ext",
                        "san=dns:camera.test",
                        "-validity",
                        "2",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore own = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            own.load(in, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        KeyStore known = KeyStore.getInstance("PKCS12");
        known.load(null, PASSWORD);
        known.setCertificateEntry("cam", own.getCertificate("cam"));
        fingerprint = Fingerprint.of((X509Certificate) own.getCertificate("cam"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(known);
        trusting = SSLContext.getInstance("TLS");
        trusting.init(null, trust.getTrustManagers(), null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "image/jpeg");
            exchange.sendResponseHeaders(200, FRAME.length);
            exchange.getResponseBody().write(FRAME);
            exchange.close();
        });
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    private static IngestFixture started(String host, Supplier<SocketFactory> secure) {
        IngestFixture fixture = new IngestFixture(
                IngestFixture.options(
                        "https://" + host + ":" + server.getAddress().getPort() + "/"),
                IngestConfig.from(Values.defaults(IngestConfig.SETTINGS)),
                Duration.ofMillis(20),
                secure);
        fixture.ingest.start();
        return fixture;
    }

    @Test
    void framesComeOverTls() {
        try (IngestFixture fixture = started("camera.test", trusting::getSocketFactory)) {
            fixture.awaitFrames(3);
            assertThat(Jpegs.print(fixture.frames.getLast())).isEqualTo(Jpegs.print(FRAME));
            assertThat(fixture.status().lastFailure()).isEmpty();
        }
    }

    @Test
    void theCertificateThatWasNamedIsTrustedWhateverItsName() {
        try (IngestFixture fixture = started("127.0.0.1", () -> CameraTrust.only(fingerprint))) {
            fixture.awaitFrames(3);
            assertThat(fixture.status().lastFailure()).isEmpty();
        }
    }

    @Test
    void anyOtherThanTheOneThatWasNamedIsRefused() {
        Fingerprint other = Fingerprint.of("0".repeat(64));
        try (IngestFixture fixture = started("camera.test", () -> CameraTrust.only(other))) {
            assertThat(fixture.failure()).contains("\"certificate\": \"" + fingerprint.hex() + "\"");
        }
    }

    @Test
    void theFingerprintOfACertificateThatNobodyVouchesForIsSaid() {
        try (IngestFixture fixture = started("camera.test", CameraTrust::known)) {
            assertThat(fixture.failure())
                    .contains("no secure connection", "\"certificate\": \"" + fingerprint.hex() + "\"");
        }
    }

    @Test
    void aStrangersCertificateAndOneOfAnotherNameAreRefused() {
        try (IngestFixture fixture = started("camera.test", SSLSocketFactory::getDefault)) {
            assertThat(fixture.failure()).contains("no secure connection");
        }
        try (IngestFixture fixture = started("127.0.0.1", trusting::getSocketFactory)) {
            assertThat(fixture.failure()).contains("no secure connection");
        }
    }
}
