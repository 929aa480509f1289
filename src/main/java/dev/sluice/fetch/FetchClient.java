package dev.sluice.fetch;

import java.time.Duration;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.ProxyAuthenticationProtocolHandler;
import org.eclipse.jetty.client.RedirectProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jetty's client with everything off that would act by itself: redirects, cookies, authentication, decoding, proxies. Made with the first
 * fetch; at most three platform threads and a timer.
 *
 * <p>Memory: a fetch holds one direct buffer of 32 KiB for what comes and one of 4 KiB for its request, with TLS two more of 17 KiB; a
 * connection that is kept for the next fetch holds none, and is closed after five seconds. Free buffers are 1 MiB at most. The kernel
 * may hold 256 KiB for each connection.
 */
final class FetchClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FetchClient.class);
    private static final int RESPONSE_BUFFER = 32_768;
    private static final int REQUEST_BUFFER = 4_096;
    private static final int MOST_HEADERS = 16_384;
    private static final int RECEIVE_BUFFER = 131_072;
    private static final long MOST_FREE_BUFFERS = 1L << 20;
    private static final Duration KEPT = Duration.ofSeconds(5);

    private final HttpClient client;
    private final GuardedResolver resolver;

    /** @param resolver closed with this */
    FetchClient(FetchConfig config, GuardedResolver resolver) {
        this.resolver = resolver;
        QueuedThreadPool threads = new QueuedThreadPool(3, 1);
        threads.setName("fetch");
        threads.setDaemon(true);
        threads.setReservedThreads(0);
        threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("fetch-"));
        ClientConnector connector = new ClientConnector();
        connector.setSelectors(1);
        connector.setReceiveBufferSize(RECEIVE_BUFFER);
        connector.setSslContextFactory(new SslContextFactory.Client());
        HttpClientTransportOverHTTP transport = new HttpClientTransportOverHTTP(connector);
        // A cache that ignores case would take one tag for another.
        transport.setHeaderCacheCaseSensitive(true);
        this.client = new HttpClient(transport);
        client.setName("fetch");
        client.setExecutor(threads);
        client.setScheduler(new ScheduledExecutorScheduler("fetch-timer", true));
        client.setByteBufferPool(new ArrayByteBufferPool(
                0, 4_096, RESPONSE_BUFFER, Integer.MAX_VALUE, MOST_FREE_BUFFERS, MOST_FREE_BUFFERS));
        client.setResponseBufferSize(RESPONSE_BUFFER);
        client.setRequestBufferSize(REQUEST_BUFFER);
        client.setMaxRequestHeadersSize(MOST_HEADERS);
        client.setMaxResponseHeadersSize(MOST_HEADERS);
        client.setSocketAddressResolver(resolver);
        client.setConnectTimeout(config.connectTimeout().toMillis());
        client.setIdleTimeout(KEPT.toMillis());
        client.setDestinationIdleTimeout(KEPT.toMillis());
        client.setMaxConnectionsPerDestination(config.connectionsPerHost());
        client.setFollowRedirects(false);
        client.setHttpCookieStore(new HttpCookieStore.Empty());
        client.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "Sluice"));
        start();
    }

    private void start() {
        try {
            client.start();
        } catch (Exception failed) {
            close();
            throw new IllegalStateException("the client for fetching pictures does not start", failed);
        }
        client.getContentDecoderFactories().clear();
        client.getProtocolHandlers().remove(RedirectProtocolHandler.NAME);
        client.getProtocolHandlers().remove(WWWAuthenticationProtocolHandler.NAME);
        client.getProtocolHandlers().remove(ProxyAuthenticationProtocolHandler.NAME);
    }

    /** A request that has yet to be sent. */
    Request request(Target target) {
        Request request = client.newRequest(target.address());
        return target.configured() ? request.tag(GuardedResolver.CONFIGURED) : request;
    }

    /** Closes all connections and ends the threads; fetches under way fail. */
    @Override
    public void close() {
        resolver.close();
        try {
            client.stop();
        } catch (Exception failed) {
            LOG.warn("the client for fetching pictures did not stop cleanly", failed);
        }
    }
}
