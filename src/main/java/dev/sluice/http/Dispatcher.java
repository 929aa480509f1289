package dev.sluice.http;

import dev.sluice.failure.Gone;
import dev.sluice.failure.SluiceException;
import dev.sluice.units.Ticker;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Takes each request from Jetty to its handler and sees to it that it ends: answered or cut off, logged, its connection free. */
final class Dispatcher extends Handler.Abstract {

    private final HttpConfig config;
    private final Access access;
    private final Router router;
    private final Footprint footprint;
    private final Ticker ticker;
    private final RequestLog log;

    Dispatcher(HttpConfig config, Access access, Router router, Footprint footprint, Ticker ticker) {
        this.config = config;
        this.access = access;
        this.router = router;
        this.footprint = footprint;
        this.ticker = ticker;
        this.log = new RequestLog(footprint);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        // Waiting for room is not silence: only Jetty's reads and writes that get nowhere count.
        request.addIdleTimeoutListener(_ -> false);
        Exchange exchange = new Exchange(request, response, config, footprint, ticker);
        Problem cause = answer(exchange);
        exchange.end();
        log.ended(exchange, cause);
        if (exchange.answer().complete()) {
            exchange.body().linger();
            callback.succeeded();
        } else {
            callback.failed(new Request.Handler.AbortException());
        }
        return true;
    }

    /** The outermost edge of a request: whatever is thrown ends here. Returns what kept it from success. */
    private @Nullable Problem answer(Exchange exchange) {
        try {
            access.check(exchange);
            router.handle(exchange);
            if (!exchange.answer().complete()) {
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
