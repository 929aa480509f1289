package dev.sluice.camera.ingest;

import dev.sluice.fetch.AddressGuard;
import dev.sluice.governor.Lease;
import dev.sluice.units.DataSize;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Connects to cameras. What a name leads to is checked at the moment of dialling, on every hop of a redirect, and just that is dialled. The
 * system's look-up of names blocks in native code, so each has a platform thread that ends with it. Safe for any thread.
 */
final class Dialler {

    /** How long each step of connecting may take. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Bytes that the kernel may hold for a camera. */
    private static final int RECEIVE_BUFFER = 65_536;

    /** What they are counted as: the kernel takes twice as many for its own books ({@code SO_RCVBUF} in socket(7)). */
    private static final DataSize KERNEL = DataSize.ofBytes(2L * RECEIVE_BUFFER);

    private static final int LEAST_MILLIS = 1_000;

    private final Room room;
    private final AddressGuard guard;
    private final Function<String, List<InetAddress>> names;
    private final Supplier<SocketFactory> secure;

    /**
     * One that asks the system for addresses.
     *
     * @param room where what the kernel holds for connections is counted
     * @param secure makes sockets of TLS
     */
    Dialler(Room room, Supplier<SocketFactory> secure) {
        this(room, AddressGuard.ofDevices(), Dialler::lookUp, secure);
    }

    /**
     * One for certain names.
     *
     * @param room where what the kernel holds for connections is counted
     * @param names all addresses of a host, none when it is unknown; may block
     * @param secure makes sockets of TLS
     */
    Dialler(Room room, AddressGuard guard, Function<String, List<InetAddress>> names, Supplier<SocketFactory> secure) {
        this.room = room;
        this.guard = guard;
        this.names = names;
        this.secure = secure;
    }

    private static List<InetAddress> lookUp(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException unknown) {
            return List.of();
        }
    }

    /**
     * Connects, and speaks TLS where the address wants it. What the kernel may hold is counted as long as the connection is open.
     *
     * @param outside whether an address of another machine redirected here: then this machine is not dialled
     * @return the caller's to close; closed also when the attempt ends
     */
    HttpConnection connect(CameraAddress address, boolean outside, Attempt attempt)
            throws IOException, InterruptedException {
        List<InetAddress> allowed = allowed(address.host(), outside, attempt);
        Lease kernel = room.take("connection", KERNEL, "");
        boolean connected = false;
        try {
            HttpConnection connection = connect(allowed, address, attempt, kernel);
            connected = true;
            return connection;
        } finally {
            if (!connected) {
                kernel.close();
            }
        }
    }

    private HttpConnection connect(List<InetAddress> allowed, CameraAddress address, Attempt attempt, Lease kernel)
            throws IOException, InterruptedException {
        attempt.expect(PATIENCE, "the camera did not accept a connection within " + PATIENCE.toSeconds() + " s");
        int millis = Math.max(LEAST_MILLIS, Math.toIntExact(PATIENCE.toMillis() / allowed.size()));
        IOException last = new IOException("no address");
        for (InetAddress each : allowed) {
            Socket socket = new Socket();
            try {
                attempt.opened(socket);
                socket.setReceiveBufferSize(RECEIVE_BUFFER);
                socket.setTcpNoDelay(true);
                socket.connect(new InetSocketAddress(each, address.port()), millis);
                return new HttpConnection(
                        address, socket, address.secure() ? secured(socket, address, attempt) : socket, kernel);
            } catch (SSLException distrusted) {
                socket.close();
                throw CameraFailure.passing(insecure(distrusted), distrusted);
            } catch (IOException unreachable) {
                socket.close();
                last = unreachable;
            }
            attempt.check();
        }
        throw CameraFailure.passing("the camera cannot be reached: it is off, or its address or port is wrong", last);
    }

    /**
     * The addresses of a host that may be dialled, at least one.
     *
     * @throws CameraFailure when there is none
     */
    List<InetAddress> allowed(String host, boolean outside, Attempt attempt) throws IOException, InterruptedException {
        List<InetAddress> all = literal(host);
        if (all.isEmpty()) {
            all = resolved(host, attempt);
        }
        List<InetAddress> allowed =
                all.stream().filter(address -> allows(address, outside)).toList();
        if (allowed.isEmpty()) {
            throw CameraFailure.lasting(
                    "the address leads to a place where no camera is: link-local, metadata of a cloud, multicast,"
                            + " or by a redirect to this machine");
        }
        return allowed;
    }

    /** Whether {@code address} may be dialled. */
    boolean allows(InetAddress address, boolean outside) {
        return guard.allows(address) && !(outside && address.isLoopbackAddress());
    }

    private static List<InetAddress> literal(String host) {
        try {
            return host.indexOf('%') < 0 ? List.of(InetAddress.ofLiteral(host)) : List.of();
        } catch (IllegalArgumentException name) {
            return List.of();
        }
    }

    private List<InetAddress> resolved(String host, Attempt attempt) throws IOException, InterruptedException {
        attempt.expect(PATIENCE, "the name of the camera could not be looked up within " + PATIENCE.toSeconds() + " s");
        CompletableFuture<List<InetAddress>> answer = new CompletableFuture<>();
        attempt.opened(() -> answer.cancel(false));
        Thread.ofPlatform().daemon().name("camera-names").start(() -> answer.complete(names.apply(host)));
        try {
            List<InetAddress> all = answer.get();
            if (all.isEmpty()) {
                throw CameraFailure.passing("the name of the camera is unknown; correct its address");
            }
            return all;
        } catch (CancellationException ended) {
            attempt.check();
            throw ended;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("a look-up of names failed", impossible);
        }
    }

    private static String insecure(SSLException distrusted) {
        for (Throwable cause = distrusted; cause != null; cause = cause.getCause()) {
            if (cause instanceof CameraTrust.Unknown unknown) {
                return "no secure connection to the camera: nobody vouches for its certificate; if it is the camera's own,"
                        + " name it by its SHA-256 fingerprint: \"certificate\": \"" + unknown.fingerprint() + "\"";
            }
        }
        return "no secure connection to the camera: its certificate or its TLS version is not good";
    }

    private Socket secured(Socket plain, CameraAddress address, Attempt attempt) throws IOException {
        attempt.expect(PATIENCE, "the camera did not agree on TLS within " + PATIENCE.toSeconds() + " s");
        SSLSocketFactory factory = (SSLSocketFactory) secure.get();
        SSLSocket socket = (SSLSocket) factory.createSocket(plain, address.host(), address.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }
}
