package dev.sluice.image.rows;

/**
 * Division by one number, rounded half up, of dividends whose quotients fit a known number of bits: a multiplication where that is
 * exact (T. Granlund and P. Montgomery, "Division by Invariant Integers using Multiplication", PLDI 1994), for a division takes many
 * times as long. Immutable.
 */
final class RoundedDivision {

    /** What a product may take of a long: one bit is the sign, one is kept for the multiplier being rounded up. */
    private static final int PRODUCT_BITS = 62;

    private final long divisor;
    private final long half;
    private final long multiplier;
    private final int shift;
    private final boolean multiplies;

    /**
     * @param divisor at least 1
     * @param quotientBits rounded quotients are below {@code 1 << quotientBits}; at most 16
     */
    RoundedDivision(long divisor, int quotientBits) {
        this.divisor = divisor;
        half = divisor / 2;
        shift = PRODUCT_BITS - quotientBits;
        multiplier = ((1L << shift) + divisor - 1) / divisor;
        multiplies = divisor <= 1L << ((shift - quotientBits) / 2);
    }

    /**
     * The multiplier is above 2^shift / divisor by less than 1, and the dividend below divisor * 2^quotientBits: their product, shifted,
     * is the quotient while divisor^2 * 2^quotientBits is not above 2^shift.
     *
     * @param dividend at least 0
     */
    long of(long dividend) {
        return multiplies ? ((dividend + half) * multiplier) >> shift : (dividend + half) / divisor;
    }
}
