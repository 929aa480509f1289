package dev.sluice.image;

import dev.sluice.units.PixelSize;
import java.util.ArrayList;
import java.util.List;

/**
 * Filters on a picture of its final size, before anything is put around or on it.
 *
 * @param blur sigma of a Gaussian, in pixels of the result; 0 for none, more than {@link #MOST_BLUR} is that
 * @param sharpen sigma of the mask, in pixels of the result; 0 for none, more than {@link #MOST_SHARPEN} is that
 * @param pixelate side of the squares of one colour, in pixels of the result; 0 and 1 for none
 */
public record Effects(double blur, double sharpen, int pixelate) {

    public static final Effects NONE = new Effects(0, 0, 0);

    /** Beyond, nothing is to be seen of a picture of any size that is sent, and the work would have no end. */
    public static final double MOST_BLUR = 500;

    /** What libvips takes ({@code sharpen.c}). */
    public static final double MOST_SHARPEN = 10;

    /** Below, libvips takes the mask for one without width ({@code sharpen.c}). */
    private static final double LEAST_SHARPEN = 0.000_001;

    /**
     * What does them, in their order; nothing where none is asked for.
     *
     * @param size of the picture
     * @param output what it is written as
     */
    List<Operation> operations(PixelSize size, Output output) {
        List<Operation> operations = new ArrayList<>();
        if (blur > 0) {
            operations.add(new Operation.Blur(Math.min(blur, MOST_BLUR)));
        }
        if (sharpen > 0) {
            operations.add(new Operation.Sharpen(Math.clamp(sharpen, LEAST_SHARPEN, MOST_SHARPEN)));
        }
        int side = Math.min(pixelate, Planner.largerSide(size));
        if (side > 1) {
            operations.add(new Operation.Pixelate(side));
        }
        if (!operations.isEmpty() && DisplayFormat.writes(output)) {
            operations.add(new Operation.Settle());
        }
        return operations;
    }
}
