package dev.sluice.image.rows.jpeg;

import java.util.Arrays;

/**
 * The coefficients of one component in one row of MCUs: 64 for each block in zigzag order, rows of blocks one behind the other. For
 * one thread; the arrays are open to cursors and writer.
 */
final class ComponentRow {

    /** Coefficients of a block, as a shift. */
    static final int BLOCK_SHIFT = 6;

    private static final short[] ZEROS = new short[1 << BLOCK_SHIFT];

    final Component component;
    final short[] coefficients;

    /** For each block, which of its coefficients are not zero; the first is not told of. */
    final long[] masks;

    ComponentRow(Component component) {
        this.component = component;
        coefficients = new short[component.blocksPerRow() << BLOCK_SHIFT];
        masks = new long[component.blocksPerRow()];
    }

    /** Makes everything zero. */
    void clear() {
        for (int block = 0; block < masks.length; block++) {
            int at = block << BLOCK_SHIFT;
            if (masks[block] == 0) {
                coefficients[at] = 0;
            } else {
                System.arraycopy(ZEROS, 0, coefficients, at, ZEROS.length);
            }
        }
        Arrays.fill(masks, 0);
    }

    /** Rows of blocks that hold pixels, in this row of MCUs. */
    int rows(int unitRow) {
        return Math.min(component.down(), component.blocksDown() - unitRow * component.down());
    }
}
