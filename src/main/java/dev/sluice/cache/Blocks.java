package dev.sluice.cache;

import dev.sluice.governor.Payload;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Native memory in blocks of {@value #SIZE} bytes that are handed out and taken back one by one: nothing is fragmented, and the most that an
 * entry wastes is a part of its last block. Those who hold blocks write and read them without a lock. Safe for threads.
 */
final class Blocks {

    static final int SIZE = 16 << 10;

    private final MemorySegment memory;
    private final int count;
    private final BitSet taken;
    private int free;
    private int next;

    /** @param memory what is handed out; a rest of less than a block is left */
    Blocks(Payload memory) {
        this.memory = memory.segment();
        count = Math.toIntExact(memory.size().bytes() / SIZE);
        taken = new BitSet(count);
        free = count;
    }

    /** How many that many bytes take. */
    static int needed(long bytes) {
        return Math.toIntExact(Math.ceilDiv(bytes, (long) SIZE));
    }

    int count() {
        return count;
    }

    synchronized int free() {
        return free;
    }

    /** Takes that many, neighbours where there are some; null when there are fewer. */
    synchronized int @Nullable [] take(int wanted) {
        if (wanted > free) {
            return null;
        }
        int[] numbers = new int[wanted];
        for (int at = 0; at < wanted; at++) {
            int found = taken.nextClearBit(next);
            numbers[at] = found < count ? found : taken.nextClearBit(0);
            taken.set(numbers[at]);
            next = numbers[at] + 1;
        }
        free -= wanted;
        return numbers;
    }

    /** Takes them back: nobody reads or writes them any more. */
    synchronized void giveBack(int[] numbers) {
        Arrays.stream(numbers).forEach(taken::clear);
        free += numbers.length;
    }

    /**
     * Bytes of these blocks, as many as lie side by side.
     *
     * @param numbers the blocks of one entry, in their order
     * @param position of the first byte
     * @param most how many at most
     */
    ByteBuffer at(int[] numbers, long position, int most) {
        int first = Math.toIntExact(position / SIZE);
        int within = (int) (position % SIZE);
        int length = SIZE - within;
        for (int at = first + 1; length < most && at < numbers.length && numbers[at] == numbers[at - 1] + 1; at++) {
            length += SIZE;
        }
        return memory.asSlice((long) numbers[first] * SIZE + within, Math.min(length, most))
                .asByteBuffer();
    }
}
