package dev.sluice.image;

import dev.sluice.image.vips.VipsImage;

/**
 * A picture that libvips has opened.
 *
 * @param image closed with this
 * @param ground what it stands in, given back after the image
 * @param width that the picture has exactly: a picture that was averaged down may have a last column that stands for less
 * @param height as {@code width}
 */
record Decoded(VipsImage image, Runnable ground, double width, double height) implements AutoCloseable {

    /** A picture as its file has it. */
    static Decoded streamed(VipsImage image) {
        return new Decoded(image, () -> {}, image.width(), image.height());
    }

    @Override
    public void close() {
        image.close();
        ground.run();
    }
}
