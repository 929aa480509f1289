package dev.sluice.inference;

import dev.sluice.units.DataSize;
import java.util.List;

/**
 * A model as somebody wants to use it. Two who want the same share one.
 *
 * @param file name of it in the folder of models
 * @param shape of its only input, all sides known
 * @param element what the input is made of
 * @param outputs names of those that are wanted; empty for all
 */
public record ModelSpec(String file, List<Long> shape, Element element, List<String> outputs) {

    /** What an input is made of. */
    public enum Element {
        FLOAT32(4),
        UINT8(1);

        private final int bytes;

        Element(int bytes) {
            this.bytes = bytes;
        }
    }

    /** @throws IllegalArgumentException when a side is below 1 */
    public ModelSpec {
        shape = List.copyOf(shape);
        outputs = List.copyOf(outputs);
        if (shape.isEmpty() || shape.stream().anyMatch(side -> side < 1)) {
            throw new IllegalArgumentException("an input has sides of at least 1, not " + shape);
        }
    }

    /** Bytes of the input. */
    public DataSize inputSize() {
        return DataSize.ofBytes(values() * element.bytes);
    }

    /** Numbers of the input. */
    long values() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }
}
