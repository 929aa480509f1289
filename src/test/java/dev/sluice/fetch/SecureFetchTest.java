package dev.sluice.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sluice.failure.OriginFailure;
import dev.sluice.failure.OriginFailure.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS, with certificates of which the JVM trusts one while this runs. */
@Timeout(30)
class SecureFetchTest {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String TRUST = "javax.net.ssl.trustStore";

    @TempDir
    static Path folder;

    private static HttpsServer trusted;
    private static HttpsServer stranger;

    private FetcherFixture fixture;

    @BeforeAll
    static void start() throws Exception {
        KeyStore known = certificate("trusted");
        trusted = server(known);
        stranger = server(certificate("stranger"));
        System.setProperty(TRUST, trusting(known.getCertificate("trusted")).toString());
        System.setProperty(TRUST + "Password", new String(PASSWORD));
    }

    @AfterAll
    static void stop() {
        System.clearProperty(TRUST);
        System.clearProperty(TRUST + "Password");
        trusted.stop(0);
        stranger.stop(0);
    }

    @BeforeEach
    void open() {
        int port = trusted.getAddress().getPort();
        fixture = new FetcherFixture(port)
                .with("fetch.ports", port + "," + stranger.getAddress().getPort())
                .names(_ -> List.of(InetAddress.ofLiteral("127.0.0.1")));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    /** Made by keytool, for pictures.example only. */
    private static KeyStore certificate(String name)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path file = folder.resolve(name);
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=pictures.example",
                        "-ext",
                        "san=dns:pictures.example",
                        "-validity",
                        "2",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    /** A certificate beside its own key is trusted by nobody. */
    private static Path trusting(Certificate certificate) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        store.setCertificateEntry("trusted", certificate);
        Path file = folder.resolve("trust");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD);
        }
        return file;
    }

    private static HttpsServer server(KeyStore store) throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        byte[] picture = new byte[100_000];
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, picture.length);
            exchange.getResponseBody().write(picture);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static URI at(String host, HttpsServer server) {
        return URI.create("https://" + host + ":" + server.getAddress().getPort() + "/a");
    }

    @Test
    void readsFromAServerWhoseCertificateIsTrusted() {
        Fetched fetched = fixture.fetch(at("pictures.example", trusted));
        assertThat(fetched.status()).isEqualTo(200);
        assertThat(fixture.body()).hasSize(100_000);
    }

    @Test
    void refusesACertificateForAnotherName() {
        assertRefused(at("other.example", trusted));
        assertRefused(at("127.0.0.1", trusted));
    }

    @Test
    void refusesACertificateThatNobodyTrusts() {
        assertRefused(at("pictures.example", stranger));
    }

    private void assertRefused(URI source) {
        OriginFailure failure = fixture.failure(source);
        assertThat(failure).hasMessageContaining("its certificate");
        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(fixture.body()).isEmpty();
    }
}
