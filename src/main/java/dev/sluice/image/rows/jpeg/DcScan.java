package dev.sluice.image.rows.jpeg;

import java.util.Arrays;

/** A scan of the means of blocks, the first one or one that refines them (T.81, section G.1.2.1). */
final class DcScan implements ScanCursor {

    /** Bits of a difference between two means (table F.1). */
    private static final int MAX_SIZE = 11;

    private final EntropySegments segments;
    private final BitReader reader;
    private final ComponentRow[] rows;
    private final HuffmanTable[] tables;
    private final int[] predictions;
    private final int low;

    DcScan(Scan scan, ComponentRow[] rows, EntropySegments segments) {
        this.segments = segments;
        reader = segments.bits;
        this.rows = rows;
        tables = scan.tables().toArray(HuffmanTable[]::new);
        predictions = new int[rows.length];
        low = scan.band().low();
    }

    @Override
    public void row(int unitRow) {
        if (rows.length > 1) {
            units(0, 0, rows[0].component.paddedAcross() / rows[0].component.across());
            return;
        }
        Component component = rows[0].component;
        int count = rows[0].rows(unitRow);
        for (int row = 0; row < count; row++) {
            units(row * component.paddedAcross(), 0, component.blocksAcross());
        }
    }

    /**
     * Decodes MCUs of a row.
     *
     * @param firstBlock of the row, where the component is alone
     */
    private void units(int firstBlock, int from, int to) {
        int unit = from;
        while (unit < to) {
            if (segments.restartDue()) {
                segments.restart();
                Arrays.fill(predictions, 0);
            }
            int until = unit + segments.take(to - unit);
            for (; unit < until && !segments.lost(); unit++) {
                if (rows.length == 1) {
                    block(0, firstBlock + unit);
                } else {
                    interleaved(unit);
                }
            }
            unit = until;
        }
    }

    private void interleaved(int unit) {
        for (int i = 0; i < rows.length; i++) {
            Component component = rows[i].component;
            int across = component.across();
            for (int down = 0; down < component.down(); down++) {
                int first = down * component.paddedAcross() + unit * across;
                for (int block = first; block < first + across; block++) {
                    block(i, block);
                }
            }
        }
    }

    private void block(int component, int block) {
        if (reader.count < BitReader.ENOUGH) {
            reader.bits = reader.refill(reader.bits, reader.count);
        }
        int at = block << ComponentRow.BLOCK_SHIFT;
        if (tables.length == 0) {
            rows[component].coefficients[at] |= (short) ((reader.bits >>> (Long.SIZE - 1)) << low);
            reader.bits <<= 1;
            reader.count--;
        } else {
            first(component, at);
        }
        if (reader.overrun()) {
            segments.corrupt();
        }
    }

    /** Section F.2.2.1, with the point transform undone. */
    private void first(int component, int at) {
        HuffmanTable table = tables[component];
        long bits = reader.bits;
        int entry = table.lookAhead[(int) (bits >>> HuffmanTable.SHIFT)];
        if (entry == HuffmanTable.NO_CODE) {
            entry = table.longCode(bits);
        }
        int length = entry >> 8;
        int size = entry & 0xff;
        if (entry == HuffmanTable.NO_CODE || size > MAX_SIZE) {
            segments.corrupt();
            return;
        }
        bits <<= length;
        if (size != 0) {
            predictions[component] += signed(bits, size);
            bits <<= size;
        }
        reader.bits = bits;
        reader.count -= length + size;
        int value = predictions[component] << low;
        rows[component].coefficients[at] = (short) value;
        if ((short) value != value) {
            segments.corrupt();
        }
    }

    /** Section F.2.2.1, figure F.12: a number whose size is known, without a branch. {@code size} is 1 to 15. */
    static int signed(long bits, int size) {
        return (int) (bits >>> (Long.SIZE - size)) + (((-1 << size) + 1) & (int) ~(bits >> (Long.SIZE - 1)));
    }
}
