package dev.sluice.image.rows.bmp;

import java.util.Arrays;

/**
 * Rows of run lengths, one byte for each pixel. They stand in the file from the last to the first, and have no lengths: one pass over
 * the file notes where each begins. Pixels that are passed over are of the first colour. Holds {@link #heap} bytes. For one thread.
 */
final class RunLengthRows implements StoredRows {

    /** A row that the codes pass over. */
    private static final long NOTHING = -1;

    /** A place in the file and a column. */
    private static final int COLUMN_BITS = 17;

    private static final int LOOK_EVERY = 64;

    private final ByteWindow file;
    private final int width;
    private final int height;
    private final boolean halves;
    private final long[] begins;
    private final byte[] bytes;
    private int column;
    private int down;
    private boolean over;

    /**
     * Goes through the codes once.
     *
     * @param look called every few rows
     * @throws dev.sluice.failure.BadInput DAMAGED_PICTURE when they leave the picture or end early
     */
    RunLengthRows(ByteWindow file, BmpStructure bmp, Runnable look) {
        this.file = file;
        width = bmp.size().width();
        height = bmp.size().height();
        halves = bmp.bits() == 4;
        begins = new long[height];
        bytes = new byte[width];
        Arrays.fill(begins, NOTHING);
        file.seek(bmp.pixels());
        int seen = 0;
        for (int row = 0; row < height && !over; row += down) {
            begins[row] = file.position() << COLUMN_BITS | column;
            decode();
            if (seen++ % LOOK_EVERY == 0) {
                look.run();
            }
            if (!over && down > height - row) {
                throw outside();
            }
        }
    }

    /** Bytes of heap that one holds at most. */
    static long heap(long width, long height) {
        return width + Long.BYTES * height;
    }

    @Override
    public int row(int row) {
        Arrays.fill(bytes, (byte) 0);
        long begin = begins[height - 1 - row];
        if (begin != NOTHING) {
            column = (int) begin & ((1 << COLUMN_BITS) - 1);
            file.seek(begin >> COLUMN_BITS);
            decode();
        }
        return 0;
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    /** Goes on to the end of the row: then {@link #down} rows further and at {@link #column} the next begins, if it is not {@link #over}. */
    private void decode() {
        while (true) {
            int count = file.u8();
            int code = file.u8();
            if (count > 0) {
                run(count, code);
            } else if (code > 2) {
                copy(code);
            } else if (code < 2) {
                over = code == 1;
                down = 1;
                column = 0;
                return;
            } else {
                column += file.u8();
                down = file.u8();
                if (column > width) {
                    throw outside();
                }
                if (down > 0) {
                    return;
                }
            }
        }
    }

    /** The same pixel again and again, or two of 4 bits in turn. */
    private void run(int count, int code) {
        require(count);
        if (halves) {
            for (int i = 0; i < count; i++) {
                bytes[column++] = (byte) ((i & 1) == 0 ? code >> 4 : code & 15);
            }
        } else {
            Arrays.fill(bytes, column, column + count, (byte) code);
            column += count;
        }
    }

    /** Pixels as they are, padded to groups of 16 bits. */
    private void copy(int count) {
        require(count);
        int read = halves ? (count + 1) / 2 : count;
        for (int i = 0; i < read; i++) {
            int value = file.u8();
            if (!halves) {
                bytes[column++] = (byte) value;
                continue;
            }
            bytes[column++] = (byte) (value >> 4);
            if (2 * i + 1 < count) {
                bytes[column++] = (byte) (value & 15);
            }
        }
        if (read % 2 == 1) {
            file.u8();
        }
    }

    private void require(int count) {
        if (count > width - column) {
            throw outside();
        }
    }

    private static RuntimeException outside() {
        return Damage.damaged("its run lengths leave the picture");
    }
}
