package dev.sluice.inference;

import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.List;

/**
 * Numbers that a model said. Valid until the {@link Models#use use} of the model returns. For one thread.
 */
public final class Tensor {

    private final String name;
    private final List<Long> shape;
    private final Buffer values;

    /** @param values floats, ints or longs, from 0 to the limit */
    Tensor(String name, List<Long> shape, Buffer values) {
        this.name = name;
        this.shape = List.copyOf(shape);
        this.values = values;
    }

    public String name() {
        return name;
    }

    public List<Long> shape() {
        return shape;
    }

    /** How many numbers there are: the product of the shape. */
    public int count() {
        return values.limit();
    }

    /** One number. */
    public double at(int index) {
        return switch (values) {
            case FloatBuffer floats -> floats.get(index);
            case LongBuffer longs -> longs.get(index);
            case IntBuffer ints -> ints.get(index);
            default -> throw new IllegalStateException("tensors are of floats, ints or longs");
        };
    }

    /** Copies numbers from {@code from} on, as many as {@code into} takes. */
    public void copy(int from, float[] into) {
        if (values instanceof FloatBuffer floats) {
            floats.get(from, into);
            return;
        }
        for (int i = 0; i < into.length; i++) {
            into[i] = (float) at(from + i);
        }
    }
}
