package dev.sluice.fetch;

import dev.sluice.failure.OriginFailure;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;

/**
 * Looks a host up once for each connection and hands on only addresses that may be dialled, so that what was checked is what is dialled,
 * whatever the name leads to a moment later.
 *
 * <p>The system's look-up blocks its thread in native code, so it has two platform threads of its own, which end after five idle seconds;
 * 256 look-ups may wait. Safe for any thread.
 */
final class GuardedResolver implements SocketAddressResolver, AutoCloseable {

    /** The tag of requests that may go to any network. Connections of one tag are never used for another. */
    static final String CONFIGURED = "configured";

    private static final int THREADS = 2;
    private static final int MOST_WAITING = 256;
    private static final int IDLE_SECONDS = 5;

    private final AddressGuard guard;
    private final Function<String, List<InetAddress>> names;
    private final ThreadPoolExecutor threads;

    /** @param names all addresses of a host, none when it is unknown; may block */
    GuardedResolver(AddressGuard guard, Function<String, List<InetAddress>> names) {
        this.guard = guard;
        this.names = names;
        this.threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING),
                Thread.ofPlatform().daemon().name("fetch-names-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /** Fails with {@link OriginFailure}: UNREACHABLE for an unknown name, FORBIDDEN when none of its addresses may be dialled. */
    @Override
    public void resolve(String host, int port, Map<String, Object> context, Promise<List<InetSocketAddress>> promise) {
        boolean configured = context.get(Destination.CONTEXT_KEY) instanceof Destination destination
                && CONFIGURED.equals(destination.getOrigin().getTag());
        Predicate<InetAddress> rule = configured ? _ -> true : guard::allows;
        try {
            threads.execute(() -> settle(host, port, rule, promise));
        } catch (RejectedExecutionException crowded) {
            promise.failed(new OriginFailure(
                    OriginFailure.Kind.UNREACHABLE,
                    "too many host names are being looked up; ask again later",
                    crowded));
        }
    }

    private void settle(String host, int port, Predicate<InetAddress> rule, Promise<List<InetSocketAddress>> promise) {
        List<InetSocketAddress> addresses;
        try {
            addresses = allowed(host, port, rule);
        } catch (RuntimeException failed) {
            promise.failed(failed);
            return;
        }
        promise.succeeded(addresses);
    }

    private List<InetSocketAddress> allowed(String host, int port, Predicate<InetAddress> rule) {
        List<InetAddress> all = names.apply(host);
        if (all.isEmpty()) {
            throw new OriginFailure(
                    OriginFailure.Kind.UNREACHABLE, "the name of the picture's server is unknown; correct the address");
        }
        List<InetSocketAddress> allowed = all.stream()
                .filter(rule)
                .map(address -> named(host, address, port))
                .toList();
        if (allowed.isEmpty()) {
            throw new OriginFailure(
                    OriginFailure.Kind.FORBIDDEN,
                    "the address leads into a network that is not public; fetch.allow-networks can open it");
        }
        return allowed;
    }

    /** TLS checks the certificate against the name that stands in the address, so it must be the one that was asked for. */
    private static InetSocketAddress named(String host, InetAddress address, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(host, address.getAddress()), port);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address of neither 4 nor 16 bytes", impossible);
        }
    }

    /** Ends the threads; look-ups under way end with the process at the latest. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
