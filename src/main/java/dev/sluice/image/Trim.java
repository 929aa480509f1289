package dev.sluice.image;

import dev.sluice.units.PixelSize;
import org.jspecify.annotations.Nullable;

/**
 * Which borders of one colour are cut away, from the picture as stored.
 *
 * @param threshold difference from the colour that still counts as it, 0 to 255
 * @param colour of the borders; null for that of the first pixel
 * @param equalAcross whether as much goes from the left as from the right: the less of both
 * @param equalDown as {@code equalAcross}, of top and bottom
 */
public record Trim(double threshold, @Nullable Colour colour, boolean equalAcross, boolean equalDown) {

    /** What stays, when all that differs from the colour lies in {@code found}. */
    Area kept(Area found, PixelSize picture) {
        int across = equalAcross
                ? Math.min(
                        found.left(),
                        picture.width() - found.left() - found.size().width())
                : -1;
        int down = equalDown
                ? Math.min(
                        found.top(),
                        picture.height() - found.top() - found.size().height())
                : -1;
        int left = across < 0 ? found.left() : across;
        int top = down < 0 ? found.top() : down;
        return new Area(
                left,
                top,
                new PixelSize(
                        across < 0 ? found.size().width() : picture.width() - 2 * across,
                        down < 0 ? found.size().height() : picture.height() - 2 * down));
    }
}
