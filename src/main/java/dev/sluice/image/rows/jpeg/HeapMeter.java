package dev.sluice.image.rows.jpeg;

import dev.sluice.image.rows.Allowance;
import dev.sluice.units.DataSize;

/** Counts what a picture makes its reader hold, and asks for what is beyond the ordinary price. */
final class HeapMeter {

    private final Allowance allowance;
    private int scans;
    private int tables;

    HeapMeter(Allowance allowance) {
        this.allowance = allowance;
    }

    /** A scan more. */
    void scan() {
        if (++scans > HeapPrice.ORDINARY_SCANS) {
            allowance.take(DataSize.ofBytes(HeapPrice.SCAN));
        }
    }

    /** A Huffman table more. */
    void table() {
        if (++tables > HeapPrice.ORDINARY_TABLES) {
            allowance.take(DataSize.ofBytes(HeapPrice.TABLE));
        }
    }

    /** The rows of this frame. */
    void rows(Frame frame) {
        long beyond = HeapPrice.beyondOrdinary(frame);
        if (beyond > 0) {
            allowance.take(DataSize.ofBytes(beyond));
        }
    }
}
