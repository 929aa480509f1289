package dev.sluice.fetch;

import dev.sluice.failure.OriginFailure;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;

/** Asks one address at a time: the host's turn, one more try, and what its status means. Safe for any thread. */
final class Visits {

    private static final int MOST_TRIES = 2;

    /** Each holds up to 326 KiB, most of it in the kernel ({@link FetchClient}): 2.6 MiB together. */
    private static final int MOST_AT_ONCE = 8;

    private static final String ALL_HOSTS = "";

    private final FetchConfig config;
    private final CircuitBreaker breaker;
    private final HostSlots slots;
    private final HostSlots places = new HostSlots(MOST_AT_ONCE);
    private final Function<Target, Request> requests;
    private final Ticker ticker;

    /** @param requests makes a request that has yet to be sent */
    Visits(FetchConfig config, CircuitBreaker breaker, Function<Target, Request> requests, Ticker ticker) {
        this.config = config;
        this.breaker = breaker;
        this.slots = new HostSlots(config.connectionsPerHost());
        this.requests = requests;
        this.ticker = ticker;
    }

    /**
     * Asks {@code target} and hands its body on.
     *
     * @param target has passed the rules
     */
    Step visit(Target target, Validators known, Consumer<ByteBuffer> sink, Deadline deadline) {
        String host = target.host();
        slots.enter(host, deadline);
        try {
            places.enter(ALL_HOSTS, deadline);
            try {
                return admitted(host, target, known, sink, deadline);
            } finally {
                places.leave(ALL_HOSTS);
            }
        } finally {
            slots.leave(host);
        }
    }

    private Step admitted(String host, Target target, Validators known, Consumer<ByteBuffer> sink, Deadline deadline) {
        breaker.admit(host);
        boolean decided = false;
        try {
            Step step = tried(target, known, sink, deadline);
            breaker.succeeded(host);
            decided = true;
            return step;
        } catch (OriginFailure failure) {
            decided = judge(host, failure);
            throw failure;
        } finally {
            if (!decided) {
                breaker.undecided(host);
            }
        }
    }

    private boolean judge(String host, OriginFailure failure) {
        return switch (failure.kind()) {
            case FORBIDDEN -> false;
            case UNREACHABLE, BROKEN, TOO_SLOW -> {
                breaker.failed(host);
                yield true;
            }
            case STATUS, TOO_LARGE -> {
                breaker.succeeded(host);
                yield true;
            }
        };
    }

    private Step tried(Target target, Validators known, Consumer<ByteBuffer> sink, Deadline deadline) {
        for (int tries = 1; ; tries++) {
            try (Hop hop = new Hop(prepared(target, known), config, deadline, ticker)) {
                Response response;
                try {
                    response = hop.open();
                } catch (OriginFailure failure) {
                    if (tries < MOST_TRIES && hop.worthAnotherTry()) {
                        continue;
                    }
                    throw failure;
                }
                return understood(target, known, hop, response, sink);
            }
        }
    }

    private Request prepared(Target target, Validators known) {
        return requests.apply(target).version(HttpVersion.HTTP_1_1).headers(headers -> {
            headers.put(HttpHeader.ACCEPT, "*/*");
            headers.put(HttpHeader.ACCEPT_ENCODING, "identity");
            String etag = known.etag();
            if (etag != null) {
                headers.put(HttpHeader.IF_NONE_MATCH, etag);
            }
            String lastModified = known.lastModified();
            if (lastModified != null) {
                headers.put(HttpHeader.IF_MODIFIED_SINCE, lastModified);
            }
        });
    }

    private static Step understood(
            Target target, Validators known, Hop hop, Response response, Consumer<ByteBuffer> sink) {
        HttpFields headers = response.getHeaders();
        int status = response.getStatus();
        return switch (status) {
            case 200 -> {
                refuseEncoding(headers);
                yield new Step.Done(
                        AnswerHeaders.fetched(status, headers, hop.stream(response, sink), target.address()));
            }
            case 301, 302, 303, 307, 308 -> new Step.Redirect(redirection(headers, target));
            case 304 -> {
                if (known.isEmpty()) {
                    throw OriginFailure.status(status, null);
                }
                hop.stream(response, _ -> {});
                yield new Step.Done(AnswerHeaders.fetched(status, headers, 0, target.address()));
            }
            default -> throw OriginFailure.status(status, AnswerHeaders.retryAfter(headers));
        };
    }

    private static URI redirection(HttpFields headers, Target target) {
        if (target.configured()) {
            throw new OriginFailure(
                    OriginFailure.Kind.BROKEN,
                    "S3 says that the bucket is elsewhere; correct fetch.s3.region or fetch.s3.endpoint");
        }
        return AnswerHeaders.location(headers, target.address());
    }

    /** What is compressed once more may be a thousand times as large as what was counted, and no picture gains by it. */
    private static void refuseEncoding(HttpFields headers) {
        for (String encoding : headers.getCSV(HttpHeader.CONTENT_ENCODING, false)) {
            if (!encoding.equalsIgnoreCase("identity")) {
                throw new OriginFailure(
                        OriginFailure.Kind.BROKEN,
                        "the picture's server sent a content encoding though it was asked for none; turn compression of"
                                + " pictures off there");
            }
        }
    }
}
