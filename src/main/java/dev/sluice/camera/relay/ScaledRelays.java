package dev.sluice.camera.relay;

import dev.sluice.camera.frame.Frame;
import dev.sluice.camera.frame.FrameDraft;
import dev.sluice.camera.frame.FrameMemory;
import dev.sluice.failure.Refused;
import dev.sluice.failure.SluiceException;
import dev.sluice.http.Outlet;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.PixelSize;
import dev.sluice.units.Ticker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The frames of a relay in other sizes: made once for all viewers of one {@link Look}, for as long as there are any, and only of
 * frames that are the newest when the one before is done. Safe for threads.
 */
public final class ScaledRelays implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ScaledRelays.class);

    /** Each takes a core now and then and a few frames of memory. */
    private static final int MOST = 4;

    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final String name;
    private final Relay source;
    private final Scaling scaling;
    private final Function<String, FrameMemory> memories;
    private final Ticker ticker;

    /** Guarded by itself. */
    private final Map<Look, Scaled> scaled = new HashMap<>();

    private boolean closed;

    /** Makes a frame as somebody wants to see it. */
    @FunctionalInterface
    public interface Scaling {

        /**
         * Makes it.
         *
         * @param jpeg takes the bytes of the new JPEG in pieces, each valid during the call
         * @return its size
         * @throws SluiceException when it cannot be made, or not now
         */
        PixelSize scale(Frame frame, Look look, Consumer<ByteBuffer> jpeg);
    }

    /**
     * @param name of the camera
     * @param source of the frames
     * @param memories makes the memory of scaled frames, by a name
     */
    public ScaledRelays(
            String name, Relay source, Scaling scaling, Function<String, FrameMemory> memories, Ticker ticker) {
        this.name = name;
        this.source = source;
        this.scaling = scaling;
        this.memories = memories;
        this.ticker = ticker;
    }

    /**
     * Sends frames to a connection as its viewer wants to see them; see {@link Relay#add}.
     *
     * @throws Refused.Busy when viewers want to see the camera in too many ways; nothing was done with the connection then
     */
    public void add(Outlet outlet, double rate, Look look) {
        synchronized (scaled) {
            Scaled one = scaled.get(look);
            if (one == null) {
                requireRoom();
                one = new Scaled(look);
                scaled.put(look, one);
                Thread.ofVirtual().name("camera-" + name + "-scaled").start(one);
            }
            one.target.add(outlet, rate);
        }
    }

    /** @throws Refused.Busy when one look more would be too many */
    public void requireRoom(Look look) {
        synchronized (scaled) {
            if (!scaled.containsKey(look)) {
                requireRoom();
            }
        }
    }

    private void requireRoom() {
        if (closed || scaled.size() >= MOST) {
            throw new Refused.Busy(
                    "this camera is looked at in " + MOST + " sizes already: use one of those, or the plain stream",
                    DataSize.ZERO,
                    DataSize.ZERO,
                    Duration.ofSeconds(5));
        }
    }

    /** How many look. */
    public int viewers() {
        return all().stream().mapToInt(one -> one.target.viewers()).sum();
    }

    /** Frames that viewers who look now have skipped. */
    public long skipped() {
        return all().stream().mapToLong(one -> one.target.skipped()).sum();
    }

    /** Cuts off who takes nothing; see {@link Relay#sweep}. */
    public void sweep() {
        all().forEach(one -> one.target.sweep(one.memory.full()));
    }

    /** Cuts all viewers off. */
    public void clear() {
        all().forEach(one -> one.target.clear());
    }

    private List<Scaled> all() {
        synchronized (scaled) {
            return List.copyOf(scaled.values());
        }
    }

    @Override
    public void close() {
        synchronized (scaled) {
            closed = true;
        }
        clear();
    }

    /** One look, and the thread that makes it. */
    private final class Scaled implements Runnable {

        private final Look look;
        private final FrameMemory memory;
        private final Relay target;

        Scaled(Look look) {
            this.look = look;
            this.memory = memories.apply(name + " scaled");
            this.target = new Relay(name);
        }

        @Override
        public void run() {
            long seen = 0;
            try {
                while (!unused()) {
                    Optional<Frame> next = source.after(seen, Deadline.after(PATIENCE, ticker));
                    if (next.isPresent()) {
                        seen = show(next.get());
                    } else {
                        seen = Math.min(seen, source.number());
                    }
                }
            } finally {
                synchronized (scaled) {
                    scaled.remove(look, this);
                }
                target.close();
                memory.close();
            }
        }

        /** Nobody looks any more: the next viewer gets another one. */
        private boolean unused() {
            synchronized (scaled) {
                boolean unused = closed || target.viewers() == 0;
                if (unused) {
                    scaled.remove(look, this);
                }
                return unused;
            }
        }

        private long show(Frame frame) {
            FrameDraft draft = memory.draft();
            try {
                PixelSize size = scaling.scale(frame, look, draft::append);
                Frame made = draft.finish(size);
                if (made != null) {
                    target.accept(made);
                    made.release();
                }
            } catch (SluiceException notNow) {
                LOG.debug("frame not scaled camera={} reason={}", name, notNow.getMessage());
            } finally {
                draft.discard();
                frame.release();
            }
            return frame.number();
        }
    }
}
