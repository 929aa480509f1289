package dev.sluice.image;

import dev.sluice.image.vips.PixelMemory;
import dev.sluice.image.vips.VipsImage;
import org.jspecify.annotations.Nullable;

/**
 * A picture that libvips has opened.
 *
 * @param image closed with this
 * @param pixels memory that it stands in, freed with this; null when it is read from its file as it is needed
 * @param width that the picture has exactly: a picture that was averaged down may have a last column that stands for less
 * @param height as {@code width}
 */
record Decoded(VipsImage image, @Nullable PixelMemory pixels, double width, double height) implements AutoCloseable {

    /** A picture as its file has it. */
    static Decoded streamed(VipsImage image) {
        return new Decoded(image, null, image.width(), image.height());
    }

    @Override
    public void close() {
        image.close();
        if (pixels != null) {
            pixels.close();
        }
    }
}
