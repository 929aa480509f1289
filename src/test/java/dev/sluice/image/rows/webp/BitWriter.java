package dev.sluice.image.rows.webp;

import java.io.ByteArrayOutputStream;

/** Writes the bits of a VP8L stream, low ones of a byte first. */
final class BitWriter {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long held;
    private int count;

    BitWriter put(int value, int bits) {
        held |= (value & ((1L << bits) - 1)) << count;
        count += bits;
        while (count >= Byte.SIZE) {
            bytes.write((int) held);
            held >>>= Byte.SIZE;
            count -= Byte.SIZE;
        }
        return this;
    }

    BitWriter flag(boolean set) {
        return put(set ? 1 : 0, 1);
    }

    /** Signature, size, alpha hint and version of a picture. */
    BitWriter header(int width, int height) {
        return put(0x2f, 8).put(width - 1, 14).put(height - 1, 14).put(1, 1).put(0, 3);
    }

    /** A code of one symbol, which takes no bits. */
    BitWriter oneSymbol(int symbol) {
        return put(1, 1).put(0, 1).put(1, 1).put(symbol, 8);
    }

    /** A code of two symbols, each of one bit, the smaller one 0. */
    BitWriter twoSymbols(int one, int other) {
        return put(1, 1).put(1, 1).put(1, 1).put(one, 8).put(other, 8);
    }

    /** A code of any lengths, one for each symbol of the alphabet. */
    BitWriter lengths(int... lengths) {
        // Each of the lengths 0 to 15 has a code of four bits.
        put(0, 1).put(19 - 4, 4);
        for (int i = 0; i < 3; i++) {
            put(i == 2 ? 4 : 0, 3);
        }
        for (int i = 3; i < 19; i++) {
            put(i == 8 ? 0 : 4, 3);
        }
        put(0, 1);
        for (int length : lengths) {
            put(Integer.reverse(length) >>> 28, 4);
        }
        return this;
    }

    /** A code of one or two symbols for green, which may be lengths. */
    BitWriter green(int... symbols) {
        int[] lengths = new int[280];
        for (int symbol : symbols) {
            lengths[symbol] = 1;
        }
        return lengths(lengths);
    }

    /** The four codes behind green: one symbol each. */
    BitWriter restOfGroup(int red, int blue, int alpha, int distance) {
        return oneSymbol(red).oneSymbol(blue).oneSymbol(alpha).oneSymbol(distance);
    }

    /** An image all of one colour: no cache, a group of codes of one symbol. */
    BitWriter flatSubImage(int argb) {
        return put(0, 1).oneSymbol((argb >> 8) & 0xff).restOfGroup((argb >> 16) & 0xff, argb & 0xff, argb >>> 24, 0);
    }

    /** Bits that are written so far. */
    long length() {
        return 8L * bytes.size() + count;
    }

    /** All, filled up to whole bytes with zeros. */
    byte[] toBytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(bytes.toByteArray());
        if (count > 0) {
            all.write((int) held);
        }
        return all.toByteArray();
    }
}
