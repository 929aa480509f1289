package dev.sluice.image.rows.png;

import java.util.Arrays;

/** The two codes of a deflate block (RFC 1951 sections 3.2.5 to 3.2.7). Holds {@link #HEAP} bytes. For one thread. */
final class BlockCodes {

    static final int LITERAL_ROOT = 11;
    static final int DISTANCE_ROOT = 10;

    private static final int LENGTH_ROOT = 7;

    private static final int END_OF_BLOCK = 256;
    private static final int MAX_LITERALS = 286;
    private static final int MAX_DISTANCES = 30;

    /** The fixed code of literals and lengths has two words that no symbol has, that of distances as well. */
    private static final int FIXED_LITERALS = 288;

    private static final int FIXED_DISTANCES = 32;

    /** In the order of section 3.2.7. */
    private static final byte[] LENGTH_ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    private static final int[] LITERAL_SYMBOLS = literalSymbols();
    private static final int[] DISTANCE_SYMBOLS = distanceSymbols();
    private static final int[] LENGTH_SYMBOLS = lengthSymbols();

    /** Tables, lengths of codes and objects. */
    static final long HEAP = 4L
                    * (HuffmanCode.entries(FIXED_LITERALS, LITERAL_ROOT, HuffmanCode.LONGEST)
                            + HuffmanCode.entries(FIXED_DISTANCES, DISTANCE_ROOT, HuffmanCode.LONGEST)
                            + HuffmanCode.entries(LENGTH_ORDER.length, LENGTH_ROOT, LENGTH_ROOT))
            + 2 * (FIXED_LITERALS + FIXED_DISTANCES)
            + 1024;

    final HuffmanCode literals = new HuffmanCode(LITERAL_SYMBOLS, LITERAL_ROOT, HuffmanCode.LONGEST, true);
    final HuffmanCode distances = new HuffmanCode(DISTANCE_SYMBOLS, DISTANCE_ROOT, HuffmanCode.LONGEST, true);
    private final HuffmanCode lengthCode = new HuffmanCode(LENGTH_SYMBOLS, LENGTH_ROOT, LENGTH_ROOT, false);
    private final byte[] lengths = new byte[FIXED_LITERALS + FIXED_DISTANCES];
    private boolean fixed;

    /** Other ones that are the same. */
    BlockCodes copy() {
        BlockCodes copy = new BlockCodes();
        copy.literals.become(literals);
        copy.distances.become(distances);
        copy.fixed = fixed;
        return copy;
    }

    /** Section 3.2.6. Costs nothing when they are the fixed ones already. */
    void fix() {
        if (fixed) {
            return;
        }
        Arrays.fill(lengths, 0, 144, (byte) 8);
        Arrays.fill(lengths, 144, END_OF_BLOCK, (byte) 9);
        Arrays.fill(lengths, END_OF_BLOCK, 280, (byte) 7);
        Arrays.fill(lengths, 280, FIXED_LITERALS, (byte) 8);
        literals.build(lengths, 0, FIXED_LITERALS);
        Arrays.fill(lengths, 0, FIXED_DISTANCES, (byte) 5);
        distances.build(lengths, 0, FIXED_DISTANCES);
        fixed = true;
    }

    /**
     * Reads the codes of a block that brings its own (section 3.2.7).
     *
     * @throws dev.sluice.failure.BadInput DAMAGED_PICTURE when they are none
     */
    void read(BitInput input) {
        fixed = false;
        int literalCount = input.take(5) + 257;
        int distanceCount = input.take(5) + 1;
        int lengthCount = input.take(4) + 4;
        if (literalCount > MAX_LITERALS || distanceCount > MAX_DISTANCES) {
            throw Damage.damaged("a block of its PNG data has too many symbols");
        }
        Arrays.fill(lengths, 0, LENGTH_ORDER.length, (byte) 0);
        for (int at = 0; at < lengthCount; at++) {
            lengths[LENGTH_ORDER[at]] = (byte) input.take(3);
        }
        lengthCode.build(lengths, 0, LENGTH_ORDER.length);
        readLengths(input, literalCount + distanceCount);
        if (lengths[END_OF_BLOCK] == 0) {
            throw Damage.damaged("a block of its PNG data has no end");
        }
        literals.build(lengths, 0, literalCount);
        distances.build(lengths, literalCount, distanceCount);
    }

    private void readLengths(BitInput input, int count) {
        int at = 0;
        while (at < count) {
            int symbol = lengthSymbol(input);
            if (symbol < 16) {
                lengths[at++] = (byte) symbol;
                continue;
            }
            byte repeated = 0;
            int times;
            if (symbol == 16) {
                if (at == 0) {
                    throw Damage.damaged("a block of its PNG data repeats nothing");
                }
                repeated = lengths[at - 1];
                times = 3 + input.take(2);
            } else {
                times = symbol == 17 ? 3 + input.take(3) : 11 + input.take(7);
            }
            if (times > count - at) {
                throw Damage.damaged("a block of its PNG data repeats beyond its end");
            }
            Arrays.fill(lengths, at, at + times, repeated);
            at += times;
        }
    }

    private int lengthSymbol(BitInput input) {
        input.gather();
        int entry = lengthCode.lookUp(input.bits);
        input.take(entry & HuffmanCode.BITS);
        return entry >>> HuffmanCode.BASE_SHIFT;
    }

    /** Literals, the end of a block, and lengths 3 to 258 (section 3.2.5). */
    private static int[] literalSymbols() {
        int[] symbols = new int[FIXED_LITERALS];
        for (int literal = 0; literal < END_OF_BLOCK; literal++) {
            symbols[literal] = literal << HuffmanCode.LITERAL_SHIFT | 1 << HuffmanCode.LITERALS_SHIFT;
        }
        symbols[END_OF_BLOCK] = HuffmanCode.END_OF_BLOCK;
        int base = 3;
        for (int symbol = 257; symbol < 285; symbol++) {
            int extra = Math.max(0, (symbol - 261) / 4);
            symbols[symbol] = base << HuffmanCode.BASE_SHIFT | extra << HuffmanCode.EXTRA_SHIFT;
            base += 1 << extra;
        }
        symbols[285] = 258 << HuffmanCode.BASE_SHIFT;
        Arrays.fill(symbols, MAX_LITERALS, FIXED_LITERALS, HuffmanCode.INVALID);
        return symbols;
    }

    /** Distances 1 to 32768 (section 3.2.5). */
    private static int[] distanceSymbols() {
        int[] symbols = new int[FIXED_DISTANCES];
        int base = 1;
        for (int symbol = 0; symbol < MAX_DISTANCES; symbol++) {
            int extra = Math.max(0, symbol / 2 - 1);
            symbols[symbol] = base << HuffmanCode.BASE_SHIFT | extra << HuffmanCode.EXTRA_SHIFT;
            base += 1 << extra;
        }
        Arrays.fill(symbols, MAX_DISTANCES, FIXED_DISTANCES, HuffmanCode.INVALID);
        return symbols;
    }

    private static int[] lengthSymbols() {
        int[] symbols = new int[LENGTH_ORDER.length];
        for (int symbol = 0; symbol < symbols.length; symbol++) {
            symbols[symbol] = symbol << HuffmanCode.BASE_SHIFT;
        }
        return symbols;
    }
}
