package dev.sluice.http;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.NanoTime;

/**
 * Closes connections whose request line and headers do not get on: Jetty's idle timeout is content with one byte now and then, so
 * a few hundred such clients could hold all connections for hours. Looks at each connection four times in the time allowed.
 */
final class HeaderWatch implements Runnable {

    private final ServerConnector connector;
    private final long allowed;
    private final Set<HttpParser.State> headers = EnumSet.range(HttpParser.State.METHOD, HttpParser.State.HEADER);

    HeaderWatch(ServerConnector connector, Duration allowed) {
        this.connector = connector;
        this.allowed = allowed.toNanos();
    }

    void start() {
        connector.getScheduler().schedule(this, Math.max(1, allowed / 4), TimeUnit.NANOSECONDS);
    }

    @Override
    public void run() {
        for (EndPoint endPoint : connector.getConnectedEndPoints()) {
            if (endPoint.getConnection() instanceof HttpConnection connection && isLate(connection.getParser())) {
                endPoint.close();
            }
        }
        if (connector.isRunning()) {
            start();
        }
    }

    /** The parser belongs to another thread; what is seen late is seen at the next look. */
    private boolean isLate(HttpParser parser) {
        long begun = parser.getBeginNanoTime();
        return headers.contains(parser.getState()) && begun != 0 && NanoTime.since(begun) > allowed;
    }
}
