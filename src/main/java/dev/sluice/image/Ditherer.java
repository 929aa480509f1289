package dev.sluice.image;

import java.util.Arrays;

/**
 * Reduces rows of 8-bit channels to few levels. Rows are given once each, from the top. Holds two rows of errors on the heap when it
 * diffuses them. Used by one thread.
 */
final class Ditherer {

    private static final int SIDE = 8;

    private final Dither dither;
    private final int[] levels;
    private final int[] thresholds;
    private int[] errors;
    private int[] errorsBelow;

    /**
     * @param width pixels of a row
     * @param levels the highest level of each channel: 31 for five bits
     */
    Ditherer(Dither dither, int width, int... levels) {
        this.dither = dither;
        this.levels = levels;
        thresholds = dither == Dither.ORDERED ? thresholds() : new int[0];
        int errorCount = dither == Dither.DIFFUSION ? (width + 2) * levels.length : 0;
        errors = new int[errorCount];
        errorsBelow = new int[errorCount];
    }

    /** Replaces every value of a row by its level. */
    void reduce(byte[] pixels, int row) {
        switch (dither) {
            case NONE -> nearest(pixels);
            case ORDERED -> order(pixels, row);
            case DIFFUSION -> diffuse(pixels, row);
        }
    }

    private void nearest(byte[] pixels) {
        for (int at = 0; at < pixels.length; at++) {
            int level = levels[at % levels.length];
            pixels[at] = (byte) (((pixels[at] & 0xff) * level * 2 + 255) / 510);
        }
    }

    private void order(byte[] pixels, int row) {
        int channels = levels.length;
        for (int at = 0; at < pixels.length; at++) {
            int threshold = thresholds[row % SIDE * SIDE + at / channels % SIDE];
            pixels[at] = (byte)
                    (((pixels[at] & 0xff) * levels[at % channels] * 128 + (2 * threshold + 1) * 255) / (255 * 128));
        }
    }

    /** The index matrix of Bayer (1973): the bits of x^y and y, interleaved, the lowest first. */
    private static int[] thresholds() {
        int[] thresholds = new int[SIDE * SIDE];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int value = 0;
                for (int bit = 0; bit < 3; bit++) {
                    value = value << 2 | ((x ^ y) >> bit & 1) << 1 | (y >> bit & 1);
                }
                thresholds[y * SIDE + x] = value;
            }
        }
        return thresholds;
    }

    /** Floyd and Steinberg (1976), every other row from right to left; errors are kept in sixteenths of a value. */
    private void diffuse(byte[] pixels, int row) {
        int channels = levels.length;
        int step = row % 2 == 0 ? channels : -channels;
        for (int channel = 0; channel < channels; channel++) {
            int level = levels[channel];
            int at = step > 0 ? channel : pixels.length - channels + channel;
            for (; at >= 0 && at < pixels.length; at += step) {
                int slot = at + channels;
                int wanted = (pixels[at] & 0xff) * 16 + errors[slot];
                int chosen = Math.clamp((wanted * level + 255 * 8) / (255 * 16), 0, level);
                int error = wanted - chosen * 255 * 16 / level;
                pixels[at] = (byte) chosen;
                errors[slot + step] += error * 7 / 16;
                errorsBelow[slot - step] += error * 3 / 16;
                errorsBelow[slot] += error * 5 / 16;
                errorsBelow[slot + step] += error - error * 7 / 16 - error * 3 / 16 - error * 5 / 16;
            }
        }
        int[] done = errors;
        errors = errorsBelow;
        errorsBelow = done;
        Arrays.fill(errorsBelow, 0);
    }
}
