package dev.sluice.image;

import dev.sluice.image.vips.VipsImage;
import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.image.vips.VipsOperation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/**
 * What changes the look of a picture without changing its size. Takes 8-bit pictures that stand in memory; the result is a recipe that
 * keeps them there. Colours are not mixed with those of transparent pixels. Immutable, safe for threads.
 */
final class Filters {

    /** {@code VIPS_EXTEND_MIRROR}. */
    private static final int EXTEND_MIRROR = 3;

    private final VipsLibrary library;

    Filters(VipsLibrary library) {
        this.library = library;
    }

    /** @return closed by the caller, as {@code image} is */
    VipsImage blur(VipsImage image, double sigma) {
        return premultiplied(
                image,
                picture -> library.operation("gaussblur").set("in", picture).set("sigma", sigma));
    }

    /** @return closed by the caller, as {@code image} is */
    VipsImage sharpen(VipsImage image, double sigma) {
        return premultiplied(
                image,
                picture -> library.operation("sharpen").set("in", picture).set("sigma", sigma));
    }

    /** @return closed by the caller, as {@code image} is */
    VipsImage pixelate(VipsImage image, int side) {
        int width = image.width();
        int height = image.height();
        try (Steps steps = new Steps(image)) {
            steps.add(picture -> library.operation("embed")
                    .set("in", picture)
                    .set("x", 0)
                    .set("y", 0)
                    .set("width", Math.ceilDiv(width, side) * side)
                    .set("height", Math.ceilDiv(height, side) * side)
                    .set("extend", EXTEND_MIRROR));
            steps.add(picture -> library.operation("shrink")
                    .set("in", picture)
                    .set("hshrink", (double) side)
                    .set("vshrink", (double) side));
            steps.add(picture -> library.operation("zoom")
                    .set("input", picture)
                    .set("xfac", side)
                    .set("yfac", side));
            steps.add(picture -> library.operation("extract_area")
                    .set("input", picture)
                    .set("left", 0)
                    .set("top", 0)
                    .set("width", width)
                    .set("height", height));
            return steps.take();
        }
    }

    private VipsImage premultiplied(VipsImage image, Function<VipsImage, VipsOperation> filter) {
        boolean alpha = image.hasAlpha();
        int format = image.format();
        try (Steps steps = new Steps(image)) {
            if (alpha) {
                steps.add(picture -> library.operation("premultiply").set("in", picture));
                steps.add(
                        picture -> library.operation("cast").set("in", picture).set("format", format));
            }
            steps.add(filter);
            if (alpha) {
                steps.add(picture -> library.operation("unpremultiply").set("in", picture));
            }
            steps.add(picture -> library.operation("cast").set("in", picture).set("format", format));
            return steps.take();
        }
    }

    /** Operations one after the other, of which only the last result stays open. */
    static final class Steps implements AutoCloseable {

        private final VipsImage first;
        private final Deque<VipsImage> made = new ArrayDeque<>();

        /** @param first stays the caller's to close */
        Steps(VipsImage first) {
            this.first = first;
        }

        /** The picture as it is now, valid while this is open. */
        VipsImage image() {
            return made.isEmpty() ? first : made.getLast();
        }

        void add(Function<VipsImage, VipsOperation> step) {
            made.addLast(step.apply(image()).image());
        }

        void addInMemory() {
            made.addLast(image().inMemory());
        }

        /** The last result, the caller's to close from now on; something must have been added. */
        VipsImage take() {
            return made.removeLast();
        }

        @Override
        public void close() {
            made.forEach(VipsImage::close);
        }
    }
}
