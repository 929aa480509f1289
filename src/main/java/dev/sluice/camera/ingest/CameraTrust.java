package dev.sluice.camera.ingest;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificate is taken for a camera's: one that Java trusts for its name or, as most cameras made theirs themselves, the very one that
 * the user named, whatever its name and its age. Immutable, safe for threads.
 */
final class CameraTrust extends X509ExtendedTrustManager {

    private final Check check;

    private CameraTrust(Check check) {
        this.check = check;
    }

    /** Looks at what a camera shows. */
    private interface Check {
        void run(X509Certificate[] chain, String type, Socket socket) throws CertificateException;
    }

    /** Nobody vouches for this certificate, and it was not named. */
    static final class Unknown extends CertificateException {

        private static final long serialVersionUID = 1;

        private final String fingerprint;

        private Unknown(Fingerprint fingerprint, @Nullable CertificateException reason) {
            super("unknown certificate " + fingerprint.hex(), reason);
            this.fingerprint = fingerprint.hex();
        }

        /** Of the certificate that was shown. */
        String fingerprint() {
            return fingerprint;
        }
    }

    /** Makes sockets that trust whom Java trusts, whose list they hold: some megabytes of heap. */
    static SocketFactory known() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            X509ExtendedTrustManager known = Arrays.stream(factory.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .map(X509ExtendedTrustManager.class::cast)
                    .findFirst()
                    .orElseThrow();
            return sockets((chain, type, socket) -> {
                try {
                    known.checkServerTrusted(chain, type, socket);
                } catch (CertificateException distrusted) {
                    throw new Unknown(Fingerprint.of(chain[0]), distrusted);
                }
            });
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no list of those whom it trusts", missing);
        }
    }

    /** Makes sockets that trust the very certificate that was named. */
    static SocketFactory only(Fingerprint named) {
        return sockets((chain, _, _) -> {
            Fingerprint shown = Fingerprint.of(chain[0]);
            if (!named.equals(shown)) {
                throw new Unknown(shown, null);
            }
        });
    }

    private static SocketFactory sockets(Check check) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new CameraTrust(check)}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no TLS", missing);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check.run(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw unused();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw unused();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw unused();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw unused();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw unused();
    }

    private static CertificateException unused() {
        return new CertificateException("made for sockets that dial cameras");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
