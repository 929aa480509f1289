package dev.sluice.camera.ingest;

import dev.sluice.governor.Lease;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One connection to a camera. While a header is read it holds {@value #MOST_HEAD} bytes of heap. For one thread, except {@link #close}. */
final class HttpConnection implements Closeable {

    /** Bytes of a header at most. */
    static final int MOST_HEAD = 16_384;

    private static final byte[] PROTOCOL = "HTTP/".getBytes(StandardCharsets.US_ASCII);

    private final CameraAddress address;
    private final Socket plain;
    private final InputStream in;
    private final OutputStream out;
    private final Lease kernel;

    /** What was read behind a header, from {@link #restFrom} on. */
    private byte[] rest = {};

    private int restFrom;
    private boolean answered;

    /**
     * @param plain connected
     * @param socket the same, or TLS over it
     * @param kernel what the kernel holds for it; closed with it
     */
    HttpConnection(CameraAddress address, Socket plain, Socket socket, Lease kernel) throws IOException {
        this.address = address;
        this.plain = plain;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
        this.kernel = kernel;
    }

    /** What it is connected to. */
    CameraAddress address() {
        return address;
    }

    /** Whether another machine is at its other end. */
    boolean outside() {
        return !plain.getInetAddress().isLoopbackAddress();
    }

    /** Whether it has answered before. */
    boolean answered() {
        return answered;
    }

    /**
     * Asks.
     *
     * @param authorization value of the header of that name; empty for none
     * @param more further header lines, each with its end
     */
    HttpHead ask(String target, String authorization, String more) throws IOException {
        String request = "GET " + target + " HTTP/1.1\r\nHost: " + address.authority()
                + "\r\nUser-Agent: Sluice\r\nAccept: */*\r\n"
                + (authorization.isEmpty() ? "" : "Authorization: " + authorization + "\r\n")
                + more
                + "\r\n";
        out.write(request.getBytes(StandardCharsets.UTF_8));
        out.flush();
        HttpHead head = head();
        while (head.interim()) {
            head = head();
        }
        answered = true;
        return head;
    }

    private HttpHead head() throws IOException {
        byte[] bytes = new byte[MOST_HEAD];
        int used = 0;
        while (true) {
            int count = used == bytes.length ? 0 : read(bytes, used, bytes.length - used);
            if (count == 0) {
                throw CameraFailure.passing("the camera answers with a header larger than " + MOST_HEAD + " bytes");
            }
            if (count < 0) {
                throw CameraFailure.passing("the camera closed the connection before its answer");
            }
            int looked = Math.max(0, used - 3);
            used += count;
            int same = Math.min(used, PROTOCOL.length);
            if (!Arrays.equals(bytes, 0, same, PROTOCOL, 0, same)) {
                if (answered) {
                    throw CameraFailure.passing("the camera sent more than it announced");
                }
                push(bytes, 0, used);
                return HttpHead.none();
            }
            int end = end(bytes, looked, used);
            if (end > 0) {
                push(bytes, end, used);
                return HttpHead.of(new String(bytes, 0, end, StandardCharsets.ISO_8859_1));
            }
        }
    }

    /** Behind an empty line, whether lines end with CR LF or LF; 0 when there is none yet. */
    private static int end(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] == '\n') {
                int next = at + 1 < to && bytes[at + 1] == '\r' ? at + 2 : at + 1;
                if (next < to && bytes[next] == '\n') {
                    return next + 1;
                }
            }
        }
        return 0;
    }

    /** What was read is read again, before what is left of an earlier one. */
    private void push(byte[] bytes, int from, int to) {
        byte[] left = Arrays.copyOfRange(bytes, from, to + rest.length - restFrom);
        System.arraycopy(rest, restFrom, left, to - from, rest.length - restFrom);
        rest = left;
        restFrom = 0;
    }

    /** Reads what is there, at least one byte; -1 at the end. */
    int read(byte[] into, int offset, int length) throws IOException {
        int left = rest.length - restFrom;
        if (left == 0) {
            return in.read(into, offset, length);
        }
        int count = Math.min(left, length);
        System.arraycopy(rest, restFrom, into, offset, count);
        restFrom += count;
        if (restFrom == rest.length) {
            rest = new byte[0];
            restFrom = 0;
        }
        return count;
    }

    /** Closes it without a farewell, which TLS could have to wait for. From any thread. */
    @Override
    public void close() throws IOException {
        try (kernel) {
            plain.close();
        }
    }
}
