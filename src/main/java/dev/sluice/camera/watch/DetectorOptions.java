package dev.sluice.camera.watch;

import dev.sluice.failure.BadInput;
import dev.sluice.inference.ModelFolder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which model looks for things in the frames of a camera, what it takes and what it says.
 *
 * @param model name of an ONNX file in {@code inference.models-folder}
 * @param labels name of a text file there, a name of a class on each line; null to name classes by their numbers
 * @param input what the model takes
 * @param output how its answer is read
 * @param score from which something counts as detected, above 0, at most 1
 * @param overlap two boxes of one class that share more than this part of what they cover together are one thing; above 0, at most 1
 * @param onMotion whether only frames in which something moves are looked at
 */
public record DetectorOptions(
        String model,
        @Nullable String labels,
        Input input,
        Output output,
        double score,
        double overlap,
        boolean onMotion) {

    /** Of {@code overlap}, as most models are measured with. */
    public static final double USUAL_OVERLAP = 0.45;

    private static final int LEAST_SIDE = 16;
    private static final int MOST_SIDE = 1280;
    private static final int CHANNELS = 3;

    /** In which order numbers stand. */
    public enum Layout {
        /** All reds, all greens, all blues. */
        NCHW,
        /** Pixel by pixel. */
        NHWC
    }

    /** Of one channel of one pixel. */
    public enum Element {
        /** A 32-bit float. */
        FLOAT32,
        /** A byte. */
        UINT8
    }

    /** In which order the colours of a pixel stand. */
    public enum Colours {
        RGB,
        BGR
    }

    /** How a frame meets the shape of the input. */
    public enum Fit {
        /** Whole, with grey bars. */
        LETTERBOX,
        /** Stretched to the shape. */
        STRETCH
    }

    /**
     * What a model takes. A float is {@code (value * scale - mean) / deviation}, where {@code value} is 0 to 255.
     *
     * @param width in pixels, 16 to 1280
     * @param height in pixels, 16 to 1280
     * @param layout of the numbers
     * @param element of the numbers; bytes are given as they are
     * @param colours order of them
     * @param fit of the frame
     * @param scale 1/255 for most
     * @param mean for red, green and blue
     * @param deviation for red, green and blue, not 0
     */
    public record Input(
            int width,
            int height,
            Layout layout,
            Element element,
            Colours colours,
            Fit fit,
            double scale,
            List<Double> mean,
            List<Double> deviation) {

        /** What YOLOv8 takes: 640 x 640 floats from 0 to 1. */
        public static final Input YOLO = new Input(
                640,
                640,
                Layout.NCHW,
                Element.FLOAT32,
                Colours.RGB,
                Fit.LETTERBOX,
                1.0 / 255,
                List.of(0.0, 0.0, 0.0),
                List.of(1.0, 1.0, 1.0));

        /** @throws IllegalArgumentException when a value is out of range, with a sentence that names it */
        public Input {
            mean = List.copyOf(mean);
            deviation = List.copyOf(deviation);
            if (Math.min(width, height) < LEAST_SIDE || Math.max(width, height) > MOST_SIDE) {
                throw new IllegalArgumentException(
                        "detector.input.width and height are 16 to 1280 pixels, not " + width + " and " + height);
            }
            if (!Double.isFinite(scale) || scale == 0) {
                throw new IllegalArgumentException(
                        "detector.input.scale is a number other than 0, such as 0.00392156862745098");
            }
            if (mean.size() != CHANNELS || !mean.stream().allMatch(Double::isFinite)) {
                throw new IllegalArgumentException("detector.input.mean is three numbers: for red, green and blue");
            }
            if (deviation.size() != CHANNELS
                    || !deviation.stream().allMatch(value -> Double.isFinite(value) && value != 0)) {
                throw new IllegalArgumentException(
                        "detector.input.deviation is three numbers other than 0: for red, green and blue");
            }
        }
    }

    /** How a model says what it saw. */
    public enum Head {
        /** One output of 1 x (4 + classes) x boxes: centre, width and height in pixels of the input, then a score for each class. */
        YOLO,
        /** The same as 1 x boxes x (4 + classes). */
        YOLO_TRANSPOSED,
        /** Boxes of 1 x boxes x 4 in shares of the input, scores and classes of 1 x boxes, and perhaps their number. */
        SSD
    }

    /** Order of the edges of a box. */
    public enum Edges {
        /** Top, left, bottom, right. */
        YXYX,
        /** Left, top, right, bottom. */
        XYXY
    }

    /**
     * How the answer of a model is read.
     *
     * @param head kind of the answer
     * @param edges order of the edges of a box, where the head is {@link Head#SSD}
     * @param names of the outputs: one for YOLO; boxes, scores, classes and perhaps number for SSD; empty to go by what they are called
     * @param firstClass number of the class that the first line of the labels names
     */
    public record Output(Head head, Edges edges, List<String> names, int firstClass) {

        /** What YOLOv8 says. */
        public static final Output YOLO = new Output(Head.YOLO, Edges.XYXY, List.of(), 0);

        private static final int MOST_NAMES = 4;

        /** @throws IllegalArgumentException when a value is out of range, with a sentence that names it */
        public Output {
            names = List.copyOf(names);
            boolean fitting = switch (head) {
                case YOLO, YOLO_TRANSPOSED -> names.size() <= 1;
                case SSD -> names.isEmpty() || (names.size() >= MOST_NAMES - 1 && names.size() <= MOST_NAMES);
            };
            if (!fitting) {
                throw new IllegalArgumentException(
                        "detector.output.names are those of boxes, scores, classes and perhaps number"
                                + " for the head \"ssd\", and one name for the others; or none");
            }
            if (firstClass < 0 || firstClass > 1) {
                throw new IllegalArgumentException("detector.output.firstClass is 0 or 1, not " + firstClass);
            }
        }
    }

    /** @throws IllegalArgumentException when a value is out of range, with a sentence that names it */
    public DetectorOptions {
        requireName("detector.model", model);
        if (labels != null) {
            requireName("detector.labels", labels);
        }
        if (!(score > 0 && score <= 1)) {
            throw new IllegalArgumentException("detector.score is above 0 and at most 1, not " + score);
        }
        if (!(overlap > 0 && overlap <= 1)) {
            throw new IllegalArgumentException("detector.overlap is above 0 and at most 1, not " + overlap);
        }
    }

    private static void requireName(String key, String name) {
        try {
            ModelFolder.requireName(name);
        } catch (BadInput invalid) {
            throw new IllegalArgumentException(key + ": " + invalid.getMessage(), invalid);
        }
    }
}
