package dev.sluice.image;

import dev.sluice.units.PixelSize;
import java.util.List;

/**
 * How one rendition is made of one picture: everything is decided, nothing is done. What it costs and whether it may run is
 * read off it.
 *
 * @param way how the source is decoded
 * @param operations in order; of an animation, what is done to each frame
 * @param size of the result, or of one frame of it
 * @param output what it is written as
 * @param kept what stays beside the pixels
 */
public record Plan(Way way, List<Operation> operations, PixelSize size, Output output, Kept kept) {

    public Plan {
        operations = List.copyOf(operations);
    }

    /** The same written otherwise. */
    public Plan with(Output other) {
        return new Plan(way, operations, size, other, kept);
    }

    /** How many frames the result has: 1 for a still picture. */
    public int frames() {
        return way instanceof Way.Frames(int frames) ? frames : 1;
    }

    /** Of all frames of the result. */
    public long pixels() {
        return size.pixels() * frames();
    }

    /** Whether it does the same to as many pixels or more, however they are decoded. */
    public boolean asGoodAs(Plan other) {
        return operations.equals(other.operations) && way.shrink() <= other.way.shrink();
    }
}
