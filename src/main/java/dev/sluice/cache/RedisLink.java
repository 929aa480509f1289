package dev.sluice.cache;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.RedisInputStream;
import redis.clients.jedis.util.RedisOutputStream;

/**
 * One connection to a Redis. Of Jedis only the wire protocol is used: its connections have no deadline for a whole operation. Holds
 * {@value #BUFFERS} bytes of heap, and what an answer takes while it is read. Used by one thread at a time, except {@link #abort}.
 */
final class RedisLink implements AutoCloseable {

    static final int BUFFERS = 40 << 10;

    /** A piece of 64 KiB is read in two or three calls of the system instead of eight. */
    private static final int INPUT = 32 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);

    private final Socket plain;
    private final ReplyGuard guard;
    private final RedisInputStream in;
    private final RedisOutputStream out;

    /** Written by the one who has the link, read by those who watch it. */
    private volatile long deadline;

    private volatile boolean aborted;
    private boolean used;

    private RedisLink(Socket plain, Socket socket) throws IOException {
        this.plain = plain;
        guard = new ReplyGuard(socket.getInputStream(), RedisEntry.LARGEST);
        in = new RedisInputStream(guard, INPUT);
        out = new RedisOutputStream(socket.getOutputStream(), BUFFERS - INPUT);
    }

    /**
     * Connects and enters.
     *
     * @param most how long each step may take
     * @throws IOException when nobody listens there, or lets us in
     */
    static RedisLink open(RedisAddress address, Duration most) throws IOException {
        int millis = Math.toIntExact(most.toMillis());
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(address.host(), address.port()), millis);
            socket.setSoTimeout(millis);
            RedisLink link = new RedisLink(socket, address.tls() ? encrypted(socket, address) : socket);
            link.enter(address);
            // From here on whoever watches the link cuts it off: a timer of its own for each reading costs more than
            // the reading.
            socket.setSoTimeout(0);
            return link;
        } catch (IOException | RuntimeException failed) {
            socket.close();
            throw failed;
        }
    }

    private static Socket encrypted(Socket plain, RedisAddress address) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket socket = (SSLSocket) factory.createSocket(plain, address.host(), address.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private void enter(RedisAddress address) throws IOException {
        List<CommandArguments> commands = new ArrayList<>();
        if (!address.password().isEmpty()) {
            CommandArguments auth = new CommandArguments(Protocol.Command.AUTH);
            commands.add((address.user().isEmpty() ? auth : auth.add(address.user())).add(address.password()));
        }
        if (address.database() != 0) {
            commands.add(new CommandArguments(Protocol.Command.SELECT).add(address.database()));
        }
        for (Object reply : call(commands)) {
            if (reply instanceof JedisDataException refused) {
                throw new IOException(refused.getMessage(), refused);
            }
        }
        used = false;
    }

    /**
     * Sends all commands, then reads all replies.
     *
     * @return a reply for each: bytes, a number, a list, null, or a {@link JedisDataException} that Redis answered
     * @throws SocketTimeoutException when it was cut off for taking too long
     * @throws IOException when the connection failed, which is of no more use
     */
    List<@Nullable Object> call(List<CommandArguments> commands) throws IOException {
        used = true;
        List<@Nullable Object> replies = new ArrayList<>(commands.size());
        try {
            guard.begin();
            for (CommandArguments command : commands) {
                Protocol.sendCommand(out, command);
            }
            out.flush();
            for (int at = 0; at < commands.size(); at++) {
                replies.add(reply());
            }
            if (in.available() > 0) {
                throw new IOException("what answers says more than it was asked for");
            }
        } catch (RuntimeException failed) {
            if (aborted) {
                throw new SocketTimeoutException("no answer in time");
            }
            // Jedis throws its own for trouble with the connection, and any for replies that it cannot read.
            throw new IOException(String.valueOf(failed.getMessage()), failed);
        }
        return replies;
    }

    private @Nullable Object reply() {
        try {
            return Protocol.read(in);
        } catch (JedisDataException refused) {
            return refused;
        }
    }

    /** Whether it served before: its other end may have gone since. */
    boolean used() {
        return used;
    }

    /** By when it must have been given back, in the ticker's nanoseconds. */
    long deadline() {
        return deadline;
    }

    void until(long nanos) {
        deadline = nanos;
    }

    /** Makes whatever waits for it fail. From any thread. */
    void abort() {
        aborted = true;
        close();
    }

    /** Says no farewell: with TLS that could wait for the other end. */
    @Override
    public void close() {
        try {
            plain.close();
        } catch (IOException unclosed) {
            LOG.debug("connection to Redis not closed", unclosed);
        }
    }
}
