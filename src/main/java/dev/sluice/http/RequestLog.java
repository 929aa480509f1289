package dev.sluice.http;

import dev.sluice.units.DataSize;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** One line for each request, at its end. Queries are left out: they may hold addresses that are nobody's business. */
final class RequestLog {

    private static final Logger LOG = LoggerFactory.getLogger("dev.sluice.request");

    private final Footprint footprint;

    RequestLog(Footprint footprint) {
        this.footprint = footprint;
    }

    /** @param problem what it was answered with, when that was no success */
    void ended(Exchange exchange, @Nullable Problem problem) {
        Level level = problem == null ? Level.INFO : problem.type().level();
        if (exchange.path().startsWith("/health/") && level == Level.INFO) {
            level = Level.DEBUG;
        }
        if (LOG.isEnabledForLevel(level)) {
            LOG.atLevel(level).log(line(exchange, problem));
        }
        if (exchange.stages().nearlyFull()) {
            LOG.warn(
                    "memory nearly full id={} used={} budget={}",
                    exchange.id(),
                    DataSize.ofBytes(exchange.stages().highest()).rounded(),
                    footprint.budget().rounded());
        }
    }

    /** A fault of the program. */
    void unforeseen(Exchange exchange, Throwable failure) {
        LOG.error(
                "request failed id={} method={} path={}",
                exchange.id(),
                exchange.method(),
                exchange.rawPath(),
                failure);
    }

    private static String line(Exchange exchange, @Nullable Problem problem) {
        StringBuilder line = new StringBuilder(160)
                .append("request ended id=")
                .append(exchange.id())
                .append(" method=")
                .append(exchange.method())
                .append(" path=")
                .append(exchange.rawPath())
                .append(" status=")
                .append(exchange.answer().complete() ? exchange.answer().status() : ProblemType.GONE.status())
                .append(" bytes=")
                .append(exchange.answer().bytes())
                .append(" ms=")
                .append(TimeUnit.NANOSECONDS.toMillis(exchange.elapsedNanos()));
        if (problem != null) {
            line.append(" problem=").append(problem.type().slug());
        }
        String stages = exchange.stages().log();
        if (!stages.isEmpty()) {
            line.append(" stages=").append(stages);
        }
        return line.toString();
    }
}
