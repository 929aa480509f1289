package dev.sluice.image;

import dev.sluice.image.vips.VipsImage;
import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.units.PixelSize;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Finds borders of one colour, in one pass over the picture that holds lines of it. As in imgproxy, transparent pixels count as magenta.
 * Immutable, safe for threads.
 */
final class Borders {

    private static final Way WHOLE = new Way.Engine(1, 0);
    private static final Colour TRANSPARENT = new Colour(255, 0, 255);

    private static final int COLOURS = 3;

    private final VipsLibrary library;
    private final Decoder decoder;

    Borders(VipsLibrary library, Decoder decoder) {
        this.library = library;
        this.decoder = decoder;
    }

    /**
     * What is left of the picture, as stored; all of it where nothing differs from the colour.
     *
     * @throws dev.sluice.image.vips.VipsException when it cannot be decoded
     */
    Area find(Path source, Probe probe, Trim trim, PipelineStop stop) {
        Colour given = trim.colour();
        double[] colour = given != null
                ? new double[] {given.red(), given.green(), given.blue()}
                : firstPixel(source, probe, stop);
        return look(source, probe, stop, image -> {
            PixelSize size = new PixelSize(image.width(), image.height());
            int[] found = library.operation("find_trim")
                    .set("in", image)
                    .set("threshold", trim.threshold())
                    .set("background", colour)
                    .numbers("left", "top", "width", "height");
            boolean plain = found[2] == 0 || found[3] == 0;
            return plain
                    ? Area.of(size)
                    : trim.kept(new Area(found[0], found[1], new PixelSize(found[2], found[3])), size);
        });
    }

    /** In a pass of its own, for rows are read once. */
    private double[] firstPixel(Path source, Probe probe, PipelineStop stop) {
        return look(source, probe, stop, image -> {
            double[] colour = new double[3];
            try (VipsImage.Rows rows = image.rows()) {
                rows.fetch(0, 1, row -> {
                    for (int band = 0; band < colour.length; band++) {
                        colour[band] = row.get(ValueLayout.JAVA_BYTE, band) & 0xff;
                    }
                });
            }
            return colour;
        });
    }

    /** At the picture in 8-bit sRGB without transparency. */
    private <R> R look(Path source, Probe probe, PipelineStop stop, Function<VipsImage, R> look) {
        try (Decoded decoded = Decoded.streamed(decoder.open(source, probe.type(), WHOLE))) {
            stop.watch(decoded.image());
            try (Pipeline pipeline = new Pipeline(library, decoded, new Watermarks(library, decoder))) {
                pipeline.apply(new Operation.ToSrgb());
                pipeline.apply(new Operation.Flatten(TRANSPARENT));
                pipeline.toChannels(COLOURS);
                R found = look.apply(pipeline.image());
                stop.check();
                return found;
            } finally {
                stop.unwatch();
            }
        }
    }
}
