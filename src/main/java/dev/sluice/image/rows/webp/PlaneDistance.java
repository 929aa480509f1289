package dev.sluice.image.rows.webp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Distances to near pixels in two dimensions: the first 120 distance codes (RFC 9649 section 3.6.2.2). The table of the specification
 * holds the pixels of this row and of seven above, 8 columns to the left and 7 to the right at most, the nearest first; among equally near ones
 * the one nearer in columns, and then the one to the left.
 */
final class PlaneDistance {

    /** Codes up to here name a near pixel; those above name the distance in scan order, and are this much larger than it. */
    static final int CODES = 120;

    private static final int ROWS = 7;
    private static final int LEFT = 8;
    private static final int RIGHT = 7;

    private static final byte[] COLUMNS_LEFT = new byte[CODES];
    private static final byte[] ROWS_UP = new byte[CODES];

    static {
        List<Near> all = new ArrayList<>();
        for (int up = 0; up <= ROWS; up++) {
            for (int left = up == 0 ? 1 : -RIGHT; left <= LEFT; left++) {
                all.add(new Near(left, up));
            }
        }
        all.sort(Comparator.comparingInt(Near::square)
                .thenComparingInt(near -> Math.abs(near.left))
                .thenComparingInt(near -> -near.left));
        for (int code = 0; code < CODES; code++) {
            COLUMNS_LEFT[code] = (byte) all.get(code).left;
            ROWS_UP[code] = (byte) all.get(code).up;
        }
    }

    private PlaneDistance() {}

    private record Near(int left, int up) {
        int square() {
            return left * left + up * up;
        }
    }

    /**
     * The distance in scan order.
     *
     * @param code from 1 on
     * @param width of the image
     * @return at least 1
     */
    static int of(int code, int width) {
        if (code > CODES) {
            return code - CODES;
        }
        return Math.max(1, ROWS_UP[code - 1] * width + COLUMNS_LEFT[code - 1]);
    }
}
