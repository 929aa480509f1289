package dev.sluice.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Something that listens on a port of the loopback and does with each connection what a test says. */
public final class LoopbackServer implements AutoCloseable {

    /** What is done with one connection, on a thread of its own. */
    public interface Conversation {
        void with(Socket client) throws IOException, InterruptedException;
    }

    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile Duration delay = Duration.ZERO;

    private LoopbackServer(ServerSocket listener) {
        this.listener = listener;
    }

    public static LoopbackServer with(Conversation conversation) throws IOException {
        LoopbackServer server = new LoopbackServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        server.listen(conversation);
        return server;
    }

    /** One that passes everything on to another port, and what comes back after a {@linkplain #delay delay}. */
    public static LoopbackServer before(int port) throws IOException {
        LoopbackServer server = new LoopbackServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        server.listen(client -> {
            try (Socket behind = new Socket(InetAddress.getLoopbackAddress(), port)) {
                server.sockets.add(behind);
                Thread.ofVirtual().start(() -> server.quietly(() -> server.pass(client, behind, false)));
                server.pass(behind, client, true);
            }
        });
        return server;
    }

    private void listen(Conversation conversation) {
        Thread.ofVirtual()
                .start(() -> quietly(() -> {
                    while (!listener.isClosed()) {
                        Socket client = listener.accept();
                        sockets.add(client);
                        Thread.ofVirtual()
                                .start(() -> quietly(() -> {
                                    try (client) {
                                        conversation.with(client);
                                    }
                                }));
                    }
                }));
    }

    private void pass(Socket from, Socket to, boolean delayed) throws IOException, InterruptedException {
        byte[] bytes = new byte[16 << 10];
        for (int count = from.getInputStream().read(bytes);
                count >= 0;
                count = from.getInputStream().read(bytes)) {
            if (delayed) {
                Thread.sleep(delay);
            }
            to.getOutputStream().write(bytes, 0, count);
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    /** A connection that ends is what these tests are about. */
    private void quietly(Work work) {
        try {
            work.run();
        } catch (IOException ended) {
            if (listener.isClosed()) {
                sockets.clear();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    public void delay(Duration each) {
        delay = each;
    }

    public int port() {
        return listener.getLocalPort();
    }

    public String url() {
        return "redis://127.0.0.1:" + port();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
