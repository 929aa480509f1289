package dev.sluice.image.rows.jpeg;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The Huffman tables in force while a file is walked (T.81, section B.2.4.2). A table is made ready only when a scan uses it, and
 * once for all scans that do: ten thousand definitions cost no more than eight.
 */
final class HuffmanTables {

    private static final int DESTINATIONS = 4;
    private static final int CLASSES = 2;

    private final byte[][] counts = new byte[CLASSES * DESTINATIONS][HuffmanTable.MAX_LENGTH];
    private final byte[][] symbols = new byte[CLASSES * DESTINATIONS][HuffmanTable.MAX_SYMBOLS];
    private final boolean[] defined = new boolean[CLASSES * DESTINATIONS];
    private final @Nullable HuffmanTable[] ready = new HuffmanTable[CLASSES * DESTINATIONS];
    private final HeapMeter heap;

    HuffmanTables(HeapMeter heap) {
        this.heap = heap;
    }

    /** Reads a DHT segment. */
    void define(MarkerReader in) {
        while (in.left() > 0) {
            int head = in.u8();
            if (head >> 4 >= CLASSES || (head & 15) >= DESTINATIONS) {
                throw Faults.damaged("a Huffman table is of no known kind");
            }
            int slot = slot(head >> 4, head & 15);
            int total = 0;
            for (int i = 0; i < HuffmanTable.MAX_LENGTH; i++) {
                int count = in.u8();
                counts[slot][i] = (byte) count;
                total += count;
            }
            if (total > HuffmanTable.MAX_SYMBOLS) {
                throw Faults.damaged("a Huffman table has more than " + HuffmanTable.MAX_SYMBOLS + " codes");
            }
            Arrays.fill(symbols[slot], (byte) 0);
            for (int i = 0; i < total; i++) {
                symbols[slot][i] = (byte) in.u8();
            }
            defined[slot] = true;
            ready[slot] = null;
        }
    }

    /** The table for the means of blocks. */
    HuffmanTable dc(int destination) {
        return table(0, destination);
    }

    /** The table for all other coefficients. */
    HuffmanTable ac(int destination) {
        return table(1, destination);
    }

    private HuffmanTable table(int kind, int destination) {
        if (destination >= DESTINATIONS || !defined[slot(kind, destination)]) {
            throw Faults.damaged("a scan comes before the Huffman table that it needs");
        }
        int slot = slot(kind, destination);
        HuffmanTable table = ready[slot];
        if (table == null) {
            if (!HuffmanTable.possible(counts[slot])) {
                throw Faults.damaged("a Huffman table has codes that cannot be");
            }
            heap.table();
            table = new HuffmanTable(counts[slot], symbols[slot].clone());
            ready[slot] = table;
        }
        return table;
    }

    private static int slot(int kind, int destination) {
        return kind * DESTINATIONS + destination;
    }
}
