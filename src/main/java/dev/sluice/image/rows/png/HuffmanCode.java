package dev.sluice.image.rows.png;

import java.util.Arrays;

/**
 * A prefix code (RFC 1951 section 3.2.2) as a table that is looked up by the next bits: its root by the first few, and for longer codes
 * a second table by those that follow. Where the first bits hold two or three whole codes of literals, an entry of the root gives them
 * all. Holds 4 bytes for each entry of the table. For one thread.
 *
 * <p>An entry of literals: how many bits they take (bits 0 to 5), how many they are (6 and 7), and the literals themselves (from 8 on).
 * Any other entry has 0 in bits 6 and 7: how many bits it takes, how many extra bits follow (8 to 11), a flag if it is special (13 to
 * 15), and the number that the extra bits are added to, or where the second table begins (from 16 on).
 */
final class HuffmanCode {

    static final int BITS = 0x3f;
    static final int LITERALS = 0xc0;
    static final int LITERALS_SHIFT = 6;
    static final int LITERAL_SHIFT = 8;
    static final int EXTRA_SHIFT = 8;
    static final int BASE_SHIFT = 16;
    static final int SECOND_TABLE = 1 << 13;
    static final int END_OF_BLOCK = 1 << 14;
    static final int INVALID = 1 << 15;
    static final int SPECIAL = SECOND_TABLE | END_OF_BLOCK | INVALID;

    static final int LONGEST = 15;

    private static final int ONE_LITERAL = 1 << LITERALS_SHIFT;

    private final int[] symbols;
    private final int rootBits;
    private final int secondBits;
    private final boolean mayBeIncomplete;
    private final byte[] lengths;
    private final int[] table;
    private final int[] counts = new int[LONGEST + 1];
    private final int[] next = new int[LONGEST + 1];
    private int used;

    /**
     * @param symbols the entry of each symbol, but for the length of its code
     * @param longest bits of a code
     * @param mayBeIncomplete whether a single code of one bit is enough, and none at all where no symbol is used
     */
    HuffmanCode(int[] symbols, int rootBits, int longest, boolean mayBeIncomplete) {
        this.symbols = symbols;
        this.rootBits = rootBits;
        this.mayBeIncomplete = mayBeIncomplete;
        secondBits = longest - rootBits;
        lengths = new byte[symbols.length];
        table = new int[entries(symbols.length, rootBits, longest)];
    }

    /** Of the largest table: two codes at least share a second one. */
    static int entries(int symbols, int rootBits, int longest) {
        return (1 << rootBits) + (longest == rootBits ? 0 : (symbols / 2) << (longest - rootBits));
    }

    /** Becomes what another one of the same kind is. */
    void become(HuffmanCode other) {
        used = other.used;
        System.arraycopy(other.table, 0, table, 0, used);
        System.arraycopy(other.lengths, 0, lengths, 0, lengths.length);
    }

    /** Entries by the first bits, then the second tables. */
    int[] table() {
        return table;
    }

    /** The entry that the next bits stand for; with more than one literal only if all of their codes are among the first bits. */
    int lookUp(long bits) {
        int entry = table[(int) bits & ((1 << rootBits) - 1)];
        if ((entry & (LITERALS | SECOND_TABLE)) == SECOND_TABLE) {
            int index = (int) (bits >>> rootBits) & ((1 << secondBits) - 1);
            return table[(entry >>> BASE_SHIFT) + index];
        }
        return entry;
    }

    /** Bits of a symbol's code; 0 when it has none. */
    int length(int symbol) {
        return lengths[symbol];
    }

    /**
     * Becomes the code whose symbols have codes of these lengths.
     *
     * @throws dev.sluice.failure.BadInput DAMAGED_PICTURE when there is no such code
     */
    void build(byte[] from, int offset, int symbolCount) {
        System.arraycopy(from, offset, lengths, 0, symbolCount);
        Arrays.fill(lengths, symbolCount, lengths.length, (byte) 0);
        count();
        Arrays.fill(table, 0, 1 << rootBits, INVALID);
        used = 1 << rootBits;
        int shortestLiteral = LONGEST;
        for (int symbol = 0; symbol < symbolCount; symbol++) {
            int length = lengths[symbol];
            if (length != 0) {
                int entry = symbols[symbol] | length;
                put(Integer.reverse(next[length]++) >>> (Integer.SIZE - length), length, entry);
                if ((entry & LITERALS) != 0) {
                    shortestLiteral = Math.min(shortestLiteral, length);
                }
            }
        }
        if (2 * shortestLiteral <= rootBits) {
            joinLiterals();
        }
    }

    /** Counts the codes of each length, and finds the first of each. */
    private void count() {
        Arrays.fill(counts, 0);
        for (byte length : lengths) {
            counts[length]++;
        }
        counts[0] = 0;
        int free = 1;
        int code = 0;
        int longest = 0;
        for (int length = 1; length <= LONGEST; length++) {
            free = 2 * free - counts[length];
            if (free < 0) {
                throw Damage.damaged("a code of its PNG data has too many words");
            }
            next[length] = code;
            code = (code + counts[length]) << 1;
            longest = counts[length] > 0 ? length : longest;
        }
        if (free > 0 && !(mayBeIncomplete && longest <= 1)) {
            throw Damage.damaged("a code of its PNG data has too few words");
        }
    }

    /** Enters a code at all places whose first bits it is; {@code code} has its first bit lowest. */
    private void put(int code, int length, int entry) {
        int[] into = table;
        if (length <= rootBits) {
            for (int at = code; at < 1 << rootBits; at += 1 << length) {
                into[at] = entry;
            }
            return;
        }
        int root = code & ((1 << rootBits) - 1);
        if (into[root] == INVALID) {
            into[root] = used << BASE_SHIFT | SECOND_TABLE;
            Arrays.fill(into, used, used + (1 << secondBits), INVALID);
            used += 1 << secondBits;
        }
        int second = into[root] >>> BASE_SHIFT;
        for (int at = code >>> rootBits; at < 1 << secondBits; at += 1 << (length - rootBits)) {
            into[second + at] = entry;
        }
    }

    /** From the last entry on, for what follows a literal's code is looked up at a lower one, which is to have a single literal yet. */
    private void joinLiterals() {
        int[] into = table;
        for (int at = (1 << rootBits) - 1; at >= 0; at--) {
            int first = into[at];
            if ((first & LITERALS) == 0) {
                continue;
            }
            int rest = at >>> (first & BITS);
            int second = into[rest];
            int length = (first & BITS) + (second & BITS);
            if ((second & LITERALS) == 0 || length > rootBits) {
                continue;
            }
            int third = into[rest >>> (second & BITS)];
            int both = (first & 0xff00) | (second & 0xff00) << 8;
            if ((third & LITERALS) == 0 || length + (third & BITS) > rootBits) {
                into[at] = both | 2 * ONE_LITERAL | length;
            } else {
                into[at] = both | (third & 0xff00) << 16 | 3 * ONE_LITERAL | length + (third & BITS);
            }
        }
    }
}
