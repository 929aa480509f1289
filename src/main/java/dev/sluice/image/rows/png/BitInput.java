package dev.sluice.image.rows.png;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The image data as bits, lowest first (RFC 1951 section 3.1.1). Its fields are open to the loop of {@link Inflation}, which keeps
 * them in locals while it runs. Holds {@value #BYTES} bytes besides the {@link ImageData}. For one thread.
 */
final class BitInput {

    static final int BYTES = 1 << 13;

    /** While so many bytes are there a loop may take up to two longs at once without looking. */
    static final int AMPLE = 16;

    /** Eight bytes of an array at once. */
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    final byte[] buffer = new byte[BYTES];

    /** The next byte of {@link #buffer} that is not among the bits yet. */
    int at;

    int limit;

    /** The next bits, the first one lowest. Those beyond {@link #count} are 0 or the first of what follows. */
    long bits;

    int count;

    private final ImageData source;

    BitInput(ImageData source) {
        this.source = source;
    }

    /** Another one at the same place. */
    BitInput copy() {
        BitInput copy = new BitInput(source.copy());
        System.arraycopy(buffer, at, copy.buffer, at, limit - at);
        copy.at = at;
        copy.limit = limit;
        copy.bits = bits;
        copy.count = count;
        return copy;
    }

    /** Whether {@link #AMPLE} bytes are in the buffer, after it has been filled up if they were not. */
    boolean ample() {
        if (limit - at < AMPLE) {
            fill();
        }
        return limit - at >= AMPLE;
    }

    private void fill() {
        System.arraycopy(buffer, at, buffer, 0, limit - at);
        limit -= at;
        at = 0;
        limit += source.read(buffer, limit, buffer.length - limit);
    }

    /** Makes 56 bits and more, or all that are left. */
    void gather() {
        while (count < 56) {
            if (at == limit) {
                fill();
            }
            if (at == limit) {
                return;
            }
            bits |= (buffer[at++] & 0xffL) << count;
            count += Byte.SIZE;
        }
    }

    /**
     * Takes at most 16 bits.
     *
     * @throws dev.sluice.failure.BadInput DAMAGED_PICTURE when there are not so many left
     */
    int take(int wanted) {
        if (count < wanted) {
            gather();
        }
        if (count < wanted) {
            throw Damage.ended();
        }
        int taken = (int) bits & ((1 << wanted) - 1);
        drop(wanted);
        return taken;
    }

    /** Goes over bits that are there. */
    void drop(int taken) {
        bits >>>= taken;
        count -= taken;
    }

    /** Goes on at a byte's first bit. */
    void align() {
        drop(count & 7);
    }

    /**
     * Takes whole bytes, after {@link #align}.
     *
     * @return how many, at most {@code room}; 0 when there are no more
     */
    int bytes(byte[] into, int offset, int room) {
        if (count > 0) {
            into[offset] = (byte) bits;
            drop(Byte.SIZE);
            return 1;
        }
        bits = 0;
        if (at == limit) {
            fill();
        }
        int taken = Math.min(room, limit - at);
        System.arraycopy(buffer, at, into, offset, taken);
        at += taken;
        return taken;
    }

    /** See {@link ImageData#finishChunk}. */
    void finishChunk() {
        source.finishChunk();
    }
}
