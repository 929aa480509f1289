package dev.sluice.image.rows.png;

import static dev.sluice.image.rows.png.HuffmanCode.BASE_SHIFT;
import static dev.sluice.image.rows.png.HuffmanCode.BITS;
import static dev.sluice.image.rows.png.HuffmanCode.END_OF_BLOCK;
import static dev.sluice.image.rows.png.HuffmanCode.EXTRA_SHIFT;
import static dev.sluice.image.rows.png.HuffmanCode.INVALID;
import static dev.sluice.image.rows.png.HuffmanCode.LITERALS;
import static dev.sluice.image.rows.png.HuffmanCode.LITERALS_SHIFT;
import static dev.sluice.image.rows.png.HuffmanCode.LITERAL_SHIFT;
import static dev.sluice.image.rows.png.HuffmanCode.SECOND_TABLE;
import static dev.sluice.image.rows.png.HuffmanCode.SPECIAL;

import dev.sluice.failure.BadInput;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the symbols of deflate blocks: literals, and copies of what came before (RFC 1951 section 3.2.3). Holds nothing but its
 * state. For one thread.
 */
final class SymbolDecoder {

    /** What {@link #decode} writes at most beyond its limit: the longest copy, rounded up to whole longs, after three literals. */
    static final int OVERRUN = 320;

    private static final int EXTRA_BITS = 15;
    private static final int LITERAL_MASK = (1 << BlockCodes.LITERAL_ROOT) - 1;
    private static final int SECOND_LITERAL_MASK = (1 << (HuffmanCode.LONGEST - BlockCodes.LITERAL_ROOT)) - 1;
    private static final int DISTANCE_MASK = (1 << BlockCodes.DISTANCE_ROOT) - 1;
    private static final int SECOND_DISTANCE_MASK = (1 << (HuffmanCode.LONGEST - BlockCodes.DISTANCE_ROOT)) - 1;

    /** Up to this length a copy of a short period is made byte by byte. */
    private static final int FEW = 16;

    /** A refill leaves so many bits at least. */
    private static final int REFILLED = 56;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = BitInput.LONG;

    private final BitInput input;
    private final BlockCodes codes;
    private boolean ended;
    private @Nullable BadInput damage;

    SymbolDecoder(BitInput input, BlockCodes codes) {
        this.input = input;
        this.codes = codes;
    }

    /** Whether the last call of {@link #decode} met the end of its block. */
    boolean ended() {
        return ended;
    }

    /** What the last call of {@link #decode} met after what it made. */
    @Nullable
    BadInput damage() {
        return damage;
    }

    /**
     * Decodes until the limit is reached, the block has ended, or the data are broken or cut off.
     *
     * @param out from 0 to {@code from} what came before, and room for {@link #OVERRUN} bytes beyond {@code limit}
     * @return where what it made ends; beyond that {@code out} may be overwritten
     */
    int decode(byte[] out, int from, int limit) {
        ended = false;
        damage = null;
        int to = from;
        while (to < limit && !ended && damage == null) {
            to = input.ample() ? decodeAmple(out, to, limit) : decodeOne(out, to);
        }
        return to;
    }

    /**
     * Decodes while the input is ample. In one piece because its state is in locals. After three looks at literals, of at most 11 bits
     * each, the 20 bits of a length are still there; a second refill is for the distance.
     */
    private int decodeAmple(byte[] out, int from, int limit) {
        BitInput source = input;
        byte[] in = source.buffer;
        int[] literals = codes.literals.table();
        int[] distances = codes.distances.table();
        int last = source.limit - BitInput.AMPLE;
        int at = source.at;
        long bits = source.bits;
        int count = source.count;
        int to = from;
        while (to < limit && at <= last) {
            bits |= (long) LONG.get(in, at) << count;
            at += (63 - count) >> 3;
            count |= REFILLED;
            int entry = literals[(int) bits & LITERAL_MASK];
            if ((entry & LITERALS) != 0) {
                INT.set(out, to, entry >>> LITERAL_SHIFT);
                to += entry >> LITERALS_SHIFT & 3;
                bits >>>= entry;
                count -= entry & BITS;
                entry = literals[(int) bits & LITERAL_MASK];
                if ((entry & LITERALS) != 0) {
                    INT.set(out, to, entry >>> LITERAL_SHIFT);
                    to += entry >> LITERALS_SHIFT & 3;
                    bits >>>= entry;
                    count -= entry & BITS;
                    entry = literals[(int) bits & LITERAL_MASK];
                    if ((entry & LITERALS) != 0) {
                        INT.set(out, to, entry >>> LITERAL_SHIFT);
                        to += entry >> LITERALS_SHIFT & 3;
                        bits >>>= entry;
                        count -= entry & BITS;
                        continue;
                    }
                }
            }
            if ((entry & SPECIAL) != 0) {
                if ((entry & SECOND_TABLE) != 0) {
                    int second = (int) (bits >>> BlockCodes.LITERAL_ROOT) & SECOND_LITERAL_MASK;
                    entry = literals[(entry >>> BASE_SHIFT) + second];
                }
                if ((entry & LITERALS) != 0) {
                    out[to++] = (byte) (entry >>> LITERAL_SHIFT);
                    bits >>>= entry;
                    count -= entry & BITS;
                    continue;
                }
                if ((entry & SPECIAL) != 0) {
                    bits >>>= entry;
                    count -= entry & BITS;
                    end(entry);
                    break;
                }
            }
            bits >>>= entry;
            count -= entry & BITS;
            int extra = entry >> EXTRA_SHIFT & EXTRA_BITS;
            int length = (entry >>> BASE_SHIFT) + ((int) bits & ((1 << extra) - 1));
            bits >>>= extra;
            count -= extra;
            bits |= (long) LONG.get(in, at) << count;
            at += (63 - count) >> 3;
            count |= REFILLED;
            entry = distances[(int) bits & DISTANCE_MASK];
            if ((entry & SECOND_TABLE) != 0) {
                int second = (int) (bits >>> BlockCodes.DISTANCE_ROOT) & SECOND_DISTANCE_MASK;
                entry = distances[(entry >>> BASE_SHIFT) + second];
            }
            bits >>>= entry;
            count -= entry & BITS;
            extra = entry >> EXTRA_SHIFT & EXTRA_BITS;
            int distance = (entry >>> BASE_SHIFT) + ((int) bits & ((1 << extra) - 1));
            bits >>>= extra;
            count -= extra;
            if (distance > to || (entry & INVALID) != 0) {
                wrongDistance(entry);
                break;
            }
            repeat(out, to, distance, length);
            to += length;
        }
        source.at = at;
        source.bits = bits;
        source.count = count;
        return to;
    }

