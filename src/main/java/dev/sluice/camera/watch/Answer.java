package dev.sluice.camera.watch;

import dev.sluice.camera.watch.Candidates.Candidate;
import dev.sluice.camera.watch.DetectorOptions.Edges;
import dev.sluice.camera.watch.DetectorOptions.Output;
import dev.sluice.failure.BadInput;
import dev.sluice.inference.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads boxes out of what a model said. Boxes are in pixels of the input. Immutable, safe for threads. */
final class Answer {

    /** Boxes that an answer may have; YOLOv8 has 8400. */
    private static final int MOST_BOXES = 1 << 16;

    private static final int EDGES = 4;

    private final DetectorOptions options;

    /** How many classes there are; 0 when nobody says. */
    private final int classes;

    Answer(DetectorOptions options, int classes) {
        this.options = options;
        this.classes = classes;
    }

    /**
     * Offers every box with a sufficient score.
     *
     * @throws BadInput when the outputs are not as the options say, with what they are
     */
    void read(List<Tensor> said, Candidates candidates) {
        switch (options.output().head()) {
            case YOLO -> yolo(said, candidates, false);
            case YOLO_TRANSPOSED -> yolo(said, candidates, true);
            case SSD -> ssd(said, candidates);
        }
    }

    private void yolo(List<Tensor> said, Candidates candidates, boolean transposed) {
        if (said.size() != 1 || said.getFirst().shape().size() != 3) {
            throw notUnderstood(said, "one output of 1 x (4 + classes) x boxes is expected, or the other way round");
        }
        Tensor tensor = said.getFirst();
        int features = side(tensor, transposed ? 2 : 1);
        int boxes = side(tensor, transposed ? 1 : 2);
        if (side(tensor, 0) != 1
                || features <= EDGES
                || boxes > MOST_BOXES
                || (long) features * boxes != tensor.count()) {
            throw notUnderstood(said, "1 x (4 + classes) x boxes is expected, or the other way round");
        }
        if (classes != 0 && classes != features - EDGES) {
            throw notUnderstood(
                    said,
                    "there are " + classes + " labels, and " + (features - EDGES) + " classes in the output: is it "
                            + (transposed ? "yolo" : "yolo-transposed") + "?");
        }
        float[] score = new float[boxes];
        int[] type = new int[boxes];
        if (transposed) {
            bestInColumns(tensor, features, score, type);
        } else {
            bestInRows(tensor, features, score, type);
        }
        int step = transposed ? 1 : boxes;
        for (int box = 0; box < boxes; box++) {
            if (candidates.interested(score[box])) {
                int at = transposed ? box * features : box;
                candidates.offer(centred(type[box], score[box], tensor, at, step));
            }
        }
    }

    /** A row is one feature of all boxes. */
    private static void bestInRows(Tensor tensor, int features, float[] score, int[] type) {
        float[] row = new float[score.length];
        for (int feature = EDGES; feature < features; feature++) {
            tensor.copy(feature * row.length, row);
            for (int box = 0; box < row.length; box++) {
                if (row[box] > score[box]) {
                    score[box] = row[box];
                    type[box] = feature - EDGES;
                }
            }
        }
    }

    /** A row is all features of one box. */
    private static void bestInColumns(Tensor tensor, int features, float[] score, int[] type) {
        float[] row = new float[features];
        for (int box = 0; box < score.length; box++) {
            tensor.copy(box * features, row);
            for (int feature = EDGES; feature < features; feature++) {
                if (row[feature] > score[box]) {
                    score[box] = row[feature];
                    type[box] = feature - EDGES;
                }
            }
        }
    }

    private static Candidate centred(int type, double score, Tensor tensor, int at, int step) {
        double x = tensor.at(at);
        double y = tensor.at(at + step);
        double halfWidth = tensor.at(at + 2 * step) / 2;
        double halfHeight = tensor.at(at + 3 * step) / 2;
        return new Candidate(type, score, x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight);
    }

    private void ssd(List<Tensor> said, Candidates candidates) {
        Tensor boxes = output(said, 0, "box");
        Tensor scores = output(said, 1, "score");
        Tensor types = output(said, 2, "class", "label");
        int present = scores.count();
        if (boxes.count() != EDGES * present || types.count() != present || present > MOST_BOXES) {
            throw notUnderstood(said, "boxes of 1 x boxes x 4, scores and classes of 1 x boxes are expected");
        }
        int counted = present;
        Optional<Tensor> number = find(said, 3, "num", "count");
        if (number.isPresent() && number.get().count() == 1) {
            counted = (int) Math.clamp(number.get().at(0), 0, present);
        }
        for (int box = 0; box < counted; box++) {
            double score = scores.at(box);
            double type = types.at(box);
            if (candidates.interested(score) && type >= 0 && type <= Short.MAX_VALUE) {
                candidates.offer(edged((int) type, score, boxes, EDGES * box));
            }
        }
    }

    private Candidate edged(int type, double score, Tensor boxes, int at) {
        boolean upright = options.output().edges() == Edges.YXYX;
        double width = options.input().width();
        double height = options.input().height();
        double left = boxes.at(upright ? at + 1 : at) * width;
        double top = boxes.at(upright ? at : at + 1) * height;
        double right = boxes.at(upright ? at + 3 : at + 2) * width;
        double bottom = boxes.at(upright ? at + 2 : at + 3) * height;
        return new Candidate(type, score, left, top, right, bottom);
    }

    private Tensor output(List<Tensor> said, int place, String... words) {
        return find(said, place, words)
                .orElseThrow(() -> notUnderstood(
                        said,
                        "none is called " + String.join(" or ", words)
                                + ": name them in the order boxes, scores, classes, number"));
    }

    /** By its place among the names that were given, or by what it is called. */
    private Optional<Tensor> find(List<Tensor> said, int place, String... words) {
        Output output = options.output();
        if (!output.names().isEmpty()) {
            return place >= output.names().size()
                    ? Optional.empty()
                    : said.stream()
                            .filter(tensor ->
                                    tensor.name().equals(output.names().get(place)))
                            .findFirst();
        }
        for (String word : words) {
            for (Tensor tensor : said) {
                if (tensor.name().toLowerCase(Locale.ROOT).contains(word)) {
                    return Optional.of(tensor);
                }
            }
        }
        return Optional.empty();
    }

    /** -1 for a side that is none. */
    private static int side(Tensor tensor, int index) {
        long side = tensor.shape().get(index);
        return side < 0 || side > MOST_BOXES ? -1 : (int) side;
    }

    private BadInput notUnderstood(List<Tensor> said, String expected) {
        List<String> outputs = new ArrayList<>();
        said.forEach(tensor -> outputs.add(tensor.name() + " " + tensor.shape()));
        return new BadInput(
                BadInput.Kind.PARAMETER,
                "the outputs of the model '" + options.model() + "' are not understood: they are " + outputs + ", and "
                        + expected);
    }
}
