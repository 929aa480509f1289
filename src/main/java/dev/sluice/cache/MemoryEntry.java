package dev.sluice.cache;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the memory tier: a label on the heap, and the numbers of the blocks that hold its body. The blocks go back when the entry has
 * been dropped and the last who uses it has left, which includes the one who writes it. Safe for threads.
 */
final class MemoryEntry {

    /** Heap of an entry without the texts of its label, about: itself, its key, its place in the index, the objects of the label. */
    private static final int OBJECTS = 360;

    /** Heap of a text without its characters. */
    private static final int TEXT = 48;

    private final Blocks blocks;
    private final Label label;
    private final long length;
    private int @Nullable [] numbers;
    private int users = 1;
    private boolean written;
    private boolean dropped;

    /** An entry that is used by the one who is going to write it, and who calls {@link #written} or {@link #leave} afterwards. */
    MemoryEntry(Blocks blocks, Label label, long length) {
        this.blocks = blocks;
        this.label = label;
        this.length = length;
    }

    /** Bytes of heap that an entry with that label takes, about. */
    static int heap(Label label) {
        int bytes = OBJECTS + heap(label.source());
        for (String key : label.surrogateKeys()) {
            bytes += heap(key);
        }
        for (var fact : label.facts().entrySet()) {
            bytes += heap(fact.getKey()) + heap(fact.getValue());
        }
        return bytes;
    }

    private static int heap(String text) {
        boolean latin = text.chars().allMatch(character -> character < 256);
        return TEXT + (latin ? 1 : 2) * text.length();
    }

    Label label() {
        return label;
    }

    long length() {
        return length;
    }

    Instant stored() {
        return label.stored();
    }

    /** Copies the body into blocks. Whether there were enough that are free. By the one who made the entry, once. */
    boolean write(Body body) {
        int[] taken = blocks.take(Blocks.needed(length));
        if (taken == null) {
            return false;
        }
        synchronized (this) {
            numbers = taken;
        }
        for (long at = 0; at < length; ) {
            ByteBuffer room = blocks.at(taken, at, Math.toIntExact(Math.min(length - at, 1 << 20)));
            ByteBuffer piece = body.at(at, room.remaining());
            at += piece.remaining();
            room.put(piece);
        }
        return true;
    }

    /** It may be read from now on; its writer has left. */
    synchronized void written() {
        written = true;
        leave();
    }

    synchronized boolean readable() {
        return written && !dropped;
    }

    /** Its blocks for somebody who reads them and leaves afterwards; null when it cannot be read. */
    synchronized int @Nullable [] enter() {
        if (!readable()) {
            return null;
        }
        users++;
        return numbers;
    }

    synchronized void leave() {
        users--;
        end();
    }

    /** The entry is no longer one. */
    synchronized void drop() {
        dropped = true;
        end();
    }

    private void end() {
        if (dropped && users == 0 && numbers != null) {
            blocks.giveBack(numbers);
            numbers = null;
        }
    }
}
