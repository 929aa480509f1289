package dev.sluice.image.rows.webp;

/**
 * Adds green to red and blue (RFC 9649 section 3.5.3).
 *
 * @param width of the rows
 */
record SubtractGreen(int width) implements Transform {

    private static final int ALPHA_GREEN = 0xff00ff00;
    private static final int RED_BLUE = 0x00ff00ff;

    @Override
    public void undo(int[] argb, int y) {
        for (int x = 0; x < width; x++) {
            int pixel = argb[x];
            int green = (pixel >>> 8) & 0xff;
            argb[x] = (pixel & ALPHA_GREEN) | (((pixel & RED_BLUE) + ((green << 16) | green)) & RED_BLUE);
        }
    }
}
