package dev.sluice.image.rows.bmp;

import java.nio.ByteBuffer;

/**
 * Rows that are not compressed, of one length. As many as fit {@value #BLOCK} bytes are read at once, from behind where the last row comes
 * first. Holds {@link #heap} bytes. For one thread.
 */
final class PlainRows implements StoredRows {

    private static final int BLOCK = 1 << 16;

    private final ByteWindow file;
    private final long start;
    private final int height;
    private final boolean topDown;
    private final int rowBytes;
    private final int usedBytes;
    private final int rowsHeld;
    private final byte[] bytes;
    private final ByteBuffer buffer;
    private int first = -1;

    /**
     * @param start where the first row of the file is
     * @param rowBytes between the begins of two rows
     * @param usedBytes of a row that must be there
     */
    PlainRows(ByteWindow file, long start, int height, boolean topDown, int rowBytes, int usedBytes) {
        this.file = file;
        this.start = start;
        this.height = height;
        this.topDown = topDown;
        this.rowBytes = rowBytes;
        this.usedBytes = usedBytes;
        rowsHeld = Math.clamp(BLOCK / rowBytes, 1, height);
        bytes = new byte[rowsHeld * rowBytes];
        buffer = ByteBuffer.wrap(bytes);
        if (start + (long) rowBytes * (height - 1) + usedBytes > file.size()) {
            throw Damage.ended();
        }
    }

    /** Bytes of heap that one holds at most. */
    static long heap(long rowBytes, int height) {
        return Math.min(Math.max(BLOCK, rowBytes), rowBytes * height);
    }

    @Override
    public int row(int row) {
        int stored = topDown ? row : height - 1 - row;
        if (first < 0 || stored < first || stored >= first + rowsHeld) {
            first = Math.clamp(topDown ? stored : stored - rowsHeld + 1, 0, height - rowsHeld);
            int got = file.read(start + (long) first * rowBytes, buffer.clear());
            if (got < (rowsHeld - 1) * rowBytes + usedBytes) {
                throw Damage.ended();
            }
        }
        return (stored - first) * rowBytes;
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }
}
