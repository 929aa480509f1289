package dev.sluice.image.rows.webp;

import java.util.Arrays;
import java.util.Random;

/** A complete prefix code for symbols of an alphabet, shallow or deep by chance. */
final class RandomCode {

    private final int[] lengths;
    private final int[] codes;
    private final int[] symbols;

    /** @param used how many symbols have a code, at least 1 */
    RandomCode(Random random, int alphabet, int used) {
        symbols = random.ints(0, alphabet).distinct().limit(used).toArray();
        lengths = new int[alphabet];
        codes = new int[alphabet];
        int[] leaves = new int[used];
        boolean deep = random.nextBoolean();
        for (int count = 1; count < used; count++) {
            int split = deep && leaves[count - 1] < 15 ? count - 1 : random.nextInt(count);
            while (leaves[split] == 15) {
                split = random.nextInt(count);
            }
            leaves[split]++;
            leaves[count] = leaves[split];
        }
        for (int i = 0; i < used; i++) {
            lengths[symbols[i]] = used == 1 ? 1 + random.nextInt(15) : leaves[i];
        }
        number();
    }

    private void number() {
        int code = 0;
        for (int length = 1; length <= 15; length++) {
            for (int symbol = 0; symbol < lengths.length; symbol++) {
                if (lengths[symbol] == length) {
                    codes[symbol] = Integer.reverse(code++) >>> (32 - length);
                }
            }
            code <<= 1;
        }
    }

    int alphabet() {
        return lengths.length;
    }

    /** One of the symbols that have a code. */
    int any(Random random) {
        return symbols[random.nextInt(symbols.length)];
    }

    /** Of the symbols below {@code limit} that have a code, one; -1 when there is none. */
    int anyBelow(Random random, int limit) {
        int[] below = Arrays.stream(symbols).filter(symbol -> symbol < limit).toArray();
        return below.length == 0 ? -1 : below[random.nextInt(below.length)];
    }

    void writeLengths(BitWriter out) {
        out.lengths(lengths);
    }

    void write(BitWriter out, int symbol) {
        if (symbols.length > 1) {
            out.put(codes[symbol], lengths[symbol]);
        }
    }
}
