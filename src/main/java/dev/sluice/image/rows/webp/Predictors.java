package dev.sluice.image.rows.webp;

/**
 * The fourteen predictions of RFC 9649 section 3.5.1.1, added to a piece of a row. Where branches would be many, the four channels
 * of a pixel lie in four 16-bit lanes of a long and are computed at once. What the loops call is small enough for the compiler in use to
 * take it in.
 */
final class Predictors {

    static final int BLACK = 0xff000000;
    static final int LEFT = 1;

    private static final int ALPHA_GREEN = 0xff00ff00;
    private static final int RED_BLUE = 0x00ff00ff;
    private static final int BUT_LOWEST_BITS = 0x7f7f7f7f;

    /** 1 in each lane. */
    private static final long ONES = 0x0001_0001_0001_0001L;

    /** 256 in each lane: added, so that no difference of channels is negative. */
    private static final long BIAS = ONES << 8;

    private static final long HALF_BIAS = BIAS >>> 1;
    private static final int BIAS_OF_FOUR = 4 * 256;

    private static final long CHANNELS = 0xff * ONES;
    private static final long NINE_BITS = 0x1ff * ONES;

    private Predictors() {}

    /**
     * Adds predictions to pixels {@code from} to {@code to - 1}.
     *
     * @param mode 0 to 15; 14 and 15 are black, as 0 is
     * @param argb residuals there, pixels to the left of them; 0 is never among them
     * @param above the row above, with one more pixel behind it
     */
    static void undo(int mode, int[] argb, int[] above, int from, int to) {
        switch (mode) {
            case LEFT -> left(argb, from, to);
            case 2 -> above(argb, above, 0, from, to);
            case 3 -> above(argb, above, 1, from, to);
            case 4 -> above(argb, above, -1, from, to);
            case 5 -> leftAndRightThenAbove(argb, above, from, to);
            case 6 -> leftAnd(argb, above, -1, from, to);
            case 7 -> leftAnd(argb, above, 0, from, to);
            case 8 -> twoAbove(argb, above, -1, from, to);
            case 9 -> twoAbove(argb, above, 0, from, to);
            case 10 -> four(argb, above, from, to);
            case 11 -> select(argb, above, from, to);
            case 12 -> gradient(argb, above, from, to);
            case 13 -> halfGradient(argb, above, from, to);
            default -> black(argb, from, to);
        }
    }

    /** The sum, channel by channel, without carries. */
    static int sum(int one, int other) {
        return (((one & ALPHA_GREEN) + (other & ALPHA_GREEN)) & ALPHA_GREEN)
                | (((one & RED_BLUE) + (other & RED_BLUE)) & RED_BLUE);
    }

    /** The mean, channel by channel, rounded down. */
    private static int mean(int one, int other) {
        return (((one ^ other) >>> 1) & BUT_LOWEST_BITS) + (one & other);
    }

    private static void black(int[] argb, int from, int to) {
        for (int x = from; x < to; x++) {
            argb[x] = sum(argb[x], BLACK);
        }
    }

    private static void left(int[] argb, int from, int to) {
        int left = argb[from - 1];
        for (int x = from; x < to; x++) {
            left = sum(argb[x], left);
            argb[x] = left;
        }
    }

    private static void above(int[] argb, int[] above, int offset, int from, int to) {
        for (int x = from; x < to; x++) {
            argb[x] = sum(argb[x], above[x + offset]);
        }
    }

    private static void leftAndRightThenAbove(int[] argb, int[] above, int from, int to) {
        int left = argb[from - 1];
        for (int x = from; x < to; x++) {
            left = sum(argb[x], mean(mean(left, above[x + 1]), above[x]));
            argb[x] = left;
        }
    }

    private static void leftAnd(int[] argb, int[] above, int offset, int from, int to) {
        int left = argb[from - 1];
        for (int x = from; x < to; x++) {
            left = sum(argb[x], mean(left, above[x + offset]));
            argb[x] = left;
        }
    }

    private static void twoAbove(int[] argb, int[] above, int offset, int from, int to) {
        for (int x = from; x < to; x++) {
            argb[x] = sum(argb[x], mean(above[x + offset], above[x + offset + 1]));
        }
    }

    private static void four(int[] argb, int[] above, int from, int to) {
        int left = argb[from - 1];
        for (int x = from; x < to; x++) {
            left = sum(argb[x], mean(mean(left, above[x - 1]), mean(above[x], above[x + 1])));
            argb[x] = left;
        }
    }

    private static long lanes(int argb) {
        return (argb & 0x00ff00ffL) | ((long) ((argb >>> 8) & RED_BLUE) << 32);
    }

    private static int pixel(long lanes) {
        return ((int) lanes & RED_BLUE) | (((int) (lanes >>> 32) & RED_BLUE) << 8);
    }

    /** {@code Select}: of left and above the one nearer to their gradient; of equally near ones, above. */
    private static void select(int[] argb, int[] above, int from, int to) {
        long left = lanes(argb[from - 1]);
        long aboveLeft = lanes(above[from - 1]);
        for (int x = from; x < to; x++) {
            long up = lanes(above[x]);
            // The gradient is as far from up as left is from above left, and as far from left as up is.
            long farther = magnitudes(up + BIAS - aboveLeft) + BIAS - magnitudes(left + BIAS - aboveLeft);
            long nearer = (farther * ONES) >>> 48 >= BIAS_OF_FOUR ? up : left;
            left = (lanes(argb[x]) + nearer) & CHANNELS;
            aboveLeft = up;
            argb[x] = pixel(left);
        }
    }

    /** @param biased 256 more than differences of channels, which lose their sign */
    private static long magnitudes(long biased) {
        long negative = (~biased >>> 8) & ONES;
        return ((biased ^ all(negative)) + negative) & CHANNELS;
    }

    /** 255 in each lane in which there is 1. */
    private static long all(long ones) {
        return (ones << 8) - ones;
    }

    /** {@code ClampAddSubtractFull} */
    private static void gradient(int[] argb, int[] above, int from, int to) {
        long left = lanes(argb[from - 1]);
        long aboveLeft = lanes(above[from - 1]);
        for (int x = from; x < to; x++) {
            long up = lanes(above[x]);
            left = (lanes(argb[x]) + clamped(left + up + BIAS - aboveLeft)) & CHANNELS;
            aboveLeft = up;
            argb[x] = pixel(left);
        }
    }

    /** {@code ClampAddSubtractHalf}: half of a difference is rounded towards 0. */
    private static void halfGradient(int[] argb, int[] above, int from, int to) {
        long left = lanes(argb[from - 1]);
        long aboveLeft = lanes(above[from - 1]);
        for (int x = from; x < to; x++) {
            long up = lanes(above[x]);
            long mean = ((left + up) >>> 1) & CHANNELS;
            long biased = mean + BIAS - aboveLeft;
            long half = ((biased + ((~biased >>> 8) & ONES)) >>> 1) & NINE_BITS;
            left = (lanes(argb[x]) + clamped(mean + half + HALF_BIAS)) & CHANNELS;
            aboveLeft = up;
            argb[x] = pixel(left);
        }
    }

    /** @param biased 256 more than channels that may be below 0 or above 255, from 0 to 767 */
    private static long clamped(long biased) {
        long tooLarge = (biased >>> 9) & ONES;
        long notNegative = ((biased >>> 8) & ONES) | tooLarge;
        return (biased | all(tooLarge)) & all(notNegative);
    }
}
