package dev.sluice.http;

import java.nio.channels.SelectableChannel;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.NetworkConnectionLimit;

/**
 * Bounds the connections that the budget counts in advance. One that has become an {@link Outlet} is not among them: whoever writes to
 * it has its bytes admitted. Safe for threads.
 */
final class ConnectionLimit extends NetworkConnectionLimit {

    private final Set<SelectableChannel> outlets = new HashSet<>();

    ConnectionLimit(int most, Connector connector) {
        super(most, connector);
    }

    /** Does not count this connection any more. */
    void leaveOut(EndPoint endPoint) {
        synchronized (outlets) {
            if (!endPoint.isOpen() || !(endPoint.getTransport() instanceof SelectableChannel channel)) {
                return;
            }
            if (!outlets.add(channel)) {
                return;
            }
            super.onClosed(channel);
        }
    }

    @Override
    public void onClosed(SelectableChannel channel) {
        synchronized (outlets) {
            if (outlets.remove(channel)) {
                return;
            }
        }
        super.onClosed(channel);
    }
}
