package dev.sluice.image.rows.jpeg;

import java.util.List;

/**
 * A scan as the index knows it.
 *
 * @param number in the file, from 1
 * @param components coded in it, in the order of its MCUs
 * @param band what of each block
 * @param tables for means: one for each component; for other coefficients: one; none when means are refined
 * @param interval MCUs between restart markers; 0 without them
 * @param at place in the file of its entropy-coded data
 */
record Scan(int number, List<Component> components, Band band, List<HuffmanTable> tables, int interval, long at) {

    Scan {
        components = List.copyOf(components);
        tables = List.copyOf(tables);
    }
}
