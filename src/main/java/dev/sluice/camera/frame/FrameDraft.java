package dev.sluice.camera.frame;

import dev.sluice.units.PixelSize;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A frame that is arriving. It swallows what there is no memory for, so that the stream can be read on: {@link #whole()} tells. Ends with
 * {@link #finish} or {@link #discard}. For one thread.
 */
public final class FrameDraft {

    private final FrameMemory memory;
    private FrameMemory.@Nullable Slot slot;
    private int length;
    private boolean lost;

    FrameDraft(FrameMemory memory) {
        this.memory = memory;
    }

    /** Bytes that arrived. */
    public int length() {
        return length;
    }

    /** Whether there is memory for all that arrived until now. */
    public boolean whole() {
        return !lost;
    }

    /** Takes all remaining bytes of {@code bytes}. */
    public void append(ByteBuffer bytes) {
        int count = bytes.remaining();
        if (!lost && !room(count)) {
            lose();
        }
        if (slot != null) {
            slot.writable(length).put(bytes);
        } else {
            bytes.position(bytes.limit());
        }
        length = (int) Math.min(Integer.MAX_VALUE, (long) length + count);
    }

    private boolean room(int count) {
        if (slot == null) {
            slot = memory.take();
        }
        if (slot == null || count > FrameMemory.LARGEST_FRAME - length) {
            return false;
        }
        while (slot.capacity() - length < count) {
            if (!slot.grow(length)) {
                return false;
            }
        }
        return true;
    }

    private void lose() {
        lost = true;
        memory.miss();
        giveBack();
    }

    private void giveBack() {
        if (slot != null) {
            slot.release();
            slot = null;
        }
    }

    /** What arrived until now, to be looked at again; read-only. Empty when it was not {@linkplain #whole() kept}. */
    public ByteBuffer arrived() {
        return slot == null ? ByteBuffer.allocate(0) : slot.bytes(length);
    }

    /**
     * The frame that arrived. The caller holds it once and releases it.
     *
     * @param size what its header says
     * @return null when there was no memory for it, or nothing arrived
     */
    public @Nullable Frame finish(PixelSize size) {
        FrameMemory.Slot filled = slot;
        slot = null;
        return filled == null ? null : memory.made(filled, length, size);
    }

    /** Gives up what arrived: it was no frame. */
    public void discard() {
        giveBack();
    }
}
