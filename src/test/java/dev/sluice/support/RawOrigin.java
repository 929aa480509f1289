package dev.sluice.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on the loopback that writes just what a test says, byte by byte. */
public final class RawOrigin implements AutoCloseable {

    /** What is written for a path. Whatever it throws closes the connection. */
    @FunctionalInterface
    public interface Behaviour {
        void answer(String head, OutputStream out) throws IOException, InterruptedException;
    }

    /** Thrown by a behaviour to close the connection. */
    public static final class Close extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private final ServerSocket server;
    private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();
    private volatile Behaviour fallback = (head, _) -> {
        throw new IOException("unexpected " + head);
    };
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    public RawOrigin() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    public URI at(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    public RawOrigin on(String path, Behaviour behaviour) {
        behaviours.put(path, behaviour);
        return this;
    }

    /** What is written for every path that nothing else is said of. */
    public RawOrigin onAny(Behaviour behaviour) {
        fallback = behaviour;
        return this;
    }

    /** Answers with these headers, the length and the body. */
    public RawOrigin on(String path, String statusAndHeaders, String body) {
        return on(
                path,
                (_, out) -> write(
                        out,
                        "HTTP/1.1 " + statusAndHeaders + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body));
    }

    public static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** Request lines and headers so far. */
    public List<String> heads() {
        return heads;
    }

    public int connections() {
        return sockets.size();
    }

    public long open() {
        return sockets.stream().filter(socket -> !socket.isClosed()).count();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            String line = in.readLine();
            while (line != null) {
                StringBuilder head = new StringBuilder(line);
                for (String header = in.readLine(); header != null && !header.isEmpty(); header = in.readLine()) {
                    head.append('\n').append(header);
                }
                heads.add(head.toString());
                Behaviour behaviour = behaviours.getOrDefault(line.split(" ")[1], fallback);
                behaviour.answer(head.toString(), socket.getOutputStream());
                line = in.readLine();
            }
        } catch (IOException | InterruptedException over) {
            // Closed by either side, as the test wants it.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
