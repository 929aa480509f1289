package dev.sluice.http;

import dev.sluice.failure.CannotStart;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listener: HTTP/1.1 on one port, each request on a virtual thread of its own, four platform threads in all.
 *
 * <p>Memory: a connection without a request holds no buffer, only its objects (3 KiB of heap) and its socket. While a
 * request waits or is worked on it holds {@link HttpConfig#heapPerConnection()}; while one is read or answered,
 * {@link HttpConfig#bytesPerConnection()} of direct memory at most, and the kernel up to twice {@code http.send-buffer} of what the
 * client has not taken. Buffers that are free for reuse are 2 MiB at most.
 */
public final class HttpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int BACKLOG = 256;
    private static final int CROWDED_IDLE_MILLIS = 5_000;
    private static final int STOPPING_IDLE_MILLIS = 100;
    private static final long MOST_FREE_BUFFERS = 1L << 20;

    private final HttpConfig config;
    private final Server server;
    private final ServerConnector connector;
    private final Repeats repeats = new Repeats();

    /**
     * @param access who may ask
     * @param router what there is to ask for; not changed any more
     * @param footprint where the log learns about memory
     * @param ticker time for deadlines and the log
     */
    public HttpServer(HttpConfig config, Access access, Router router, Footprint footprint, Ticker ticker) {
        this.config = config;
        QueuedThreadPool threads = new QueuedThreadPool(4, 3);
        threads.setName("http");
        threads.setReservedThreads(0);
        this.server = new Server(
                threads,
                new ScheduledExecutorScheduler("http-timer", true),
                new ArrayByteBufferPool(
                        0, 4_096, HttpConfig.inputBuffer(), Integer.MAX_VALUE, MOST_FREE_BUFFERS, MOST_FREE_BUFFERS));
        this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(protocol(config)));
        connector.setHost(config.host());
        connector.setPort(config.port());
        connector.setAcceptQueueSize(BACKLOG);
        connector.setIdleTimeout(config.idleTimeout().toMillis());
        connector.setAcceptedSendBufferSize((int) config.sendBuffer().bytes());
        connector.setAcceptedReceiveBufferSize(HttpConfig.RECEIVE_BUFFER);
        connector.setShutdownIdleTimeout(STOPPING_IDLE_MILLIS);
        server.addConnector(connector);
        ConnectionLimit limit = new ConnectionLimit(config.maxConnections(), connector);
        limit.setEndPointIdleTimeout(
                Math.min(CROWDED_IDLE_MILLIS, config.idleTimeout().toMillis()));
        connector.addBean(limit);
        Dispatcher dispatcher = new Dispatcher(config, access, router, footprint, ticker, repeats, limit::leaveOut);
        server.setHandler(new GracefulHandler(new Entrance(
                dispatcher,
                repeats,
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("request-", 0).factory()),
                length -> AnswerWriter.timeLimit(config, length))));
        server.setErrorHandler(new RefusalHandler());
    }

    /**
     * Does what the first listener of a process needs time for, and may be called before it is made: Jetty's table of media types asks the
     * JDK for all locales, which looks into every jar there is.
     */
    public static void prepare() {
        Objects.requireNonNull(MimeTypes.DEFAULTS);
    }

    private static HttpConfiguration protocol(HttpConfig config) {
        HttpConfiguration protocol = new HttpConfiguration();
        protocol.setSendServerVersion(false);
        protocol.setSendDateHeader(true);
        protocol.setRequestHeaderSize((int) config.maxHeaders().bytes());
        protocol.setResponseHeaderSize((int) config.maxHeaders().bytes());
        protocol.setInputBufferSize(HttpConfig.inputBuffer());
        // A cache that ignores case would take one token or tag for another.
        protocol.setHeaderCacheCaseSensitive(true);
        protocol.setRelativeRedirectAllowed(true);
        // URLs of the proxy hold URLs: a//b and %2F in a path. Routes take neither for a separator.
        protocol.setUriCompliance(UriCompliance.from("0,AMBIGUOUS_EMPTY_SEGMENT,AMBIGUOUS_PATH_SEPARATOR"));
        return protocol;
    }

    /**
     * Listens.
     *
     * @return the address in use, with the port that the system chose when it was to choose
     * @throws CannotStart when the port is taken or the address is not one of this machine
     */
    public InetSocketAddress start() {
        try {
            connector.open();
            server.start();
        } catch (IOException refused) {
            throw new CannotStart(
                    "cannot listen on " + config.host() + " port " + config.port()
                            + ": the port is taken by another program, or the address is not of this machine;"
                            + " choose another with --port or --host",
                    refused);
        } catch (Exception failed) {
            throw new IllegalStateException("the listener does not start", failed);
        }
        new HeaderWatch(connector, config.headerTimeout()).start();
        return new InetSocketAddress(config.host(), connector.getLocalPort());
    }

    /** Connections that are open now. */
    public int connections() {
        return connector.getConnectedEndPoints().size();
    }

    /**
     * Stops: takes nothing new, lets what was begun end within {@code patience}, then cuts it off. Requests that are cut off find
     * their {@link Exchange#deadline()} abandoned.
     */
    public void stop(Duration patience) {
        server.setStopTimeout(Math.max(1, patience.toMillis()));
        try {
            server.stop();
        } catch (Exception late) {
            LOG.warn("listener stopped with requests unfinished patience={}ms", patience.toMillis());
        }
        repeats.clear();
    }

    /** Stops at once. */
    @Override
    public void close() {
        stop(Duration.ofMillis(1));
    }
}
