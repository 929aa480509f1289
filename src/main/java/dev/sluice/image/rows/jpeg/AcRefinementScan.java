package dev.sluice.image.rows.jpeg;

/** A scan that adds one bit to a band of coefficients other than the mean (T.81, section G.1.2.3). */
final class AcRefinementScan implements ScanCursor {

    /** The place of a coefficient that is not there: further than any run reaches. */
    private static final int NOWHERE = 256;

    private final EntropySegments segments;
    private final BitReader reader;
    private final ComponentRow row;
    private final HuffmanTable table;

    /** The coefficients of the band, as a mask. */
    private final long band;

    private final int start;
    private final int end;

    /** What the bit of this scan is worth. */
    private final int unit;

    /** 1, or 0 where nothing may appear because it would be out of range. */
    private final int maxSize;

    /** Blocks, this one included, in which nothing new appears from here on. */
    private int endOfBandRun;

    AcRefinementScan(Scan scan, ComponentRow row, EntropySegments segments) {
        this.segments = segments;
        reader = segments.bits;
        this.row = row;
        table = scan.tables().getFirst();
        start = scan.band().start();
        end = scan.band().end();
        band = (-1L << start) & (-1L >>> (63 - end));
        unit = 1 << scan.band().low();
        maxSize = scan.band().low() < AcFirstScan.MAX_SIZE ? 1 : 0;
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
            for (; block < until && !segments.lost(); block++) {
                block(block);
            }
            block = until;
        }
    }

    private void block(int block) {
        long known = row.masks[block] & band;
        int at = block << ComponentRow.BLOCK_SHIFT;
        if (endOfBandRun == 0) {
            known = appear(block, at, known);
        }
        if (endOfBandRun > 0) {
            correct(at, known);
            endOfBandRun--;
        }
        if (reader.overrun()) {
            segments.corrupt();
        }
    }

    /**
     * Decodes what appears in a block, and corrects what it passes on the way. One long method, because the bits stay in registers
     * then: a third faster.
     *
     * @param known coefficients of the band that were there before
     * @return those of them that were not passed
     */
    private long appear(int block, int at, long known) {
        BitReader reader = this.reader;
        short[] coefficients = row.coefficients;
        short[] lookAhead = table.lookAhead;
        int end = this.end;
        int unit = this.unit;
        long bits = reader.bits;
        int count = reader.count;
        long left = known;
        int next = left == 0 ? NOWHERE : LowestBit.place(left);
        long appeared = 0;
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
            int value = 0;
            if (size != 0) {
                value = ((unit << 1) & (int) (bits >> (Long.SIZE - 1))) - unit;
                bits <<= 1;
                count--;
            } else if (run != AcFirstScan.LONG_RUN) {
                endOfBandRun = (1 << run) + (int) (bits >>> 1 >>> (Long.SIZE - 1 - run));
                bits <<= run;
                count -= run;
                sound = entry != HuffmanTable.NO_CODE;
                break;
            }
            while (next - k <= run) {
                run -= next - k;
                k = next + 1;
                if (count == 0) {
                    bits = reader.refill(bits, count);
                    count = reader.count;
                }
                coefficients[at + next] = corrected(coefficients[at + next], unit, bits);
                bits <<= 1;
                count--;
                left &= left - 1;
                next = left == 0 ? NOWHERE : LowestBit.place(left);
            }
            k += run;
            if (k > end || size > maxSize) {
                sound = false;
                break;
            }
            if (size != 0) {
                coefficients[at + k] = (short) value;
                appeared |= 1L << k;
            }
        }
        row.masks[block] |= appeared;
        reader.bits = bits;
        reader.count = count;
        if (!sound) {
            endOfBandRun = 0;
            segments.corrupt();
        }
        return left;
    }

    /** Reads one bit for each of these coefficients, and adds it to their absolute value. */
    private void correct(int at, long which) {
        BitReader reader = this.reader;
        short[] coefficients = row.coefficients;
        int unit = this.unit;
        long bits = reader.bits;
        int count = reader.count;
        for (long left = which; left != 0; left &= left - 1) {
            if (count == 0) {
                bits = reader.refill(bits, count);
                count = reader.count;
            }
            int place = at + LowestBit.place(left);
            coefficients[place] = corrected(coefficients[place], unit, bits);
            bits <<= 1;
            count--;
        }
        reader.bits = bits;
        reader.count = count;
    }

    /** Adds the top bit to an absolute value, without a branch. */
    private static short corrected(int value, int unit, long bits) {
        int sign = value >> 31;
        return (short) (value + (((unit ^ sign) - sign) & (int) (bits >> (Long.SIZE - 1))));
    }
}
