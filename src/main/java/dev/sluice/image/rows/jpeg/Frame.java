package dev.sluice.image.rows.jpeg;

import dev.sluice.image.ChromaSubsampling;
import dev.sluice.units.PixelSize;
import java.util.ArrayList;
import java.util.List;

/**
 * The frame header of a progressive picture (T.81, section B.2.2), as what a baseline file with one interleaved scan can hold.
 *
 * @param size in pixels
 * @param components one to four
 * @param unitsAcross MCUs in a row
 * @param unitsDown rows of MCUs
 */
record Frame(PixelSize size, List<Component> components, int unitsAcross, int unitsDown) {

    /** Pixels of a block, each way. */
    static final int BLOCK = 8;

    static final int MAX_COMPONENTS = 4;

    /** Blocks of an MCU when components are interleaved (section B.2.3). */
    static final int MAX_BLOCKS_PER_UNIT = 10;

    private static final int MAX_FACTOR = 4;
    private static final int MAX_DESTINATION = 3;

    /** What the header says of a component, before the sizes are known. */
    private record Factors(int id, int across, int down, int destination) {}

    Frame {
        components = List.copyOf(components);
    }

    static Frame read(MarkerReader in) {
        int precision = in.u8();
        if (precision != 8) {
            throw precision == 12
                    ? Faults.unsupported("it has 12 bits a channel")
                    : Faults.damaged("a progressive JPEG has 8 or 12 bits a channel, not " + precision);
        }
        int height = in.u16();
        int width = in.u16();
        if (height == 0) {
            throw Faults.unsupported("its height is said only behind its first scan");
        }
        if (width == 0) {
            throw Faults.damaged("its JPEG frame header says that it has no width");
        }
        int count = in.u8();
        if (count < 1 || count > MAX_COMPONENTS || in.left() != 3 * count) {
            throw Faults.damaged("its JPEG frame header makes no sense");
        }
        List<Factors> factors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            factors.add(factors(in, factors));
        }
        return of(new PixelSize(width, height), count == 1 ? alone(factors.getFirst()) : factors);
    }

    private static Factors factors(MarkerReader in, List<Factors> before) {
        int id = in.u8();
        int both = in.u8();
        Factors factors = new Factors(id, both >> 4, both & 15, in.u8());
        if (factors.across < 1 || factors.across > MAX_FACTOR || factors.down < 1 || factors.down > MAX_FACTOR) {
            throw Faults.damaged("its JPEG sampling factors make no sense");
        }
        if (factors.destination > MAX_DESTINATION) {
            throw Faults.damaged("a component names a quantisation table that cannot be");
        }
        if (before.stream().anyMatch(other -> other.id == id)) {
            throw Faults.damaged("two of its components have the same number");
        }
        return factors;
    }

    /** A component that is alone is coded block by block whatever its factors say (section A.2.2). */
    private static List<Factors> alone(Factors only) {
        return List.of(new Factors(only.id, 1, 1, only.destination));
    }

    private static Frame of(PixelSize size, List<Factors> factors) {
        int maxAcross = factors.stream().mapToInt(Factors::across).max().orElseThrow();
        int maxDown = factors.stream().mapToInt(Factors::down).max().orElseThrow();
        int blocks = factors.stream().mapToInt(one -> one.across * one.down).sum();
        if (blocks > MAX_BLOCKS_PER_UNIT) {
            throw Faults.unsupported("its components cannot be interleaved in a baseline JPEG");
        }
        int unitsAcross = Math.ceilDiv(size.width(), BLOCK * maxAcross);
        List<Component> components = new ArrayList<>();
        for (Factors one : factors) {
            components.add(new Component(
                    components.size(),
                    one.id,
                    one.across,
                    one.down,
                    one.destination,
                    blocks(size.width(), one.across, maxAcross),
                    blocks(size.height(), one.down, maxDown),
                    unitsAcross * one.across));
        }
        return new Frame(size, components, unitsAcross, Math.ceilDiv(size.height(), BLOCK * maxDown));
    }

    /** Section A.1.1: the samples of a component on one side, in blocks. */
    private static int blocks(int pixels, int factor, int maxFactor) {
        return Math.ceilDiv(Math.ceilDiv(pixels * factor, maxFactor), BLOCK);
    }

    ChromaSubsampling subsampling() {
        int[] across = components.stream().mapToInt(Component::across).toArray();
        int[] down = components.stream().mapToInt(Component::down).toArray();
        return ChromaSubsampling.of(across, down);
    }

    /** Blocks of all components in a row of MCUs. */
    long blocksPerRow() {
        return components.stream().mapToLong(Component::blocksPerRow).sum();
    }
}
