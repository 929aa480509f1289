package dev.sluice.http;

import dev.sluice.failure.Denied;
import dev.sluice.failure.Gone;
import dev.sluice.failure.SluiceException;
import dev.sluice.units.Ticker;
import java.util.function.Consumer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Takes each request from Jetty to its handler and sees to it that it ends: answered or cut off, logged, its connection free. */
final class Dispatcher {

    private final HttpConfig config;
    private final Access access;
    private final Router router;
    private final Footprint footprint;
    private final Ticker ticker;
    private final Repeats repeats;
    private final RequestLog log;
    private final Consumer<EndPoint> leaveOut;

    /** @param leaveOut is told of connections that are not to be counted any more */
    Dispatcher(
            HttpConfig config,
            Access access,
            Router router,
            Footprint footprint,
            Ticker ticker,
            Repeats repeats,
            Consumer<EndPoint> leaveOut) {
        this.leaveOut = leaveOut;
        this.config = config;
        this.access = access;
        this.router = router;
        this.footprint = footprint;
        this.ticker = ticker;
        this.repeats = repeats;
        this.log = new RequestLog(footprint);
    }

    void handle(Request request, Response response, Callback callback) {
        // Waiting for room is not silence: only Jetty's reads and writes that get nowhere count.
        request.addIdleTimeoutListener(_ -> false);
        Exchange exchange = exchange(request, response);
        Problem cause = answer(exchange);
        Outlet outlet = exchange.answer().outlet();
        if (outlet != null) {
            handOver(exchange, outlet, cause, callback);
            leaveOut.accept(request.getConnectionMetaData().getConnection().getEndPoint());
            return;
        }
        exchange.end();
        log.ended(exchange, cause);
        keep(exchange, request);
        if (exchange.answer().complete()) {
            exchange.body().linger();
            callback.succeeded();
        } else {
            callback.failed(new Request.Handler.AbortException());
        }
    }

    /** The connection is somebody else's now, unless the handler failed; its request ends with it. */
    private void handOver(Exchange exchange, Outlet outlet, @Nullable Problem cause, Callback callback) {
        outlet.atEnd(() -> {
            exchange.answer().ended(outlet.sent(), true);
            exchange.end();
            log.ended(exchange, cause);
            callback.failed(new Request.Handler.AbortException());
        });
        if (cause != null) {
            outlet.close();
        }
    }

    Exchange exchange(Request request, Response response) {
        return new Exchange(request, response, config, footprint, ticker);
    }

    /** Whether the one who asks may ask for this at all; if not, the usual way tells why. */
    boolean admits(Exchange exchange) {
        try {
            access.check(exchange);
            return true;
        } catch (Denied refused) {
            return false;
        }
    }

    /** An answer was given again, or its client has left. */
    void repeated(Exchange exchange, long bytes, boolean complete) {
        exchange.answer().ended(bytes, complete);
        exchange.end();
        log.ended(exchange, complete ? null : Problem.of(ProblemType.GONE, "the client has left"));
    }

    private void keep(Exchange exchange, Request request) {
        Repeatable answer = exchange.repeatable();
        if (answer == null) {
            return;
        }
        String question = exchange.answer().complete() ? Repeats.question(request) : null;
        if (question == null) {
            Repeats.close(answer);
        } else {
            boolean trusted = exchange.trusted() && !exchange.answer().isForEverySite();
            repeats.keep(question, answer, trusted);
        }
    }

    /** The outermost edge of a request: whatever is thrown ends here. Returns what kept it from success. */
    private @Nullable Problem answer(Exchange exchange) {
        try {
            access.check(exchange);
            router.handle(exchange);
            if (!exchange.answer().complete() && exchange.answer().outlet() == null) {
                throw new IllegalStateException("the handler has not answered");
            }
            return exchange.answer().problem();
        } catch (Throwable failure) {
            return answerFailure(exchange, failure);
        }
    }

    private Problem answerFailure(Exchange exchange, Throwable failure) {
        if (!(failure instanceof SluiceException)) {
            log.unforeseen(exchange, failure);
        }
        Problem problem = ErrorMapper.problem(failure);
        if (exchange.answer().begun() || problem.type() == ProblemType.GONE) {
            return problem;
        }
        try {
            if (problem.type() == ProblemType.TOKEN && exchange.wantsPage()) {
                exchange.answer().signIn(problem);
            } else {
                exchange.answer().problem(problem);
            }
            return problem;
        } catch (Gone gone) {
            return ErrorMapper.problem(gone);
        }
    }
}
