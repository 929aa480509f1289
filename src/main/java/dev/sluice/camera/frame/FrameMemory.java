package dev.sluice.camera.frame;

import dev.sluice.failure.Refused;
import dev.sluice.governor.Demand;
import dev.sluice.governor.Governor;
import dev.sluice.governor.Lease;
import dev.sluice.governor.Payload;
import dev.sluice.governor.Purpose;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.PixelSize;
import dev.sluice.units.Ticker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one camera: a few slots, each as large as a frame and under a lease of its own, used again and again. When all are held,
 * or the budget has no room, a frame is not kept; nothing waits for one. Safe for threads.
 */
public final class FrameMemory implements AutoCloseable {

    /** Slots of one camera: at 15 frames a second a viewer may take two thirds of a second for one frame before others are missed. */
    public static final int MOST_SLOTS = 10;

    /** Bytes of a frame that are kept at most; larger ones are read over. */
    public static final int LARGEST_FRAME = 10 << 20;

    private static final int STEP = 16_384;
    private static final int FIRST = 65_536;
    private static final Duration PATIENCE = Duration.ofMillis(20);

    private final Governor governor;
    private final String tag;
    private final Ticker ticker;
    private final InstantSource clock;
    private final Deque<Slot> free = new ArrayDeque<>();
    private int slots;
    private long heldBytes;
    private int usual = FIRST;
    private long frames;
    private long missed;
    private boolean closed;

    /** @param tag names the camera in the ledger */
    public FrameMemory(Governor governor, String tag, Ticker ticker, InstantSource clock) {
        this.governor = governor;
        this.tag = tag;
        this.ticker = ticker;
        this.clock = clock;
    }

    /** Somewhere to put the next frame; takes memory with its first byte. One at a time. */
    public FrameDraft draft() {
        return new FrameDraft(this);
    }

    /** Frames that were kept since the camera is there. */
    public synchronized long frames() {
        return frames;
    }

    /** Frames that there was no memory for, or that were too large. */
    public synchronized long missed() {
        return missed;
    }

    /** Whether every slot is held: the next frame will be missed unless somebody lets go of one. */
    public synchronized boolean full() {
        return free.isEmpty() && slots == MOST_SLOTS;
    }

    /** Native bytes that are held now. */
    public synchronized DataSize held() {
        return DataSize.ofBytes(heldBytes);
    }

    /** A slot for a frame of the usual size; null when there is none to be had. */
    @Nullable
    Slot take() {
        int wanted;
        synchronized (this) {
            wanted = usual;
            Slot slot = free.pollLast();
            if (slot != null && slot.suits(wanted)) {
                slot.holders = 1;
                return slot;
            }
            if (slot != null) {
                drop(slot);
            }
            if (closed || slots == MOST_SLOTS) {
                return null;
            }
            slots++;
        }
        Lease lease = lease(wanted);
        synchronized (this) {
            if (lease == null) {
                slots--;
                return null;
            }
            heldBytes += wanted;
            return new Slot(lease, wanted);
        }
    }

    private @Nullable Lease lease(int bytes) {
        Demand demand = new Demand(Purpose.CAMERA, tag, DataSize.ofBytes(bytes), DataSize.ZERO, DataSize.ZERO, 0);
        try {
            return governor.admit(demand, Deadline.after(PATIENCE, ticker));
        } catch (Refused full) {
            return null;
        }
    }

    /** What has filled a slot, as a frame that its maker holds once. */
    Frame made(Slot slot, int length, PixelSize size) {
        synchronized (this) {
            frames++;
            usual = Math.max(rounded(length + length / 4), usual - usual / 64);
            return new Frame(slot, length, frames, ticker.nanos(), clock.instant(), size);
        }
    }

    synchronized void miss() {
        missed++;
    }

    private static int rounded(int bytes) {
        return Math.min(LARGEST_FRAME, Math.ceilDiv(bytes, STEP) * STEP);
    }

    private void drop(Slot slot) {
        slots--;
        heldBytes -= slot.leased;
        slot.lease.close();
    }

    private void returned(Slot slot) {
        synchronized (this) {
            if (closed || !slot.reusable()) {
                drop(slot);
            } else {
                free.addLast(slot);
            }
        }
    }

    /** Gives back what is free now, and the rest when its last holder releases it. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            while (!free.isEmpty()) {
                drop(free.removeLast());
            }
        }
    }

    /** One frame's memory and how many hold it. */
    final class Slot {

        private final Lease lease;
        private Payload payload;
        private long leased;
        private int holders = 1;

        private Slot(Lease lease, int bytes) {
            this.lease = lease;
            this.leased = bytes;
            this.payload = lease.payload(DataSize.ofBytes(bytes));
        }

        int capacity() {
            return (int) payload.size().bytes();
        }

        /** Neither too small for what usually comes nor four times too large. */
        private boolean suits(int wanted) {
            return capacity() >= wanted && capacity() / 4 <= wanted;
        }

        /** A slot that grew holds bytes that nobody uses. */
        private boolean reusable() {
            return leased == capacity();
        }

        /** Twice as large from now on, with the first {@code used} bytes as they were; false when there is no room. */
        boolean grow(int used) {
            int larger = Math.min(LARGEST_FRAME, 2 * capacity());
            if (larger <= capacity() || !lease.tryGrow(DataSize.ofBytes(larger))) {
                return false;
            }
            Payload next = lease.payload(DataSize.ofBytes(larger));
            next.segment().copyFrom(payload.segment().asSlice(0, used));
            payload = next;
            synchronized (FrameMemory.this) {
                leased += larger;
                heldBytes += larger;
            }
            return true;
        }

        ByteBuffer writable(int from) {
            return payload.segment().asByteBuffer().position(from);
        }

        ByteBuffer bytes(int length) {
            return payload.buffer().limit(length);
        }

        void retain() {
            synchronized (FrameMemory.this) {
                if (holders == 0) {
                    throw new IllegalStateException("a frame was retained after its last release");
                }
                holders++;
            }
        }

        void release() {
            boolean last;
            synchronized (FrameMemory.this) {
                if (holders == 0) {
                    throw new IllegalStateException("a frame was released more often than retained");
                }
                holders--;
                last = holders == 0;
            }
            if (last) {
                returned(this);
            }
        }
    }
}
