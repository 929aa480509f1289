package dev.sluice.image.rows.jpeg;

/** The first scan of a band of coefficients other than the mean (T.81, section G.1.2.2). */
final class AcFirstScan implements ScanCursor {

    /** Bits of a coefficient (table F.2). */
    static final int MAX_SIZE = 10;

    /** Skips sixteen zeros, where a shorter run begins the end of a band. */
    static final int LONG_RUN = 15;

    private final EntropySegments segments;
    private final BitReader reader;
    private final ComponentRow row;
    private final HuffmanTable table;
    private final int start;
    private final int end;
    private final int low;

    /** Blocks still to come that have nothing in this band. */
    private int endOfBandRun;

    AcFirstScan(Scan scan, ComponentRow row, EntropySegments segments) {
        this.segments = segments;
        reader = segments.bits;
        this.row = row;
        table = scan.tables().getFirst();
        start = scan.band().start();
        end = scan.band().end();
        low = scan.band().low();
    }

    @Override
    public void row(int unitRow) {
        int count = row.rows(unitRow);
        for (int i = 0; i < count; i++) {
            int first = i * row.component.paddedAcross();
            blocks(first, first + row.component.blocksAcross());
        }
    }

    private void blocks(int from, int to) {
        int block = from;
        while (block < to) {
            if (segments.restartDue()) {
                segments.restart();
                endOfBandRun = 0;
            }
            int until = block + segments.take(to - block);
            while (block < until && !segments.lost()) {
                int empty = Math.min(endOfBandRun, until - block);
                endOfBandRun -= empty;
                block += empty;
                if (block < until) {
                    row.masks[block] |= block(row.coefficients, block << ComponentRow.BLOCK_SHIFT);
                    block++;
                }
            }
            block = until;
        }
    }

    /** Decodes one block; which coefficients are not zero. */
    private long block(short[] coefficients, int at) {
        BitReader reader = this.reader;
        short[] lookAhead = table.lookAhead;
        int end = this.end;
        int low = this.low;
        long bits = reader.bits;
        int count = reader.count;
        long mask = 0;
        boolean sound = true;
        for (int k = start; k <= end; k++) {
            if (count < BitReader.ENOUGH) {
                bits = reader.refill(bits, count);
                count = reader.count;
            }
            int entry = lookAhead[(int) (bits >>> HuffmanTable.SHIFT)];
            if (entry == HuffmanTable.NO_CODE) {
                entry = table.longCode(bits);
            }
            bits <<= entry >> 8;
            count -= entry >> 8;
            int run = (entry >> 4) & 15;
            int size = entry & 15;
            if (size != 0) {
                k += run;
                if (k > end || size + low > MAX_SIZE) {
                    sound = false;
                    break;
                }
                coefficients[at + k] = (short) (DcScan.signed(bits, size) << low);
                mask |= 1L << k;
                bits <<= size;
                count -= size;
            } else if (run == LONG_RUN) {
                k += LONG_RUN;
                sound = k <= end;
            } else {
                endOfBandRun = (1 << run) - 1 + (int) (bits >>> 1 >>> (Long.SIZE - 1 - run));
                bits <<= run;
                count -= run;
                sound = entry != HuffmanTable.NO_CODE;
                break;
            }
        }
        reader.bits = bits;
        reader.count = count;
        if (!sound || reader.overrun()) {
            segments.corrupt();
        }
        return mask;
    }
}
