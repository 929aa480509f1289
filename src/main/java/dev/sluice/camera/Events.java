package dev.sluice.camera;

import dev.sluice.failure.Refused;
import dev.sluice.http.AnswerStream;
import dev.sluice.http.Exchange;
import dev.sluice.http.Representation;
import dev.sluice.units.DataSize;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What happens at one camera, told to those who listen as server-sent events (HTML, section 9.2). At most {@value #MOST_LISTENERS} listen,
 * each of whom may lag {@value #MOST_WAITING} events behind before the oldest are lost. Safe for threads.
 */
final class Events {

    private static final int MOST_LISTENERS = 8;
    private static final int MOST_WAITING = 32;
    private static final Duration LOOK = Duration.ofMillis(100);

    /** Proxies cut off what is silent for a minute. */
    private static final long HEARTBEAT_LOOKS = 150;

    private final Set<Listener> listeners = new HashSet<>();
    private long number;

    /** Tells all. */
    void add(String type, Map<String, Object> data) {
        String json = JsonMapper.shared().writeValueAsString(data);
        synchronized (listeners) {
            number++;
            String text = "id: " + number + "\nevent: " + type + "\ndata: " + json + "\n\n";
            listeners.forEach(listener -> listener.add(text));
        }
    }

    /**
     * Answers with what happens from now on, until one side leaves or {@code over}.
     *
     * @param first told at once
     * @param over whether the camera is gone
     * @throws Refused.Busy when too many listen
     */
    void send(Exchange exchange, Map<String, Object> first, BooleanSupplier over) {
        Listener listener = new Listener();
        synchronized (listeners) {
            if (listeners.size() >= MOST_LISTENERS) {
                throw new Refused.Busy(
                        "as many listen to this camera as may: " + MOST_LISTENERS,
                        DataSize.ZERO,
                        DataSize.ZERO,
                        Duration.ofSeconds(5));
            }
            listeners.add(listener);
        }
        try {
            listener.add("event: state\ndata: " + JsonMapper.shared().writeValueAsString(first) + "\n\n");
            Representation content = Representation.of("text/event-stream").cached("no-store");
            exchange.answer().stream(content, stream -> tell(listener, stream, over));
        } finally {
            synchronized (listeners) {
                listeners.remove(listener);
            }
        }
    }

    private static void tell(Listener listener, AnswerStream stream, BooleanSupplier over) {
        long silent = 0;
        while (!over.getAsBoolean()) {
            String text = listener.poll();
            if (text == null && ++silent >= HEARTBEAT_LOOKS) {
                text = ": still here\n\n";
            }
            if (text == null) {
                stream.pause(LOOK);
            } else {
                stream.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
                silent = 0;
            }
        }
    }

    /** What one has yet to be told. */
    private static final class Listener {

        private final ArrayDeque<String> waiting = new ArrayDeque<>();

        synchronized void add(String text) {
            if (waiting.size() == MOST_WAITING) {
                waiting.removeFirst();
            }
            waiting.addLast(text);
        }

        synchronized @Nullable String poll() {
            return waiting.pollFirst();
        }
    }
}
