package dev.sluice.image.rows.jpeg;

import java.util.Arrays;

/**
 * The quantisation tables of a picture (T.81, section B.2.4.1). They may be redefined between scans; a component keeps the one that
 * is in force at its first scan.
 */
final class QuantisationTables {

    private static final int DESTINATIONS = 4;
    private static final int VALUES = 64;
    private static final int MAX_BYTE = 255;

    private final char[][] destinations = new char[DESTINATIONS][VALUES];
    private final boolean[] defined = new boolean[DESTINATIONS];
    private final char[][] latched = new char[Frame.MAX_COMPONENTS][VALUES];
    private final boolean[] latch = new boolean[Frame.MAX_COMPONENTS];

    /** Reads a DQT segment. */
    void define(MarkerReader in) {
        while (in.left() > 0) {
            int head = in.u8();
            int destination = head & 15;
            boolean wide = head >> 4 == 1;
            if (head >> 4 > 1 || destination >= DESTINATIONS) {
                throw Faults.damaged("a JPEG quantisation table is of no known kind");
            }
            for (int k = 0; k < VALUES; k++) {
                destinations[destination][k] = (char) (wide ? in.u16() : in.u8());
            }
            defined[destination] = true;
        }
    }

    /**
     * A scan of this component begins.
     *
     * @throws dev.sluice.failure.BadInput DAMAGED_PICTURE when it has no table; UNSUPPORTED_PICTURE when it has another one than at
     *     its first scan, for decoders do not agree on what that means
     */
    void latch(Component component) {
        char[] table = destinations[component.destination()];
        if (!defined[component.destination()]) {
            throw Faults.damaged("a scan comes before the quantisation table that it needs");
        }
        if (latch[component.index()] && !Arrays.equals(table, latched[component.index()])) {
            throw Faults.unsupported("its quantisation tables change between scans of the same component");
        }
        keep(component, table);
    }

    /** No scan of this component has come before the file was cut off: any table will do for what is not there. */
    void latchMissing(Component component) {
        if (!latch[component.index()]) {
            char[] ones = new char[VALUES];
            Arrays.fill(ones, (char) 1);
            keep(component, defined[component.destination()] ? destinations[component.destination()] : ones);
        }
    }

    private void keep(Component component, char[] table) {
        System.arraycopy(table, 0, latched[component.index()], 0, VALUES);
        latch[component.index()] = true;
    }

    /** The lowest component with the same table, whose index is the table's destination in the result. */
    int shared(Component component) {
        int first = 0;
        while (!Arrays.equals(latched[first], latched[component.index()])) {
            first++;
        }
        return first;
    }

    /** Whether a component's table has values above 255, which baseline JPEG has no place for. */
    boolean wide(Component component) {
        for (char value : latched[component.index()]) {
            if (value > MAX_BYTE) {
                return true;
            }
        }
        return false;
    }

    /** Writes the DQT segment of one component. */
    void write(Component component, TargetBuffer out) {
        boolean wide = wide(component);
        out.segment(Markers.QUANTISATION_TABLES, 1 + (wide ? 2 : 1) * VALUES);
        out.u8(((wide ? 1 : 0) << 4) | component.index());
        for (char value : latched[component.index()]) {
            if (wide) {
                out.u16(value);
            } else {
                out.u8(value);
            }
        }
    }
}
