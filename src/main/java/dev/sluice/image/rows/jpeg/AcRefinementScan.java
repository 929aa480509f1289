package dev.sluice.image.rows.jpeg;

/** A scan that adds one bit to a band of coefficients other than the mean (T.81, section G.1.2.3). */
final class AcRefinementScan implements ScanCursor {

    private final EntropySegments segments;
    private final BitReader reader;
    private final ComponentRow row;
    private final HuffmanTable table;

    /** The coefficients of the band, as a mask. */
    private final long band;

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
        end = scan.band().end();
        band = (-1L << scan.band().start()) & (-1L >>> (63 - end));
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
     * Decodes what appears in a block, and corrects what it passes on the way.
     *
     * @param known coefficients of the band that were there before
     * @return those of them that were not passed
     */
    private long appear(int block, int at, long known) {
        BitReader reader = this.reader;
        long zeros = band & ~known;
        long left = known;
        int place = 0;
        while (place < end) {
            if (reader.count < BitReader.ENOUGH) {
                reader.bits = reader.refill(reader.bits, reader.count);
            }
            long bits = reader.bits;
            int entry = table.lookAhead[(int) (bits >>> HuffmanTable.SHIFT)];
            if (entry == HuffmanTable.NO_CODE) {
                entry = table.longCode(bits);
            }
            int run = (entry >> 4) & 15;
            int size = entry & 15;
            bits <<= entry >> 8;
            if (size == 0 && run != AcFirstScan.LONG_RUN) {
                return endBand(entry, bits, left);
            }
            reader.bits = bits << size;
            reader.count -= (entry >> 8) + size;
            for (; run > 0; run--) {
                zeros &= zeros - 1;
            }
            long target = zeros & -zeros;
            if (target == 0 || size > maxSize) {
                segments.corrupt();
                return left;
            }
            zeros ^= target;
            long passed = left & (target - 1);
            left ^= passed;
            correct(at, passed);
            place = Long.numberOfTrailingZeros(target);
            if (size != 0) {
                row.coefficients[at + place] = (short) (bits < 0 ? unit : -unit);
                row.masks[block] |= target;
            }
        }
        return left;
    }

    /** @param bits behind the code */
    private long endBand(int entry, long bits, long left) {
        int run = (entry >> 4) & 15;
        reader.bits = bits << run;
        reader.count -= (entry >> 8) + run;
        if (entry == HuffmanTable.NO_CODE) {
            segments.corrupt();
        } else {
            endOfBandRun = (1 << run) + (int) (bits >>> 1 >>> (Long.SIZE - 1 - run));
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
            int place = at + Long.numberOfTrailingZeros(left);
            int value = coefficients[place];
            int sign = value >> 31;
            coefficients[place] = (short) (value + (((unit ^ sign) - sign) & (int) (bits >> (Long.SIZE - 1))));
            bits <<= 1;
            count--;
        }
        reader.bits = bits;
        reader.count = count;
    }
}
