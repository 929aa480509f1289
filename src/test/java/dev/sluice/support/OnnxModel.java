package dev.sluice.support;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes small ONNX models by hand, as {@code onnx.proto3} lays them out. For one model. */
public final class OnnxModel {

    public static final int FLOAT = 1;
    public static final int UINT8 = 2;
    public static final int INT64 = 7;

    private final ByteArrayOutputStream graph = new ByteArrayOutputStream();

    public OnnxModel() {
        text(graph, 2, "test");
    }

    /** A node of the standard operators, named as its output. */
    public OnnxModel node(String operator, String output, String... inputs) {
        return node(operator, output, new byte[0], inputs);
    }

    private OnnxModel node(String operator, String output, byte[] attribute, String... inputs) {
        ByteArrayOutputStream node = new ByteArrayOutputStream();
        for (String input : inputs) {
            text(node, 1, input);
        }
        text(node, 2, output);
        text(node, 3, output);
        text(node, 4, operator);
        if (attribute.length > 0) {
            bytes(node, 5, attribute);
        }
        bytes(graph, 1, node.toByteArray());
        return this;
    }

    /** A node with one attribute that is a whole number. */
    public OnnxModel nodeWith(String operator, String output, String name, long number, String... inputs) {
        ByteArrayOutputStream attribute = new ByteArrayOutputStream();
        text(attribute, 1, name);
        number(attribute, 3, number);
        number(attribute, 20, 2);
        return node(operator, output, attribute.toByteArray(), inputs);
    }

    /** A node with one attribute that is a list of whole numbers. */
    public OnnxModel nodeWith(String operator, String output, String name, long[] numbers, String... inputs) {
        ByteArrayOutputStream attribute = new ByteArrayOutputStream();
        text(attribute, 1, name);
        for (long number : numbers) {
            number(attribute, 8, number);
        }
        number(attribute, 20, 7);
        return node(operator, output, attribute.toByteArray(), inputs);
    }

