package dev.sluice.image;

import dev.sluice.units.PixelSize;

/**
 * The sizes a picture goes through, upright. Rounds as C's {@code rint} does, which is what sharp and libvips do; no side ever
 * becomes 0.
 *
 * @param scaled after resampling
 * @param cut after cropping; {@code scaled} where nothing is cut
 * @param framed of the result; {@code cut} where nothing is padded
 */
record Geometry(PixelSize scaled, PixelSize cut, PixelSize framed) {

    static Geometry of(PixelSize source, RenditionOptions options) {
        Integer width = options.width();
        Integer height = options.height();
        if (width == null || height == null) {
            double factor = width != null
                    ? (double) width / source.width()
                    : height != null ? (double) height / source.height() : 1;
            PixelSize scaled = scaled(source, factor, options);
            return new Geometry(scaled, scaled, scaled);
        }
        PixelSize frame = new PixelSize(width, height);
        double across = (double) width / source.width();
        double down = (double) height / source.height();
        return switch (options.fit()) {
            case FILL -> new Geometry(frame, frame, frame);
            case INSIDE -> {
                PixelSize scaled = scaled(source, Math.min(across, down), options);
                yield new Geometry(scaled, scaled, scaled);
            }
            case CONTAIN -> {
                PixelSize scaled = scaled(source, Math.min(across, down), options);
                yield new Geometry(scaled, scaled, frame);
            }
            case COVER -> {
                PixelSize scaled = scaled(source, Math.max(across, down), options);
                PixelSize cut = new PixelSize(Math.min(width, scaled.width()), Math.min(height, scaled.height()));
                yield new Geometry(scaled, cut, cut);
            }
        };
    }

    private static PixelSize scaled(PixelSize source, double factor, RenditionOptions options) {
        double used = options.enlarge() || options.fit() == Fit.FILL ? factor : Math.min(1, factor);
        return new PixelSize(side(source.width(), used), side(source.height(), used));
    }

    private static int side(int pixels, double factor) {
        return (int) Math.max(1, Math.rint(pixels * factor));
    }
}
