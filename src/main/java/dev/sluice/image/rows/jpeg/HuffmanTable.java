package dev.sluice.image.rows.jpeg;

import java.util.Arrays;

/**
 * A Huffman table made ready for decoding (T.81, annex C): codes of up to {@value #LOOK_AHEAD} bits are looked up, longer ones are
 * found by their order (section F.2.2.3). Never changes; holds {@link HeapPrice#TABLE} bytes.
 */
final class HuffmanTable {

    /** Bits looked up at once. */
    static final int LOOK_AHEAD = 9;

    /** By how much 64 bits are shifted to be an index of {@link #lookAhead}. */
    static final int SHIFT = Long.SIZE - LOOK_AHEAD;

    /** What no code stands for. */
    static final int NO_CODE = 0;

    static final int MAX_LENGTH = 16;
    static final int MAX_SYMBOLS = 256;

    /** By the next bits: the code's length above its symbol's eight bits; {@link #NO_CODE} for what is longer or no code. */
    final short[] lookAhead = new short[1 << LOOK_AHEAD];

    /** By length: the first sequence of 16 bits that is above all codes up to that length. */
    private final int[] above = new int[MAX_LENGTH + 1];

    /** By length: what has to be added to a code for its place among the symbols. */
    private final int[] places = new int[MAX_LENGTH + 1];

    private final byte[] symbols;

    /**
     * @param counts codes of each length, from 1 bit
     * @param symbols in the order of their codes, as many as there are codes
     * @throws dev.sluice.failure.BadInput DAMAGED_PICTURE when there are more codes of a length than there can be, all ones not being
     *     one
     */
    HuffmanTable(byte[] counts, byte[] symbols) {
        this.symbols = symbols;
        int code = 0;
        int place = 0;
        for (int length = 1; length <= MAX_LENGTH; length++) {
            int count = counts[length - 1] & 0xff;
            places[length] = place - code;
            if (length <= LOOK_AHEAD) {
                fill(code, count, place, length);
            }
            place += count;
            code += count;
            above[length] = code << (MAX_LENGTH - length);
            code <<= 1;
        }
    }

    private void fill(int firstCode, int count, int firstPlace, int length) {
        int width = 1 << (LOOK_AHEAD - length);
        for (int i = 0; i < count; i++) {
            int from = (firstCode + i) * width;
            Arrays.fill(lookAhead, from, from + width, (short) ((length << 8) | (symbols[firstPlace + i] & 0xff)));
        }
    }

    /** Whether a decoder can use such a table: no length has more codes than are left, and none is of ones only. */
    static boolean possible(byte[] counts) {
        int code = 0;
        for (int length = 1; length <= MAX_LENGTH; length++) {
            code += counts[length - 1] & 0xff;
            if (code >= 1 << length && counts[length - 1] != 0) {
                return false;
            }
            code <<= 1;
        }
        return true;
    }

    /**
     * The code at the top of {@code bits} that the look-ahead does not know.
     *
     * @return its length above its symbol's eight bits, or {@link #NO_CODE}
     */
    int longCode(long bits) {
        int top = (int) (bits >>> (Long.SIZE - MAX_LENGTH));
        for (int length = LOOK_AHEAD + 1; length <= MAX_LENGTH; length++) {
            if (top < above[length]) {
                return (length << 8) | (symbols[(top >>> (MAX_LENGTH - length)) + places[length]] & 0xff);
            }
        }
        return NO_CODE;
    }
}
