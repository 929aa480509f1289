package dev.sluice.image;

import dev.sluice.units.PixelSize;

/**
 * What the sides of a picture are multiplied by, and the frames that follow from it. After {@code processing/prepare.go} of imgproxy 4.
 *
 * @param across factor of the width
 * @param down factor of the height
 * @param density that could be kept without enlarging
 * @param scaled after resampling
 * @param targetWidth of the frame in device pixels; 0 for none
 * @param targetHeight as {@code targetWidth}
 * @param kept what is left after cutting to the frame
 * @param shapedWidth of the picture extended to the shape of the frame; 0 for none
 * @param shapedHeight as {@code shapedWidth}
 */
record Scales(
        double across,
        double down,
        double density,
        PixelSize scaled,
        int targetWidth,
        int targetHeight,
        PixelSize kept,
        int shapedWidth,
        int shapedHeight) {

    private static final int MOST = Planner.MOST_WORKING_PIXELS_A_SIDE;

    static Scales of(PixelSize picture, Composition composition) {
        Sizing sizing = composition.sizing();
        double[] shrinks = shrinks(picture, sizing);
        shrinks[0] /= sizing.zoomAcross();
        shrinks[1] /= sizing.zoomDown();
        double density = sizing.density();
        double least = Math.min(shrinks[0], shrinks[1]);
        if (!sizing.enlarge()) {
            if (least < 1) {
                shrinks[0] /= least;
                shrinks[1] /= least;
                // A low density would make smaller what is too small already; where the frame is filled up the density
                // is to be seen.
                density = composition.frame().extend() == null ? density / least : density;
            }
            density = Math.min(density, Math.min(shrinks[0], shrinks[1]));
        }
        widen(shrinks, picture, sizing);
        Scales scales = at(
                picture,
                1 / Math.min(shrinks[0] / density, picture.width()),
                1 / Math.min(shrinks[1] / density, picture.height()),
                density,
                composition);
        return scales.limited(picture, composition);
    }

    /** What both sides are divided by, before zoom and density. */
    private static double[] shrinks(PixelSize picture, Sizing sizing) {
        double width = picture.width();
        double height = picture.height();
        double frameWidth = sizing.width() > 0 ? sizing.width() : width;
        double frameHeight = sizing.height() > 0 ? sizing.height() : height;
        double across = width / frameWidth;
        double down = height / frameHeight;
        Sizing.Mode mode = sizing.mode();
        if (mode == Sizing.Mode.AUTO) {
            boolean alike = width >= height == frameWidth >= frameHeight;
            mode = alike ? Sizing.Mode.FILL : Sizing.Mode.FIT;
        }
        if (mode == Sizing.Mode.FORCE) {
            return new double[] {across, down};
        }
        double both = sizing.width() == 0
                ? down
                : sizing.height() == 0
                        ? across
                        : mode == Sizing.Mode.FIT ? Math.max(across, down) : Math.min(across, down);
        return new double[] {both, both};
    }

    private static void widen(double[] shrinks, PixelSize picture, Sizing sizing) {
        double across = sizing.minWidth() > 0 ? (double) picture.width() / sizing.minWidth() : shrinks[0];
        if (across < shrinks[0]) {
            shrinks[1] *= across / shrinks[0];
            shrinks[0] = across;
        }
        double down = sizing.minHeight() > 0 ? (double) picture.height() / sizing.minHeight() : shrinks[1];
        if (down < shrinks[1]) {
            shrinks[0] *= down / shrinks[1];
            shrinks[1] = down;
        }
    }

    private static Scales at(PixelSize picture, double across, double down, double density, Composition composition) {
        Sizing sizing = composition.sizing();
        int targetWidth = target(sizing.width(), density * sizing.zoomAcross());
        int targetHeight = target(sizing.height(), density * sizing.zoomDown());
        PixelSize scaled = new PixelSize(side(picture.width(), across), side(picture.height(), down));
        int keptWidth = targetWidth;
        int keptHeight = targetHeight;
        if (sizing.mode() == Sizing.Mode.FILL_DOWN && !sizing.enlarge()) {
            double wider = (double) targetWidth / scaled.width();
            double higher = (double) targetHeight / scaled.height();
            if (wider > higher && wider > 1) {
                keptWidth = scaled.width();
                keptHeight = target(scaled.width(), (double) targetHeight / targetWidth);
            } else if (higher > wider && higher > 1) {
                keptWidth = target(scaled.height(), (double) targetWidth / targetHeight);
                keptHeight = scaled.height();
            }
        }
        PixelSize kept = new PixelSize(least(keptWidth, scaled.width()), least(keptHeight, scaled.height()));
        int shapedWidth = 0;
        int shapedHeight = 0;
        if (composition.frame().shape() != null && targetWidth > 0 && targetHeight > 0) {
            double wider = (double) targetWidth / kept.width();
            double higher = (double) targetHeight / kept.height();
            if (higher > wider) {
                shapedWidth = kept.width();
                shapedHeight = side(kept.width(), (double) targetHeight / targetWidth);
            } else if (wider > higher) {
                shapedWidth = side(kept.height(), (double) targetWidth / targetHeight);
                shapedHeight = kept.height();
            }
        }
        return new Scales(across, down, density, scaled, targetWidth, targetHeight, kept, shapedWidth, shapedHeight);
    }

    /** Scaled down until the longer side of the result is no longer than allowed. */
    private Scales limited(PixelSize picture, Composition composition) {
        int longest = composition.sizing().longest();
        if (longest <= 0) {
            return this;
        }
        Composition.Frame frame = composition.frame();
        long width = kept.width();
        long height = kept.height();
        if (frame.extend() != null) {
            width = Math.max(width, targetWidth);
            height = Math.max(height, targetHeight);
        } else if (frame.shape() != null) {
            width = Math.max(width, shapedWidth);
            height = Math.max(height, shapedHeight);
        }
        width += padding(frame.left()) + padding(frame.right());
        height += padding(frame.top()) + padding(frame.bottom());
        long longer = Math.max(width, height);
        if (longer <= longest) {
            return this;
        }
        double less = (double) longest / longer;
        return at(
                picture,
                Math.max(across * less, 1.0 / picture.width()),
                Math.max(down * less, 1.0 / picture.height()),
                density * less,
                composition);
    }

    /** Pixels of padding, in device pixels. */
    long padding(int pixels) {
        return (long) Math.rint(pixels * density);
    }

    private static int least(int asked, int there) {
        return asked == 0 ? there : Math.min(asked, there);
    }

    /** 0 stays 0: it stands for no frame. */
    private static int target(int pixels, double factor) {
        return limited(Math.round(pixels * factor));
    }

    static int side(int pixels, double factor) {
        return Math.max(1, target(pixels, factor));
    }

    /** Beyond what is ever made, so that sums do not overflow before they are refused. */
    static int limited(long pixels) {
        return (int) Math.min(pixels, MOST + 1L);
    }
}
