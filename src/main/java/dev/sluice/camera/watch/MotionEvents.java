package dev.sluice.camera.watch;

import dev.sluice.image.Area;
import dev.sluice.units.PixelSize;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes events of motion: one lasts until nothing has moved for the cool-down. For one thread at a time. */
final class MotionEvents {

    private final String camera;
    private final long cooldown;
    private final Consumer<MotionEvent> listener;
    private MotionEvent.@Nullable Ended current;
    private long lastMoved;

    MotionEvents(String camera, MotionOptions options, Consumer<MotionEvent> listener) {
        this.camera = camera;
        this.cooldown = options.cooldown().toNanos();
        this.listener = listener;
    }

    /** Whether an event has begun and not ended. */
    boolean active() {
        return current != null;
    }

    /**
     * Something moved.
     *
     * @param at when its frame arrived, by the clock
     * @param nanos the same by the ticker
     */
    void moved(double share, Area box, Instant at, long nanos) {
        endAfterCooldown(nanos);
        MotionEvent.Ended before = current;
        lastMoved = nanos;
        if (before == null) {
            current = new MotionEvent.Ended(camera, at, at, share, box);
            listener.accept(new MotionEvent.Began(camera, at, share, box));
        } else {
            current = new MotionEvent.Ended(
                    camera, before.begin(), at, Math.max(share, before.share()), union(box, before.box()));
        }
    }

    /** Whether an event has begun, and nothing has moved for long enough to end it. */
    boolean over(long now) {
        return current != null && now - lastMoved >= cooldown;
    }

    /** Ends the event when nothing has moved for long enough. */
    void endAfterCooldown(long now) {
        if (over(now)) {
            end();
        }
    }

    /** Ends the event, if there is one: nobody looks any more. */
    void end() {
        MotionEvent.Ended ended = current;
        current = null;
        if (ended != null) {
            listener.accept(ended);
        }
    }

    private static Area union(Area one, Area other) {
        int left = Math.min(one.left(), other.left());
        int top = Math.min(one.top(), other.top());
        int right = Math.max(
                one.left() + one.size().width(), other.left() + other.size().width());
        int bottom = Math.max(
                one.top() + one.size().height(), other.top() + other.size().height());
        return new Area(left, top, new PixelSize(right - left, bottom - top));
    }
}
