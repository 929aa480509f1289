package dev.sluice.http;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives what Jetty refuses by itself (broken HTTP, headers too large, a stopping server) the same form as all other problems. */
final class RefusalHandler implements Request.Handler {

    private static final Logger LOG = LoggerFactory.getLogger("dev.sluice.request");

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        String reason = HttpStatus.getMessage(status);
        Object cause = request.getAttribute(ErrorHandler.ERROR_EXCEPTION);
        if (cause instanceof HttpException refused) {
            status = refused.getCode();
            reason = refused.getReason() == null ? HttpStatus.getMessage(status) : refused.getReason();
        }
        String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        Problem problem = ErrorMapper.refusedByHttp(status, reason);
        LOG.atLevel(problem.type().level())
                .log(
                        "request refused id={} status={} problem={} reason={}",
                        id,
                        status,
                        problem.type().slug(),
                        reason);
        byte[] body = Json.write(problem.body(id));
        response.setStatus(status);
        String seconds = problem.retryAfterSeconds();
        if (seconds != null) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, seconds);
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("X-Request-Id", id);
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }
}
