package dev.sluice.image.rows.jpeg;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The Huffman tables of T.81, section K.3. They have a code for every symbol of a baseline JPEG of 8 bits, so that a result can be
 * written in one pass.
 */
enum StandardTable {
    /** Table K.3. */
    LUMINANCE_DC(0x00, "00010501010101010100000000000000", "000102030405060708090a0b"),
    /** Table K.5. */
    LUMINANCE_AC(
            0x10,
            "0002010303020403050504040000017d",
            "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435"
                    + "363738393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495"
                    + "969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8"
                    + "e9eaf1f2f3f4f5f6f7f8f9fa"),
    /** Table K.4. */
    CHROMINANCE_DC(0x01, "00030101010101010101010000000000", "000102030405060708090a0b"),
    /** Table K.6. */
    CHROMINANCE_AC(
            0x11,
            "00020102040403040705040400010277",
            "0001020311040521310612415107617113223281081442"
                    + "91a1b1c109233352f0156272d10a162434e125f11718191a262728292a"
                    + "35363738393a434445464748494a535455565758595a636465666768696a737475767778797a82838485868788898a9293"
                    + "9495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7"
                    + "e8e9eaf2f3f4f5f6f7f8f9fa");

    /** Below a code: its length. */
    static final int LENGTH_BITS = 5;

    static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;

    private final int destination;
    private final byte[] counts;
    private final byte[] symbols;

    /**
     * @param destination class and place, as a DHT segment names them
     * @param counts codes of each length, in hexadecimal
     * @param symbols in the order of their codes, in hexadecimal
     */
    StandardTable(int destination, String counts, String symbols) {
        this.destination = destination;
        this.counts = HexFormat.of().parseHex(counts);
        this.symbols = HexFormat.of().parseHex(symbols);
    }

    /** For each symbol, its code above its length (section C.2); 0 for what has no code. */
    int[] codes() {
        int[] codes = new int[HuffmanTable.MAX_SYMBOLS];
        int code = 0;
        int place = 0;
        for (int length = 1; length <= HuffmanTable.MAX_LENGTH; length++) {
            for (int i = 0; i < counts[length - 1]; i++) {
                codes[symbols[place++] & 0xff] = (code++ << LENGTH_BITS) | length;
            }
            code <<= 1;
        }
        return codes;
    }

    /** Bytes of it in a DHT segment. */
    int length() {
        return 1 + counts.length + symbols.length;
    }

    /** Puts it into a DHT segment. */
    void put(ByteBuffer segment) {
        segment.put((byte) destination).put(counts).put(symbols);
    }

    /** Writes it as a DHT segment. */
    void write(TargetBuffer out) {
        out.segment(Markers.HUFFMAN_TABLES, length());
        out.u8(destination);
        out.bytes(counts);
        out.bytes(symbols);
    }
}
