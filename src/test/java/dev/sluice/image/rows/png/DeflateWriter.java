package dev.sluice.image.rows.png;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Writes deflate streams bit by bit, sensible and other ones (RFC 1950 and 1951). */
final class DeflateWriter {

    private static final int END = 256;
    private static final int[] ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int bits;
    private int count;
    private int made;

    /** Lowest bit first. */
    DeflateWriter put(int value, int width) {
        for (int bit = 0; bit < width; bit++) {
            bits |= (value >> bit & 1) << count++;
            if (count == 8) {
                out.write(bits);
                bits = 0;
                count = 0;
            }
        }
        return this;
    }

    DeflateWriter align() {
        while (count != 0) {
            put(0, 1);
        }
        return this;
    }

    DeflateWriter header() {
        return put(0x78, 8).put(0x01, 8);
    }

    /** The end of the stream; its checksum is none. */
    byte[] bytes() {
        return align().put(0, 16).put(0, 16).out.toByteArray();
    }

    /** What is there so far. */
    byte[] cutOff() {
        return align().out.toByteArray();
    }

    DeflateWriter stored(Random random, int length, boolean last) {
        put(last ? 1 : 0, 1).put(0, 2).align().put(length, 16).put(~length, 16);
        for (int at = 0; at < length; at++) {
            put(random.nextInt(4), 8);
        }
        made += length;
        return this;
    }

    /** A block by the fixed codes. */
    DeflateWriter fixed(Random random, int symbols, boolean last) {
        put(last ? 1 : 0, 1).put(1, 2);
        int[] literals = new int[288];
        Arrays.fill(literals, 0, 144, 8);
        Arrays.fill(literals, 144, 256, 9);
        Arrays.fill(literals, 256, 280, 7);
        Arrays.fill(literals, 280, 288, 8);
        int[] distances = new int[32];
        Arrays.fill(distances, 5);
        return symbols(random, symbols, literals, 286, distances, 30);
    }

    /** A block by codes of its own. */
    DeflateWriter dynamic(Random random, int symbols, boolean last) {
        int[] literals = code(random, 257 + random.nextInt(30), END);
        int[] distances = code(random, 1 + random.nextInt(30), 0);
        codes(literals, distances, last);
        return symbols(random, symbols, literals, literals.length, distances, distances.length);
    }

    /** The header of a block by codes of these lengths, whatever they are. */
    DeflateWriter codes(int[] literals, int[] distances, boolean last) {
        put(last ? 1 : 0, 1).put(2, 2);
        put(literals.length - 257, 5).put(distances.length - 1, 5).put(15, 4);
        int[] lengths = new int[19];
        Arrays.fill(lengths, 0, 16, 4);
        for (int symbol : ORDER) {
            put(lengths[symbol], 3);
        }
        for (int[] code : new int[][] {literals, distances}) {
            for (int length : code) {
                word(lengths, length);
            }
        }
        return this;
    }

    private DeflateWriter symbols(
            Random random, int symbols, int[] literals, int literalCount, int[] distances, int distanceCount) {
        for (int symbol = 0; symbol < symbols; symbol++) {
            int literal = any(random, literals, random.nextInt(3) == 0 ? 0 : END + 1, literalCount);
            int distance = any(random, distances, 0, distanceCount);
            if (literal >= 0 && literal < END) {
                word(literals, literal);
                made++;
            } else if (literal > END && distance >= 0 && farthest(distance) <= Math.min(made, 1 << 15)) {
                copy(random, literals, literal, distances, distance);
            }
        }
        word(literals, END);
        return this;
    }

    private void copy(Random random, int[] literals, int literal, int[] distances, int distance) {
        word(literals, literal);
        int extra = literal == 285 ? 0 : Math.max(0, (literal - 261) / 4);
        int more = random.nextInt(1 << extra);
        put(more, extra);
        made += 3;
        word(distances, distance);
        int distanceExtra = Math.max(0, distance / 2 - 1);
        put(random.nextInt(1 << distanceExtra), distanceExtra);
    }

    private static int farthest(int symbol) {
        int base = 1;
        for (int before = 0; before <= symbol; before++) {
            base += 1 << Math.max(0, before / 2 - 1);
        }
        return base - 1;
    }

    /** Some symbol from {@code from} on that has a code, or -1. */
    private static int any(Random random, int[] lengths, int from, int to) {
        for (int attempt = 0; attempt < 40; attempt++) {
            int symbol = from + random.nextInt(to > from ? to - from : 1);
            if (symbol < to && lengths[symbol] > 0) {
                return symbol;
            }
        }
        return -1;
    }

    /** Lengths of a complete code of some symbols, among them {@code needed}; of one or no symbol now and then for distances. */
    private static int[] code(Random random, int symbols, int needed) {
        int[] lengths = new int[symbols];
        if (symbols < 3 || (needed == 0 && random.nextInt(5) == 0)) {
            lengths[random.nextInt(symbols)] = random.nextInt(2);
            return lengths;
        }
        int used = 2 + random.nextInt(symbols - 1);
        int[] leaves = new int[used];
        leaves[0] = 1;
        leaves[1] = 1;
        for (int leaf = 2; leaf < used; leaf++) {
            int split = random.nextBoolean() ? leaf - 1 : random.nextInt(leaf);
            while (leaves[split] == 15) {
                split = random.nextInt(leaf);
            }
            leaves[leaf] = ++leaves[split];
        }
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, symbols).boxed().toList());
        Collections.shuffle(order, random);
        Collections.swap(order, 0, order.indexOf(needed));
        for (int leaf = 0; leaf < used; leaf++) {
            lengths[order.get(leaf)] = leaves[leaf];
        }
        return lengths;
    }

    /** The word of a canonical code, highest bit first (RFC 1951 section 3.2.2). */
    private void word(int[] lengths, int symbol) {
        int length = lengths[symbol];
        int code = 0;
        for (int other = 0; other < lengths.length; other++) {
            if (lengths[other] > 0 && (lengths[other] < length || (lengths[other] == length && other < symbol))) {
                code += 1 << (length - lengths[other]);
            }
        }
        put(Integer.reverse(code) >>> (32 - length), length);
    }
}
