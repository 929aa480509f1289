package dev.sluice.image.rows.jpeg;

/**
 * What of each block a scan codes (T.81, sections B.2.3 and G.1.1.1).
 *
 * @param start first coefficient, in zigzag order
 * @param end last coefficient
 * @param high bit position of the scan before this one; 0 for the first
 * @param low bit position of this scan
 */
record Band(int start, int end, int high, int low) {

    private static final int MAX_LOW = 13;
    private static final int LAST = 63;

    /** @throws dev.sluice.failure.BadInput DAMAGED_PICTURE when table B.3 does not allow it */
    Band {
        boolean spectrum = start == 0 ? end == 0 : start <= end && end <= LAST;
        boolean bits = low <= MAX_LOW && (high == 0 || high == low + 1);
        if (!spectrum || !bits) {
            throw Faults.damaged("a scan of coefficients " + start + " to " + end + ", bits " + high + " to " + low
                    + ", is none that a progressive JPEG may have");
        }
    }

    static Band read(MarkerReader in) {
        int start = in.u8();
        int end = in.u8();
        int bits = in.u8();
        return new Band(start, end, bits >> 4, bits & 15);
    }

    /** Whether it is of the mean of each block. */
    boolean dc() {
        return start == 0;
    }

    /** Whether it adds one bit to what came before. */
    boolean refines() {
        return high != 0;
    }
}
