package dev.sluice.fetch;

import dev.sluice.failure.Gone;
import dev.sluice.failure.OriginFailure;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.jetty.client.Request;
import org.jspecify.annotations.Nullable;

/**
 * Fetches pictures from other servers over HTTP/1.1, with or without TLS, so that whoever names the address can neither reach what is not
 * public nor hold anything for long.
 *
 * <p>Every address is checked by {@link SourceRules}, and what its host resolves to by {@link AddressGuard} at the moment of dialling; so is
 * each redirect. Of S3 only the buckets that the user named are read, at the address that the user configured or AWS' own; the SDK signs the request
 * ({@link S3Signer}), which then goes like any other, but is never redirected. The environment's proxies are not used. Until the first fetch this holds nothing but its rules; from then on
 * the threads and buffers of {@link FetchClient}; from the first of S3 on, 8 MiB of the SDK's classes and objects. Safe for any thread.
 */
public final class Fetcher implements AutoCloseable {

    private static final int TOLERATED_FAILURES = 5;
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final int REMEMBERED_HOSTS = 1_024;

    private final FetchConfig config;
    private final SourceRules rules;
    private final Function<String, List<InetAddress>> names;
    private final Visits visits;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable FetchClient client;
    private @Nullable S3Signer signer;
    private boolean closed;

    /** A fetcher that asks the system for addresses. */
    public Fetcher(FetchConfig config, Ticker ticker) {
        this(config, Fetcher::lookUp, ticker);
    }

    /**
     * A fetcher.
     *
     * @param names all addresses of a host, an empty list when it is unknown; called for each new connection, may block
     */
    public Fetcher(FetchConfig config, Function<String, List<InetAddress>> names, Ticker ticker) {
        this.config = config;
        this.rules = new SourceRules(config);
        this.names = names;
        CircuitBreaker breaker = new CircuitBreaker(TOLERATED_FAILURES, PAUSE, REMEMBERED_HOSTS, ticker);
        this.visits = new Visits(config, breaker, this::request, ticker);
    }

    /** What the system says, literals included; none when it knows nothing. */
    static List<InetAddress> lookUp(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException unknown) {
            return List.of();
        }
    }

    /**
     * Fetches one picture on the caller's thread, which should be a virtual one.
     *
     * @param source an absolute http or https address, or {@code s3://bucket/key} of a bucket that {@code fetch.s3.buckets} opens
     * @param known what is already here; with {@link Validators#NONE} the answer is never 304
     * @param sink takes each chunk of the body as it comes, all of it before it returns; the chunk is at most 32 KiB, never empty, valid
     *     during the call only. While it works nothing more is read. What it throws ends the fetch and comes out here
     * @param deadline until when the answer is wanted; {@code fetch.total-timeout} may come first
     * @throws OriginFailure saying why there is no picture; the sink may have had a part of it
     * @throws Gone when the caller has left
     * @throws IllegalStateException when this is closed
     */
    public Fetched fetch(URI source, Validators known, Consumer<ByteBuffer> sink, Deadline deadline) {
        Deadline within = deadline.within(config.totalTimeout());
        Target target = S3Object.isNamedBy(source) ? signed(source) : new Target(rules.checked(source), false);
        for (int redirects = 0; ; redirects++) {
            switch (visits.visit(target, known, sink, within)) {
                case Step.Done(Fetched fetched) -> {
                    return target.configured() ? fetched.by(source) : fetched;
                }
                case Step.Redirect(URI next) -> target = new Target(rules.checked(next), false);
            }
            if (redirects == config.maxRedirects()) {
                throw new OriginFailure(
                        OriginFailure.Kind.BROKEN,
                        "the picture's server redirects more than " + config.maxRedirects() + " times");
            }
        }
    }

    private Target signed(URI source) {
        S3Object object = S3Object.checked(source, config.s3());
        return new Target(signer().signed(object), true);
    }

    private S3Signer signer() {
        lock.lock();
        try {
            checkOpen();
            if (signer == null) {
                signer = new S3Signer(config.s3());
            }
            return signer;
        } finally {
            lock.unlock();
        }
    }

    private Request request(Target target) {
        lock.lock();
        try {
            checkOpen();
            if (client == null) {
                client = new FetchClient(config, new GuardedResolver(new AddressGuard(config.allowNetworks()), names));
            }
            return client.request(target);
        } finally {
            lock.unlock();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the fetcher is closed");
        }
    }

    /** Closes all connections and ends all threads; fetches under way fail. More calls have no effect. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (client != null) {
                client.close();
                client = null;
            }
            if (signer != null) {
                signer.close();
                signer = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
