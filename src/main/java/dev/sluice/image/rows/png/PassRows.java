package dev.sluice.image.rows.png;

import dev.sluice.units.PixelSize;

/** The rows of one pass, as they are stored but for their filters. Holds two of them. For one thread. */
final class PassRows {

    private final Pass pass;
    private final int width;
    private final int rowBytes;
    private final int filterDistance;
    private final Inflation data;
    private byte[] row;
    private byte[] above;

    /**
     * @param bitsPerPixel as stored
     * @param data at the begin of the pass
     */
    PassRows(Pass pass, PixelSize size, int bitsPerPixel, Inflation data) {
        this.pass = pass;
        this.data = data;
        width = pass.width(size);
        rowBytes = pass.rowBytes(size, bitsPerPixel);
        filterDistance = Math.max(1, bitsPerPixel / Byte.SIZE);
        row = new byte[rowBytes];
        above = new byte[rowBytes];
    }

    Pass pass() {
        return pass;
    }

    /** Pixels of a row. */
    int width() {
        return width;
    }

    /**
     * Reads the next row.
     *
     * @return holds it until the next but one
     * @throws dev.sluice.failure.BadInput DAMAGED_PICTURE when the row is broken or not there
     */
    byte[] next() {
        byte[] next = above;
        int filter = data.read();
        data.read(next, 0, rowBytes);
        RowFilter.undo(filter, next, row, rowBytes, filterDistance);
        above = row;
        row = next;
        return next;
    }

    /** See {@link Inflation#finish}. */
    void finish() {
        data.finish();
    }
}
