package dev.sluice.image.rows.webp;

import dev.sluice.failure.BadInput;
import java.util.Arrays;

/**
 * Makes tables that read canonical prefix codes (RFC 9649 section 3.7.2). A table is a piece of a char array: as many entries as
 * {@link #rootBits} bits can tell apart, then further ones for the codes that are longer. An entry is a length in its upper four bits
 * and a symbol in its lower twelve; where the length is above {@link #ROOT_BITS}, it is that of the longest code that begins so,
 * and the twelve bits say where in the table the entries of its last bits begin. A code of one symbol takes no bits and has one entry.
 *
 * <p>Holds {@link #HEAP} bytes of heap.
 */
final class PrefixTable {

    /** Bits that the first look at a table takes. */
    static final int ROOT_BITS = 8;

    static final int LENGTH_SHIFT = 12;
    static final int SYMBOL_MASK = (1 << LENGTH_SHIFT) - 1;

    /** Symbols of the largest alphabet: 256 literals, 24 lengths, 2048 places of the colour cache. */
    static final int MOST_SYMBOLS = 256 + 24 + (1 << 11);

    /** The most entries that complete codes of 280 + 2048, 256 and 40 symbols can take, by enough.c of zlib. */
    private static final int MOST_GREEN = 2704;

    private static final int MOST_LITERAL = 630;
    private static final int MOST_DISTANCE = 410;

    /** The most entries that the five codes of a group can take. */
    static final int MOST_OF_GROUP = MOST_GREEN + 3 * MOST_LITERAL + MOST_DISTANCE;

    static final int LONGEST = 15;
    static final long HEAP = 2L * MOST_SYMBOLS;

    private final char[] sorted = new char[MOST_SYMBOLS];
    private final int[] count = new int[LONGEST + 1];
    private final int[] first = new int[LONGEST + 1];
    private int longest;
    private int single;
    private int rootBits;
    private int end;

    /** Of the table made last. */
    int rootBits() {
        return rootBits;
    }

    /**
     * Looks at the lengths of a code without making a table.
     *
     * @param lengths of the codes of all symbols, 0 to {@link #LONGEST}, 0 for those that do not occur
     * @param symbols how many of them count
     * @throws BadInput DAMAGED_PICTURE when no symbol occurs, or when two or more do and their codes overlap or leave a gap
     */
    void check(byte[] lengths, int symbols) {
        Arrays.fill(count, 0);
        for (int symbol = 0; symbol < symbols; symbol++) {
            count[lengths[symbol]]++;
        }
        int used = symbols - count[0];
        if (used == 0) {
            throw Defect.damaged("a WebP prefix code has no symbols");
        }
        if (used == 1) {
            longest = 0;
            single = 0;
            while (lengths[single] == 0) {
                single++;
            }
            return;
        }
        int room = 1;
        for (int length = 1; length <= LONGEST; length++) {
            room = (room << 1) - count[length];
            if (room < 0) {
                throw Defect.damaged("a WebP prefix code has more codes than fit");
            }
            if (count[length] != 0) {
                longest = length;
            }
        }
        if (room != 0) {
            throw Defect.damaged("a WebP prefix code is incomplete");
        }
    }

    /**
     * Makes the table of a code.
     *
     * @param table has room for the most entries that an alphabet of that size can take
     * @param at where in it the first entry goes
     * @param mostRootBits at most {@link #ROOT_BITS}
     * @return behind the last entry
     * @see #check for the rest
     */
    int make(byte[] lengths, int symbols, char[] table, int at, int mostRootBits) {
        check(lengths, symbols);
        rootBits = Math.min(mostRootBits, longest);
        if (longest == 0) {
            table[at] = (char) single;
            return at + 1;
        }
        sort(lengths, symbols);
        end = at + (1 << rootBits);
        int code = 0;
        int next = 0;
        for (int length = 1; length <= rootBits; length++) {
            code <<= 1;
            for (int left = count[length]; left > 0; left--, code++) {
                fill(table, at, rootBits, code, length, (length << LENGTH_SHIFT) | sorted[next++]);
            }
        }
        longCodes(table, at, code, next);
        return end;
    }

    /** Symbols by length of code, then by number: the order in which codes are given out. */
    private void sort(byte[] lengths, int symbols) {
        first[1] = 0;
        for (int length = 1; length < LONGEST; length++) {
            first[length + 1] = first[length] + count[length];
        }
        for (int symbol = 0; symbol < symbols; symbol++) {
            if (lengths[symbol] != 0) {
                sorted[first[lengths[symbol]]++] = (char) symbol;
            }
        }
    }

    private void longCodes(char[] table, int at, int firstCode, int firstSymbol) {
        int code = firstCode;
        int next = firstSymbol;
        int beginning = -1;
        int part = 0;
        int partBits = 0;
        for (int length = rootBits + 1; length <= longest; length++) {
            code <<= 1;
            for (int left = count[length]; left > 0; left--, code++) {
                int extra = length - rootBits;
                if (code >>> extra != beginning) {
                    beginning = code >>> extra;
                    part = end;
                    partBits = partBits(length, left);
                    end += 1 << partBits;
                    table[at + reversed(beginning, rootBits)] =
                            (char) (((rootBits + partBits) << LENGTH_SHIFT) | (part - at));
                }
                int entry = (length << LENGTH_SHIFT) | sorted[next++];
                fill(table, part, partBits, code & ((1 << extra) - 1), extra, entry);
            }
        }
    }

    /** How many bits behind the root tell apart the codes that begin as the next one does: they follow one another. */
    private int partBits(int length, int left) {
        int bits = length - rootBits;
        int room = (1 << bits) - left;
        while (room > 0) {
            bits++;
            room = (room << 1) - count[rootBits + bits];
        }
        return bits;
    }

    /** Writes an entry to all places of a piece of table whose number ends in the code, which is read low bit first. */
    private static void fill(char[] table, int at, int bits, int code, int length, int entry) {
        int step = 1 << length;
        int behind = at + (1 << bits);
        for (int place = at + reversed(code, length); place < behind; place += step) {
            table[place] = (char) entry;
        }
    }

    private static int reversed(int code, int length) {
        return Integer.reverse(code) >>> (Integer.SIZE - length);
    }
}
