package dev.sluice.image.rows.jpeg;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The quantised coefficients of a baseline JPEG with one scan, of the blocks that hold pixels, and the quantisation table of each
 * component. As plain as can be, and with nothing in common with what it is to check.
 */
final class Coefficients {

    private final byte[] jpeg;
    private final Map<Integer, Map<Integer, Integer>> huffman = new HashMap<>();
    private final Map<Integer, int[]> quantisation = new HashMap<>();
    private int at = 2;
    private int bit;
    private int frameAt;
    int marker;
    int width;
    int height;
    int[][] tables = {};
    int[][] values = {};

    private Coefficients(byte[] jpeg) {
        this.jpeg = jpeg;
    }

    static Coefficients of(byte[] jpeg) {
        Coefficients coefficients = new Coefficients(jpeg);
        while (coefficients.segment()) {
            // each call goes on by one segment
        }
        return coefficients;
    }

    private int u8(int place) {
        return jpeg[place] & 0xff;
    }

    private int u16(int place) {
        return (u8(place) << 8) | u8(place + 1);
    }

    /** False behind the scan. */
    private boolean segment() {
        int code = u16(at);
        int from = at + 4;
        at += 2 + u16(at + 2);
        switch (code) {
            case 0xffc0, 0xffc1 -> {
                marker = code;
                frameAt = from;
                height = u16(from + 1);
                width = u16(from + 3);
            }
            case 0xffdb -> quantisation(from);
            case 0xffc4 -> huffman(from);
            case 0xffda -> {
                scan(from);
                return false;
            }
            default -> {
                if (code < 0xffe0) {
                    throw new IllegalStateException("marker " + Integer.toHexString(code));
                }
            }
        }
        return true;
    }

    private void quantisation(int from) {
        for (int place = from; place < at; ) {
            int head = u8(place++);
            int bytes = head >> 4 == 0 ? 1 : 2;
            int[] table = new int[64];
            for (int k = 0; k < 64; k++, place += bytes) {
                table[k] = bytes == 1 ? u8(place) : u16(place);
            }
            quantisation.put(head & 15, table);
        }
    }

    private void huffman(int from) {
        for (int place = from; place < at; ) {
            Map<Integer, Integer> codes = new HashMap<>();
            huffman.put(u8(place), codes);
            int symbol = place + 17;
            int code = 1;
            for (int length = 1; length <= 16; length++) {
                code <<= 1;
                for (int i = 0; i < u8(place + length); i++) {
                    codes.put(code++, u8(symbol++));
                }
            }
            place = symbol;
        }
    }

    private void scan(int from) {
        int count = u8(frameAt + 5);
        if (u8(from) != count) {
            throw new IllegalStateException("not one interleaved scan");
        }
        int[] across = new int[count];
        int[] down = new int[count];
        for (int c = 0; c < count; c++) {
            across[c] = count == 1 ? 1 : u8(frameAt + 7 + 3 * c) >> 4;
            down[c] = count == 1 ? 1 : u8(frameAt + 7 + 3 * c) & 15;
        }
        int maxAcross = Arrays.stream(across).max().orElseThrow();
        int maxDown = Arrays.stream(down).max().orElseThrow();
        int[] blocksAcross = new int[count];
        int[] blocksDown = new int[count];
        tables = new int[count][];
        values = new int[count][];
        for (int c = 0; c < count; c++) {
            blocksAcross[c] = Math.ceilDiv(Math.ceilDiv(width * across[c], maxAcross), 8);
            blocksDown[c] = Math.ceilDiv(Math.ceilDiv(height * down[c], maxDown), 8);
            tables[c] = defined(quantisation.get(u8(frameAt + 8 + 3 * c)));
            values[c] = new int[blocksAcross[c] * blocksDown[c] * 64];
        }
        int[] means = new int[count];
        for (int y = 0; y < Math.ceilDiv(height, 8 * maxDown); y++) {
            for (int x = 0; x < Math.ceilDiv(width, 8 * maxAcross); x++) {
                for (int c = 0; c < count; c++) {
                    for (int block = 0; block < across[c] * down[c]; block++) {
                        int[] decoded = block(u8(from + 2 + 2 * c), means, c);
                        int row = y * down[c] + block / across[c];
                        int column = x * across[c] + block % across[c];
                        if (row < blocksDown[c] && column < blocksAcross[c]) {
                            System.arraycopy(decoded, 0, values[c], (row * blocksAcross[c] + column) * 64, 64);
                        }
                    }
                }
            }
        }
        end();
    }

    private int[] block(int destinations, int[] means, int component) {
        int[] block = new int[64];
        means[component] += number(symbol(defined(huffman.get(destinations >> 4))));
        block[0] = means[component];
        for (int k = 1; k < 64; k++) {
            int symbol = symbol(defined(huffman.get(0x10 | (destinations & 15))));
            if (symbol == 0) {
                break;
            }
            k += symbol >> 4;
            block[k] = number(symbol & 15);
        }
        return block;
    }

    private int symbol(Map<Integer, Integer> codes) {
        int code = 1;
        for (int length = 1; length <= 16; length++) {
            code = (code << 1) | bit();
            Integer symbol = codes.get(code);
            if (symbol != null) {
                return symbol;
            }
        }
        throw new IllegalStateException("no code of the table");
    }

    private static <T> T defined(@Nullable T table) {
        return Objects.requireNonNull(table, "a table that is not there");
    }

    private int number(int size) {
        int value = 0;
        for (int i = 0; i < size; i++) {
            value = (value << 1) | bit();
        }
        return size == 0 || value >> (size - 1) == 1 ? value : value - (1 << size) + 1;
    }

    private int bit() {
        int value = (u8(at) >> (7 - bit)) & 1;
        bit = (bit + 1) % 8;
        if (bit == 0) {
            next();
        }
        return value;
    }

    private void next() {
        if (u16(at) == 0xff00) {
            at++;
        } else if (u8(at) == 0xff) {
            throw new IllegalStateException("a marker inside the data");
        }
        at++;
    }

    private void end() {
        if (bit != 0) {
            next();
        }
        if (u16(at) != 0xffd9 || at + 2 != jpeg.length) {
            throw new IllegalStateException("no end of image behind the last block");
        }
    }
}
