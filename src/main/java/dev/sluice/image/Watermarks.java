package dev.sluice.image;

import dev.sluice.failure.EngineFailure;
import dev.sluice.image.vips.VipsException;
import dev.sluice.image.vips.VipsImage;
import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.units.PixelSize;
import java.util.Arrays;

/** Puts pictures on others. Immutable, safe for threads. */
final class Watermarks {

    /** {@code VIPS_BLEND_MODE_OVER}. */
    private static final int OVER = 2;

    /** Numbers of {@code VipsInterpretation}. */
    private static final int BLACK_AND_WHITE = 1;

    private static final int SRGB = 22;

    private final VipsLibrary library;
    private final Decoder decoder;

    Watermarks(VipsLibrary library, Decoder decoder) {
        this.library = library;
        this.decoder = decoder;
    }

    /**
     * The picture with a watermark, which is computed here and stays in memory as long as the result.
     *
     * @param image 8 bits, in sRGB or grey; stays the caller's to close
     * @return closed by the caller; transparent where {@code image} can be
     * @throws EngineFailure when the watermark cannot be read
     */
    VipsImage put(VipsImage image, Operation.Watermark watermark) {
        try (VipsImage mark = prepare(image, watermark)) {
            boolean alpha = image.hasAlpha();
            boolean grey = image.interpretation() == BLACK_AND_WHITE && mark.interpretation() == BLACK_AND_WHITE;
            try (Filters.Steps steps = new Filters.Steps(image)) {
                steps.add(picture -> library.operation("composite2")
                        .set("base", picture)
                        .set("overlay", mark)
                        .set("mode", OVER)
                        .set("x", watermark.left())
                        .set("y", watermark.top())
                        .set("compositing_space", grey ? BLACK_AND_WHITE : SRGB));
                steps.add(
                        picture -> library.operation("cast").set("in", picture).set("format", VipsImage.FORMAT_8_BIT));
                if (!alpha && steps.image().hasAlpha()) {
                    steps.add(picture -> library.operation("extract_band")
                            .set("in", picture)
                            .set("band", 0)
                            .set("n", picture.bands() - 1));
                }
                return steps.take();
            }
        }
    }

    private VipsImage prepare(VipsImage image, Operation.Watermark watermark) {
        try (VipsImage mark = drawn(watermark)) {
            if (!watermark.overlay().repeated()) {
                return copy(mark);
            }
            return repeated(mark, new PixelSize(image.width(), image.height()));
        } catch (VipsException unusable) {
            throw new EngineFailure("the watermark cannot be used: " + unusable.text(), unusable);
        }
    }

    private VipsImage copy(VipsImage mark) {
        return library.operation("copy").set("in", mark).image();
    }

    /** Decoded, resized, turned, with its gap and its opacity, in memory. */
    private VipsImage drawn(Operation.Watermark watermark) {
        Overlay overlay = watermark.overlay();
        int orientation = overlay.picture().orientation();
        PixelSize shown = watermark.size();
        try (Decoded decoded = Decoded.streamed(
                        decoder.open(overlay.file(), overlay.picture().type(), watermark.way()));
                Pipeline pipeline = new Pipeline(library, decoded, this)) {
            pipeline.apply(new Operation.ToSrgb());
            pipeline.apply(new Operation.Resize(orientation >= 5 ? shown.transposed() : shown));
            if (orientation != 1) {
                pipeline.apply(new Operation.Orient(orientation));
            }
            Operation.Gap gap = watermark.gap();
            pipeline.apply(new Operation.Place(
                    new PixelSize(shown.width() + gap.across(), shown.height() + gap.down()),
                    gap.across() / 2,
                    gap.down() / 2,
                    null));
            try (Filters.Steps steps = new Filters.Steps(pipeline.image())) {
                if (overlay.opacity() < 1) {
                    fade(steps, overlay.opacity());
                }
                steps.addInMemory();
                return steps.take();
            }
        }
    }

    /** Multiplies alpha, the last band, and no other. */
    private void fade(Filters.Steps steps, double opacity) {
        int bands = steps.image().bands();
        double[] factors = new double[bands];
        Arrays.fill(factors, 1);
        factors[bands - 1] = opacity;
        steps.add(picture -> library.operation("linear")
                .set("in", picture)
                .set("a", factors)
                .set("b", new double[bands])
                .set("uchar", 1));
    }

    /** As many copies as cover the picture, an odd number, so that one is in the middle. */
    private VipsImage repeated(VipsImage mark, PixelSize picture) {
        int across = Math.ceilDiv(picture.width(), mark.width()) | 1;
        int down = Math.ceilDiv(picture.height(), mark.height()) | 1;
        try (Filters.Steps steps = new Filters.Steps(mark)) {
            steps.add(tile -> library.operation("replicate")
                    .set("in", tile)
                    .set("across", across)
                    .set("down", down));
            steps.add(tiles -> library.operation("extract_area")
                    .set("input", tiles)
                    .set("left", (tiles.width() - picture.width()) / 2)
                    .set("top", (tiles.height() - picture.height()) / 2)
                    .set("width", picture.width())
                    .set("height", picture.height()));
            return steps.take();
        }
    }
}
