package dev.sluice.image.rows.jpeg;

/**
 * Where the lowest bit of a mask is: what {@link Long#numberOfTrailingZeros} says, but quick, too, under a compiler that calls that
 * instead of knowing an instruction for it (C1). After Leiserson, Prokop, Randall: Using de Bruijn sequences to index a 1 in a
 * computer word (1998).
 */
final class LowestBit {

    /** Every sequence of six bits is in it once. */
    private static final long DE_BRUIJN = 0x03f7_9d71_b4cb_0a89L;

    private static final int SHIFT = Long.SIZE - 6;
    private static final byte[] PLACES = new byte[Long.SIZE];

    static {
        for (int place = 0; place < Long.SIZE; place++) {
            PLACES[(int) ((DE_BRUIJN << place) >>> SHIFT)] = (byte) place;
        }
    }

    private LowestBit() {}

    /** @param mask not 0 */
    static int place(long mask) {
        return PLACES[(int) (((mask & -mask) * DE_BRUIJN) >>> SHIFT)];
    }
}