    /** Decodes one symbol of the last few, only if all of its bits are there. */
    private int decodeOne(byte[] out, int to) {
        input.gather();
        int entry = codes.literals.lookUp(input.bits);
        if ((entry & LITERALS) != 0) {
            int literal = entry >> LITERAL_SHIFT & 0xff;
            if (available(codes.literals.length(literal))) {
                out[to] = (byte) literal;
                input.drop(codes.literals.length(literal));
                return to + 1;
            }
            return to;
        }
        int symbolBits = (entry & BITS) + (entry >> EXTRA_SHIFT & EXTRA_BITS);
        if (!available(symbolBits)) {
            return to;
        }
        if ((entry & SPECIAL) != 0) {
            input.drop(symbolBits);
            end(entry);
            return to;
        }
        int distanceEntry = codes.distances.lookUp(input.bits >>> symbolBits);
        int distanceBits = (distanceEntry & BITS) + (distanceEntry >> EXTRA_SHIFT & EXTRA_BITS);
        if (!available(symbolBits + distanceBits)) {
            return to;
        }
        int length = number(entry, input.bits);
        int distance = number(distanceEntry, input.bits >>> symbolBits);
        if (distance > to || (distanceEntry & INVALID) != 0) {
            wrongDistance(distanceEntry);
            return to;
        }
        input.drop(symbolBits + distanceBits);
        repeat(out, to, distance, length);
        return to + length;
    }

    private boolean available(int bits) {
        if (bits > input.count) {
            damage = Damage.ended();
        }
        return bits <= input.count;
    }

    /** What an entry's base and the extra bits behind its code add up to. */
    private static int number(int entry, long bits) {
        int extra = (int) (bits >>> (entry & BITS)) & ((1 << (entry >> EXTRA_SHIFT & EXTRA_BITS)) - 1);
        return (entry >>> BASE_SHIFT) + extra;
    }

    private void end(int entry) {
        if ((entry & END_OF_BLOCK) != 0) {
            ended = true;
        } else {
            damage = Damage.damaged("its PNG data use a word that their code does not have");
        }
    }

    private void wrongDistance(int entry) {
        damage = (entry & INVALID) != 0
                ? Damage.damaged("its PNG data use a distance that their code does not have")
                : Damage.damaged("its PNG data repeat what is before their begin");
    }

    /**
     * Copies eight bytes at a time; a long copy of a period too short for that after it has been written often enough to be eight bytes or
     * more, a short one byte by byte.
     */
    private static void repeat(byte[] out, int to, int distance, int length) {
        int from = to - distance;
        int at = to;
        int end = to + length;
        if (distance < Long.BYTES) {
            if (distance == 1) {
                Arrays.fill(out, at, end, out[from]);
                return;
            }
            if (length <= FEW) {
                while (at < end) {
                    out[at++] = out[from++];
                }
                return;
            }
            at = lengthenPeriod(out, at, distance);
        }
        for (; at < end; at += Long.BYTES, from += Long.BYTES) {
            LONG.set(out, at, (long) LONG.get(out, from));
        }
    }

    private static int lengthenPeriod(byte[] out, int to, int distance) {
        int from = to - distance;
        int at = to;
        while (at - from < Long.BYTES) {
            for (int end = 2 * at - from; at < end; at++) {
                out[at] = out[at - distance];
            }
        }
        return at;
    }
}
