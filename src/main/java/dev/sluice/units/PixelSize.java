package dev.sluice.units;

/**
 * Width and height in pixels, both at least 1.
 *
 * @param width columns
 * @param height rows
 */
public record PixelSize(int width, int height) {

    /** @throws IllegalArgumentException when a side is below 1 */
    public PixelSize {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a picture has at least one pixel a side, not " + width + "x" + height);
        }
    }

    /** Number of pixels; cannot overflow. */
    public long pixels() {
        return (long) width * height;
    }

    /** The same rectangle turned by 90 degrees. */
    public PixelSize transposed() {
        return new PixelSize(height, width);
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
