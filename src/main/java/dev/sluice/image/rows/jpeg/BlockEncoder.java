package dev.sluice.image.rows.jpeg;

import java.io.IOException;

/** Codes blocks as baseline JPEG (T.81, section F.1.2), into one entropy-coded segment. For one thread. */
final class BlockEncoder {

    /** Bytes that no block exceeds: 64 codes of 16 bits with 11 bits each, every byte stuffed. */
    private static final int MAX_BLOCK = 64 * 27 / 8 * 2 + 64;

    private static final int MAX_DIFFERENCE = 2047;
    private static final int END_OF_BLOCK = 0x00;
    private static final int LONG_RUN = 0xf0;
    private static final int ZEROS_IN_LONG_RUN = 16;
    private static final int LAST = 63;

    /** By magnitude, its bits: the category of table F.1. */
    private static final byte[] SIZES = new byte[MAX_DIFFERENCE + 1];

    static {
        for (int magnitude = 0; magnitude <= MAX_DIFFERENCE; magnitude++) {
            SIZES[magnitude] = (byte) (Integer.SIZE - Integer.numberOfLeadingZeros(magnitude));
        }
    }

    private final TargetBuffer target;
    private final int[][] dcCodes;
    private final int[][] acCodes;
    private final int[] predictions;

    /** Bits not put into the target yet, the last one lowest. */
    private long pending;

    /** How many bits are pending: less than 32 between blocks. */
    private int count;

    /**
     * @param dc tables for the means, by component
     * @param ac tables for all other coefficients, by component
     */
    BlockEncoder(TargetBuffer target, int[][] dc, int[][] ac) {
        this.target = target;
        dcCodes = dc;
        acCodes = ac;
        predictions = new int[dc.length];
    }

    /**
     * Codes a block.
     *
     * @param at place of its coefficients, in zigzag order
     * @param mask which of them are not zero
     * @param component whose block it is
     * @throws dev.sluice.failure.BadInput DAMAGED_PICTURE when its mean is too far from that of the block before
     */
    void block(short[] coefficients, int at, long mask, int component) throws IOException {
        target.room(MAX_BLOCK);
        mean(coefficients[at], component);
        int[] codes = acCodes[component];
        TargetBuffer target = this.target;
        long pending = this.pending;
        int count = this.count;
        int next = 1;
        for (long left = mask & -2L; left != 0; left &= left - 1) {
            int k = LowestBit.place(left);
            int run = k - next;
            next = k + 1;
            for (; run >= ZEROS_IN_LONG_RUN; run -= ZEROS_IN_LONG_RUN) {
                int code = codes[LONG_RUN];
                pending = (pending << (code & StandardTable.LENGTH_MASK)) | (code >> StandardTable.LENGTH_BITS);
                count += code & StandardTable.LENGTH_MASK;
                if (count >= Integer.SIZE) {
                    count -= Integer.SIZE;
                    target.codedWord((int) (pending >>> count));
                }
            }
            int value = coefficients[at + k];
            int sign = value >> 31;
            int size = SIZES[(value ^ sign) - sign];
            int code = codes[(run << 4) | size];
            int length = (code & StandardTable.LENGTH_MASK) + size;
            pending = (pending << length)
                    | ((code >> StandardTable.LENGTH_BITS) << size)
                    | ((value + sign) & ((1 << size) - 1));
            count += length;
            if (count >= Integer.SIZE) {
                count -= Integer.SIZE;
                target.codedWord((int) (pending >>> count));
            }
        }
        this.pending = pending;
        this.count = count;
        if (next <= LAST) {
            put(codes[END_OF_BLOCK]);
        }
    }

    /** Codes a block outside the picture as the one before it of the same component, without details. */
    void filler(int component) throws IOException {
        target.room(MAX_BLOCK);
        put(dcCodes[component][0]);
        put(acCodes[component][END_OF_BLOCK]);
    }

    private void mean(int value, int component) {
        int difference = value - predictions[component];
        predictions[component] = value;
        int sign = difference >> 31;
        int magnitude = (difference ^ sign) - sign;
        if (magnitude > MAX_DIFFERENCE) {
            throw Faults.damaged("a coefficient is out of range");
        }
        int size = SIZES[magnitude];
        int code = dcCodes[component][size];
        int bits = ((code >> StandardTable.LENGTH_BITS) << size) | ((difference + sign) & ((1 << size) - 1));
        put(bits, (code & StandardTable.LENGTH_MASK) + size);
    }

    /** @param code above its length */
    private void put(int code) {
        put(code >> StandardTable.LENGTH_BITS, code & StandardTable.LENGTH_MASK);
    }

    private void put(int bits, int length) {
        pending = (pending << length) | bits;
        count += length;
        if (count >= Integer.SIZE) {
            count -= Integer.SIZE;
            target.codedWord((int) (pending >>> count));
        }
    }

    /** Fills the last byte with ones (section F.1.2.3). */
    void end() throws IOException {
        target.room(MAX_BLOCK);
        int fill = -count & (Byte.SIZE - 1);
        pending = (pending << fill) | ((1 << fill) - 1);
        for (count += fill; count > 0; count -= Byte.SIZE) {
            target.codedByte((int) (pending >>> (count - Byte.SIZE)));
        }
    }
}
