package dev.sluice.image;

import dev.sluice.units.PixelSize;
import java.util.ArrayList;
import java.util.List;

/**
 * The sizes and places that a picture goes through when it is composed, as it is shown: turned. Rounds as imgproxy does: sizes half up,
 * places and padding half to even. After {@code processing/prepare.go}, {@code extend.go} and {@code padding.go} of imgproxy 4.
 *
 * @param cut of the picture, before it is resampled; all of it where nothing is cut
 * @param whole size that all of the picture would have after resampling, at most its own: how far a decoder may reduce it
 * @param scaled after resampling
 * @param kept of {@code scaled}
 * @param grounds on which it is put, one after the other
 * @param density that padding and offsets were multiplied by
 */
record Arrangement(Area cut, PixelSize whole, PixelSize scaled, Area kept, List<Ground> grounds, double density) {

    Arrangement {
        grounds = List.copyOf(grounds);
    }

    /**
     * A larger picture around a smaller one.
     *
     * @param size of the larger
     * @param left where the smaller begins
     * @param top as {@code left}
     */
    record Ground(PixelSize size, int left, int top) {}

    /** Of the result. */
    PixelSize size() {
        return grounds.isEmpty() ? kept.size() : grounds.getLast().size();
    }

    static Arrangement of(PixelSize picture, Composition composition) {
        Composition.Cut asked = composition.cut();
        PixelSize cut = new PixelSize(
                Math.min(picture.width(), side(picture.width(), asked.width())),
                Math.min(picture.height(), side(picture.height(), asked.height())));
        Anchor anchor = asked.anchor() != null ? asked.anchor() : composition.anchor();
        Scales scales = Scales.of(cut, composition);
        PixelSize scaled = scales.scaled();
        PixelSize whole = new PixelSize(
                Math.min(picture.width(), Scales.side(picture.width(), scales.across())),
                Math.min(picture.height(), Scales.side(picture.height(), scales.down())));
        PixelSize kept = scales.kept();
        return new Arrangement(
                area(picture, cut, anchor, 1),
                whole,
                scaled,
                area(scaled, kept, composition.anchor(), scales.density()),
                grounds(kept, scales, composition.frame()),
                scales.density());
    }

    private static int side(int pixels, double asked) {
        return asked == 0 ? pixels : asked >= 1 ? (int) asked : (int) Math.max(1, Math.round(pixels * asked));
    }

    private static Area area(PixelSize outer, PixelSize inner, Anchor anchor, double density) {
        return new Area(anchor.left(outer, inner, density, false), anchor.top(outer, inner, density, false), inner);
    }

    private static List<Ground> grounds(PixelSize kept, Scales scales, Composition.Frame frame) {
        List<Ground> grounds = new ArrayList<>();
        PixelSize now = kept;
        Anchor extend = frame.extend();
        if (extend != null) {
            now = extend(now, scales.targetWidth(), scales.targetHeight(), extend, scales.density(), grounds);
        }
        Anchor shape = frame.shape();
        if (shape != null && scales.shapedWidth() > 0 && scales.shapedHeight() > 0) {
            now = extend(now, scales.shapedWidth(), scales.shapedHeight(), shape, scales.density(), grounds);
        }
        if (frame.padded()) {
            long left = scales.padding(frame.left());
            long top = scales.padding(frame.top());
            grounds.add(new Ground(
                    new PixelSize(
                            Scales.limited(now.width() + left + scales.padding(frame.right())),
                            Scales.limited(now.height() + top + scales.padding(frame.bottom()))),
                    Scales.limited(left),
                    Scales.limited(top)));
        }
        return grounds;
    }

    private static PixelSize extend(
            PixelSize now, int width, int height, Anchor anchor, double density, List<Ground> grounds) {
        if (width <= now.width() && height <= now.height()) {
            return now;
        }
        PixelSize size = new PixelSize(width > 0 ? width : now.width(), height > 0 ? height : now.height());
        grounds.add(new Ground(size, anchor.left(size, now, density, false), anchor.top(size, now, density, false)));
        return size;
    }
}