    public OnnxModel floats(String name, float[] values, long... shape) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            raw.putFloat(value);
        }
        return constant(name, FLOAT, raw.array(), shape);
    }

    public OnnxModel longs(String name, long... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            raw.putLong(value);
        }
        return constant(name, INT64, raw.array(), values.length);
    }

    private OnnxModel constant(String name, int type, byte[] raw, long... shape) {
        ByteArrayOutputStream tensor = new ByteArrayOutputStream();
        for (long side : shape) {
            number(tensor, 1, side);
        }
        number(tensor, 2, type);
        text(tensor, 8, name);
        bytes(tensor, 9, raw);
        bytes(graph, 5, tensor.toByteArray());
        return this;
    }

    public OnnxModel input(String name, int type, long... shape) {
        bytes(graph, 11, value(name, type, shape));
        return this;
    }

    /** @param shape where -1 stands for any length */
    public OnnxModel output(String name, int type, long... shape) {
        bytes(graph, 12, value(name, type, shape));
        return this;
    }

    private static byte[] value(String name, int type, long... shape) {
        ByteArrayOutputStream sides = new ByteArrayOutputStream();
        for (int i = 0; i < shape.length; i++) {
            ByteArrayOutputStream side = new ByteArrayOutputStream();
            if (shape[i] < 0) {
                text(side, 2, "any" + i);
            } else {
                number(side, 1, shape[i]);
            }
            bytes(sides, 1, side.toByteArray());
        }
        ByteArrayOutputStream tensor = new ByteArrayOutputStream();
        number(tensor, 1, type);
        bytes(tensor, 2, sides.toByteArray());
        ByteArrayOutputStream outer = new ByteArrayOutputStream();
        bytes(outer, 1, tensor.toByteArray());
        ByteArrayOutputStream info = new ByteArrayOutputStream();
        text(info, 1, name);
        bytes(info, 2, outer.toByteArray());
        return info.toByteArray();
    }

    /** The file. */
    public byte[] bytes() {
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        number(model, 1, 8);
        bytes(model, 7, graph.toByteArray());
        ByteArrayOutputStream operators = new ByteArrayOutputStream();
        text(operators, 1, "");
        number(operators, 2, 13);
        bytes(model, 8, operators.toByteArray());
        return model.toByteArray();
    }

    private static void number(ByteArrayOutputStream to, int field, long value) {
        varint(to, (long) field << 3);
        varint(to, value);
    }

    private static void text(ByteArrayOutputStream to, int field, String value) {
        bytes(to, field, value.getBytes(StandardCharsets.UTF_8));
    }

    private static void bytes(ByteArrayOutputStream to, int field, byte[] value) {
        varint(to, ((long) field << 3) | 2);
        varint(to, value.length);
        to.writeBytes(value);
    }

    private static void varint(ByteArrayOutputStream to, long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            to.write((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        to.write((int) left);
    }

    /** The number of quadrants that {@link #yolo} and {@link #ssd} look at. */
    private static final int BOXES = 4;

    /**
     * A detector as YOLOv8 is one: it sees red, green and blue things (classes 0 to 2) in the quadrants of its input, upper left, upper
     * right, lower left, lower right. The score is the mean of the colour, minus half of the others.
     *
     * @param any whether its output says that it may have any number of boxes
     */
    public static byte[] yolo(int side, boolean transposed, boolean any) {
        float quarter = side / 4f;
        float half = side / 2f;
        float[] boxes = {
            quarter,
            3 * quarter,
            quarter,
            3 * quarter,
            quarter,
            quarter,
            3 * quarter,
            3 * quarter,
            half,
            half,
            half,
            half,
            half,
            half,
            half,
            half
        };
        OnnxModel model = new OnnxModel()
                .input("images", FLOAT, 1, 3, side, side)
                .floats("boxes", boxes, 1, 4, BOXES)
                .floats("weights", weights(side, false), 3L * side * side, 3L * BOXES)
                .longs("flat", 1, 3L * side * side)
                .longs("scored", 1, 3, BOXES)
                .node("Reshape", "pixels", "images", "flat")
                .node("MatMul", "sums", "pixels", "weights")
                .node("Reshape", "scores", "sums", "scored")
                .nodeWith("Concat", transposed ? "joined" : "output0", "axis", 1, "boxes", "scores");
        if (transposed) {
            model.nodeWith("Transpose", "output0", "perm", new long[] {0, 2, 1}, "joined");
        }
        return transposed
                ? model.output("output0", FLOAT, 1, any ? -1 : BOXES, 7).bytes()
                : model.output("output0", FLOAT, 1, 7, any ? -1 : BOXES).bytes();
    }

    /** Weights for each pixel of an input in planes: for each class, then for each quadrant. */
    private static float[] weights(int side, boolean redOnly) {
        int classes = redOnly ? 1 : 3;
        int columns = classes * BOXES;
        float each = 4f / (side * side);
        float[] weights = new float[3 * side * side * columns];
        for (int channel = 0; channel < 3; channel++) {
            for (int y = 0; y < side; y++) {
                for (int x = 0; x < side; x++) {
                    int quadrant = (y < side / 2 ? 0 : 2) + (x < side / 2 ? 0 : 1);
                    int row = (channel * side + y) * side + x;
                    for (int type = 0; type < classes; type++) {
                        weights[row * columns + type * BOXES + quadrant] = type == channel ? each : -each / 2;
                    }
                }
            }
        }
        return weights;
    }

    /**
     * A detector as an SSD is one, of bytes pixel by pixel: it sees red things, class 1, in the quadrants of its input. The last box is
     * said and not counted when {@code counted} is 3.
     */
    public static byte[] ssd(int side, float counted) {
        float[] boxes = {0, 0, .5f, .5f, 0, .5f, .5f, 1, .5f, 0, 1, .5f, .5f, .5f, 1, 1};
        return new OnnxModel()
                .input("image", UINT8, 1, side, side, 3)
                .floats("edges", boxes, 1, BOXES, 4)
                .floats("ones", new float[] {1, 1, 1, 1}, 1, BOXES)
                .floats("number", new float[] {counted}, 1)
                .floats("weights", weights(side, true), 3L * side * side, BOXES)
                .floats("most", new float[] {255}, 1)
                .longs("flat", 1, 3L * side * side)
                .nodeWith("Cast", "numbers", "to", FLOAT, "image")
                .nodeWith("Transpose", "planes", "perm", new long[] {0, 3, 1, 2}, "numbers")
                .node("Div", "shares", "planes", "most")
                .node("Reshape", "pixels", "shares", "flat")
                .node("MatMul", "detection_scores", "pixels", "weights")
                .node("Identity", "detection_boxes", "edges")
                .node("Identity", "detection_classes", "ones")
                .node("Identity", "num_detections", "number")
                .output("detection_boxes", FLOAT, 1, BOXES, 4)
                .output("detection_classes", FLOAT, 1, BOXES)
                .output("detection_scores", FLOAT, 1, BOXES)
                .output("num_detections", FLOAT, 1)
                .bytes();
    }

    /** A model of {@code side * side} weights that says the mean of its input after {@code steps} products of matrices. */
    public static byte[] heavy(int input, int side, int steps) {
        float[] weights = new float[side * side];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (i % 7 - 3) / (float) side;
        }
        OnnxModel model = new OnnxModel()
                .input("images", FLOAT, 1, 3, input, input)
                .floats("weights", weights, side, side)
                .nodeWith("ReduceMean", "mean", "keepdims", 0, "images")
                .node("Add", "step0", "weights", "mean");
        for (int step = 1; step <= steps; step++) {
            model.node("MatMul", "step" + step, "step" + (step - 1), "weights");
        }
        return model.nodeWith("ReduceMean", "result", "keepdims", 1, "step" + steps)
                .output("result", FLOAT, 1, 1)
                .bytes();
    }
}
