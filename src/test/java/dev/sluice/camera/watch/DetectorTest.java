package dev.sluice.camera.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.camera.watch.DetectorOptions.Colours;
import dev.sluice.camera.watch.DetectorOptions.Edges;
import dev.sluice.camera.watch.DetectorOptions.Element;
import dev.sluice.camera.watch.DetectorOptions.Fit;
import dev.sluice.camera.watch.DetectorOptions.Head;
import dev.sluice.camera.watch.DetectorOptions.Input;
import dev.sluice.camera.watch.DetectorOptions.Layout;
import dev.sluice.camera.watch.DetectorOptions.Output;
import dev.sluice.camera.watch.PublishOptions.Content;
import dev.sluice.camera.watch.PublishOptions.Occasion;
import dev.sluice.camera.watch.Sighting.Detection;
import dev.sluice.image.Area;
import dev.sluice.store.Picture;
import dev.sluice.support.OnnxModel;
import dev.sluice.support.Pictures;
import dev.sluice.units.DataSize;
import dev.sluice.units.PixelSize;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With models that see red, green and blue quarters of their input. */
class DetectorTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int SIDE = 64;

    @TempDir
    Path folder;

    private WatchFixture camera;

    @BeforeEach
    void open() {
        camera = new WatchFixture(folder, DataSize.ofMebibytes(128));
        camera.model("yolo.onnx", OnnxModel.yolo(SIDE, false, false));
        camera.model("turned.onnx", OnnxModel.yolo(SIDE, true, true));
        camera.model("ssd.onnx", OnnxModel.ssd(SIDE, 3));
        camera.model("colours.txt", "red\ngreen\nblue\n".getBytes(StandardCharsets.UTF_8));
    }

    @AfterEach
    void nothingIsHeldInTheEnd() {
        camera.close();
        assertThat(camera.spool.owned()).isZero();
    }

    private static Input input(Layout layout, Element element, Colours colours, Fit fit) {
        return new Input(
                SIDE, SIDE, layout, element, colours, fit, 1.0 / 255, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));
    }

    private static DetectorOptions options(String model, Input input, Output output, @Nullable String labels) {
        return new DetectorOptions(model, labels, input, output, 0.4, DetectorOptions.USUAL_OVERLAP, false);
    }

    private static DetectorOptions yolo(String model, Head head, Colours colours, Fit fit) {
        Input input = input(Layout.NCHW, Element.FLOAT32, colours, fit);
        return options(model, input, new Output(head, Edges.XYXY, List.of(), 0), "colours.txt");
    }

    private static DetectorOptions ssd(List<String> names) {
        Input input = input(Layout.NHWC, Element.UINT8, Colours.RGB, Fit.STRETCH);
        return options("ssd.onnx", input, new Output(Head.SSD, Edges.YXYX, names, 1), "colours.txt");
    }

    private static WatchOptions only(DetectorOptions detector) {
        return new WatchOptions(1, null, detector, null);
    }

    /** Black, but for quarters of these colours; null leaves one black. */
    private static byte[] quarters(@Nullable Color... colours) {
        BufferedImage image =
                new BufferedImage(WatchFixture.SIZE.width(), WatchFixture.SIZE.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                Color colour = colours[(y < image.getHeight() / 2 ? 0 : 2) + (x < image.getWidth() / 2 ? 0 : 1)];
                image.setRGB(x, y, colour == null ? 0 : colour.getRGB());
            }
        }
        return WatchFixture.jpeg(image);
    }

    private List<Detection> seen(DetectorOptions options, byte[] picture) {
        try (Watcher watcher = camera.watcher(only(options))) {
            camera.show(watcher, picture, SECOND);
            assertThat(watcher.status().lastFailure()).isNull();
        }
        return camera.sightings.isEmpty()
                ? List.of()
                : camera.sightings.removeFirst().detections();
    }

    private static void assertSeen(Detection detection, String label, int left, int top, int right, int bottom) {
        assertThat(detection.label()).isEqualTo(label);
        assertThat(detection.score()).isBetween(0.4, 1.01);
        Area box = detection.box();
        assertThat(List.of(
                        box.left(),
                        box.top(),
                        box.left() + box.size().width(),
                        box.top() + box.size().height()))
                .containsExactly(left, top, right, bottom);
    }

    @Test
    void aModelLikeYoloSeesWhatIsThereInPixelsOfTheFrame() {
        List<Detection> seen = seen(
                yolo("yolo.onnx", Head.YOLO, Colours.RGB, Fit.STRETCH),
                quarters(null, Color.RED, new Color(0, 0, 190), null));
        assertThat(seen).hasSize(2);
        assertSeen(seen.getFirst(), "red", 320, 0, 640, 180);
        assertSeen(seen.getLast(), "blue", 0, 180, 320, 360);
        assertThat(seen.getFirst().score()).isGreaterThan(seen.getLast().score());
    }

    @Test
    void theTransposedAnswerOfAnyNumberOfBoxesIsReadTheSameWay() {
        List<Detection> seen = seen(
                yolo("turned.onnx", Head.YOLO_TRANSPOSED, Colours.RGB, Fit.STRETCH),
                quarters(Color.GREEN, null, null, null));
        assertThat(seen).hasSize(1);
        assertSeen(seen.getFirst(), "green", 0, 0, 320, 180);
    }

    @Test
    void coloursInTheOtherOrderAreGivenInTheOtherOrder() {
        List<Detection> seen =
                seen(yolo("yolo.onnx", Head.YOLO, Colours.BGR, Fit.STRETCH), quarters(Color.RED, null, null, null));
        assertThat(seen).hasSize(1);
        assertThat(seen.getFirst().label()).isEqualTo("blue");
    }

    @Test
    void aLetterboxedFrameStandsInTheMiddleAndItsBoxesAreTakenBack() {
        // 64 x 36 in 64 x 64: the upper quarters begin in the bar, and of the lower ones a bar is the rest.
        List<Detection> seen =
                seen(yolo("yolo.onnx", Head.YOLO, Colours.RGB, Fit.LETTERBOX), quarters(null, Color.RED, null, null));
        assertThat(seen).hasSize(1);
        assertSeen(seen.getFirst(), "red", 320, 0, 640, 180);
        assertThat(seen.getFirst().score()).isBetween(0.5, 0.6);
    }

    @Test
    void aModelLikeSsdSeesWhatIsThereAndWhatItDoesNotCountIsNot() {
        byte[] picture = quarters(Color.RED, null, new Color(190, 0, 0), Color.RED);
        for (List<String> names : List.of(
                List.<String>of(),
                List.of("detection_boxes", "detection_scores", "detection_classes", "num_detections"))) {
            List<Detection> seen = seen(ssd(names), picture);
            assertThat(seen).hasSize(2);
            assertSeen(seen.getFirst(), "red", 0, 0, 320, 180);
            assertSeen(seen.getLast(), "red", 0, 180, 320, 360);
        }
        assertThat(seen(ssd(List.of("detection_boxes", "detection_scores", "detection_classes")), picture))
                .hasSize(3);
    }

    @Test
    void answersThatAreNotUnderstoodAndMissingFilesAreSaidInWords() {
        failure(yolo("yolo.onnx", Head.YOLO_TRANSPOSED, Colours.RGB, Fit.STRETCH), "are not understood");
        failure(yolo("none.onnx", Head.YOLO, Colours.RGB, Fit.STRETCH), "there is no model 'none.onnx'");
        Output head = new Output(Head.YOLO, Edges.XYXY, List.of(), 0);
        Input floats = input(Layout.NCHW, Element.FLOAT32, Colours.RGB, Fit.STRETCH);
        failure(options("yolo.onnx", floats, head, "none.txt"), "there is no file of labels 'none.txt'");
        camera.model("two.txt", "red\ngreen\n".getBytes(StandardCharsets.UTF_8));
        failure(options("yolo.onnx", floats, head, "two.txt"), "there are 2 labels, and 3 classes in the output");
        camera.model("long.txt", "x".repeat(65).getBytes(StandardCharsets.UTF_8));
        failure(options("yolo.onnx", floats, head, "long.txt"), "a line is longer than 64 characters");
        Output ssd = new Output(Head.SSD, Edges.YXYX, List.of(), 0);
        failure(options("yolo.onnx", floats, ssd, null), "none is called box");
    }

    private void failure(DetectorOptions options, String text) {
        try (Watcher watcher = camera.watcher(only(options))) {
            camera.show(watcher, quarters(Color.RED, null, null, null), SECOND);
            assertThat(watcher.status().failed()).isEqualTo(1);
            assertThat(watcher.status().lastFailure()).contains(text).doesNotContain(folder.toString());
        }
    }

    @Test
    void aDetectorForMotionIsAskedOnlyWhenSomethingMoves() {
        DetectorOptions always = yolo("yolo.onnx", Head.YOLO, Colours.RGB, Fit.STRETCH);
        DetectorOptions moved =
                new DetectorOptions(always.model(), always.labels(), always.input(), always.output(), 0.3, 0.45, true);
        try (Watcher watcher = camera.watcher(new WatchOptions(1, MotionOptions.DEFAULT, moved, null))) {
            byte[] empty = quarters(null, null, null, null);
            for (int i = 0; i < 5; i++) {
                camera.show(watcher, empty, SECOND);
            }
            assertThat(camera.loaded.putAwayIdle()).isZero();
            camera.show(watcher, quarters(Color.RED, null, null, null), SECOND);
            assertThat(camera.sightings).hasSize(1);
            assertThat(camera.sightings.getFirst().at()).isEqualTo(camera.clock.instant());
            assertThat(watcher.status().detections()).isEqualTo(1);
        }
    }

    @Test
    void theBestDetectionIsCutOutAndShownNotMoreOftenThanWanted() throws IOException {
        PublishOptions publish =
                new PublishOptions("door", Content.DETECTION, Occasion.DETECTION, Duration.ofSeconds(5), 0);
        WatchOptions options =
                new WatchOptions(1, null, yolo("yolo.onnx", Head.YOLO, Colours.RGB, Fit.STRETCH), publish);
        try (Watcher watcher = camera.watcher(options)) {
            camera.show(watcher, quarters(null, null, null, null), SECOND);
            assertThat(camera.channels.find("door")).isEmpty();
            for (int i = 0; i < 12; i++) {
                camera.show(watcher, quarters(null, new Color(255, i, 0), null, null), SECOND);
            }
            assertThat(watcher.status().lastFailure()).isNull();
            assertThat(watcher.status().published()).isEqualTo(3);
        }
        Picture shown = shown("door");
        assertThat(shown.facts().size()).isEqualTo(new PixelSize(320, 180));
        BufferedImage cut = Pictures.decode(Files.readAllBytes(camera.pictures.path(shown)));
        Color middle = new Color(cut.getRGB(160, 90));
        assertThat(middle.getRed()).isGreaterThan(230);
        assertThat(middle.getGreen()).isBetween(4, 24);
        assertThat(camera.pictures.page(null, 10).pictures()).hasSize(1);
    }

    private Picture shown(String channel) {
        return camera.channels
                .picture(camera.channels.find(channel).orElseThrow())
                .orElseThrow();
    }

    @Test
    void wholeFramesTakeThePlaceOfEachOtherAndOfNoUpload() throws IOException {
        PublishOptions publish = new PublishOptions("yard", Content.FRAME, Occasion.ALWAYS, SECOND, 0);
        try (Watcher watcher = camera.watcher(new WatchOptions(1, null, null, publish))) {
            for (int i = 0; i < 5; i++) {
                camera.show(watcher, WatchFixture.still(i), SECOND);
            }
            assertThat(watcher.status().published()).isEqualTo(5);
        }
        assertThat(camera.pictures.page(null, 10).pictures()).hasSize(1);
        Picture shown = shown("yard");
        assertThat(shown.facts().size()).isEqualTo(WatchFixture.SIZE);
        assertThat(Pictures.distance(
                        Pictures.decode(Files.readAllBytes(camera.pictures.path(shown))), WatchFixture.yard(4, 1)))
                .isLessThan(2);
        camera.channels.show("kept", shown.id());
        try (Watcher watcher = camera.watcher(new WatchOptions(1, null, null, publish))) {
            camera.show(watcher, WatchFixture.still(9), SECOND);
        }
        assertThat(camera.pictures.page(null, 10).pictures()).hasSize(2);
    }

    @Test
    void boxesOfTheSameThingAreOneAndNonsenseIsNone() {
        Candidates candidates = new Candidates(0.3);
        candidates.offer(new Candidates.Candidate(0, 0.9, 10, 10, 50, 50));
        candidates.offer(new Candidates.Candidate(0, 0.8, 12, 12, 52, 52));
        candidates.offer(new Candidates.Candidate(1, 0.7, 12, 12, 52, 52));
        candidates.offer(new Candidates.Candidate(0, 0.6, 100, 10, 140, 50));
        candidates.offer(new Candidates.Candidate(0, 0.2, 200, 10, 240, 50));
        candidates.offer(new Candidates.Candidate(0, Double.NaN, 300, 10, 340, 50));
        candidates.offer(new Candidates.Candidate(0, 0.9, Double.NaN, 10, 340, 50));
        candidates.offer(new Candidates.Candidate(0, 0.9, Double.NEGATIVE_INFINITY, 10, Double.POSITIVE_INFINITY, 50));
        candidates.offer(new Candidates.Candidate(0, 0.9, 340, 10, 300, 50));
        assertThat(candidates.distinct(0.45))
                .extracting(Candidates.Candidate::score)
                .containsExactly(0.9, 0.7, 0.6);
        Candidates many = new Candidates(0.1);
        for (int i = 0; i < 100_000; i++) {
            many.offer(new Candidates.Candidate(0, 0.1 + i / 200_000.0, i * 10, 0, i * 10 + 5, 5));
        }
        List<Candidates.Candidate> left = many.distinct(0.45);
        assertThat(left).hasSize(100);
        assertThat(left.getFirst().score()).isEqualTo(0.1 + 99_999 / 200_000.0);
    }

    @Test
    void optionsThatDoNotGoTogetherAreRefusedByName() {
        DetectorOptions detector = yolo("yolo.onnx", Head.YOLO, Colours.RGB, Fit.STRETCH);
        refused(() -> new WatchOptions(0, null, null, null), "rate is a number");
        refused(() -> new WatchOptions(1, null, onMotion(detector), null), "detector.onMotion needs motion");
        refused(
                () -> new WatchOptions(
                        1, null, null, new PublishOptions("a", Content.FRAME, Occasion.DETECTION, SECOND, 0)),
                "needs a detector");
        refused(() -> new PublishOptions("A B", Content.FRAME, Occasion.ALWAYS, SECOND, 0), "publish.channel");
        refused(() -> new PublishOptions("a", Content.DETECTION, Occasion.ALWAYS, SECOND, 0), "publish.when");
        refused(() -> new PublishOptions("a", Content.FRAME, Occasion.ALWAYS, SECOND, 3), "publish.margin");
        refused(
                () -> new PublishOptions("a", Content.FRAME, Occasion.ALWAYS, Duration.ofMillis(1), 0),
                "publish.interval");
        refused(() -> new Output(Head.SSD, Edges.YXYX, List.of("a"), 0), "detector.output.names");
        refused(
                () -> new DetectorOptions("a", null, detector.input(), detector.output(), 0, 0.45, false),
                "detector.score");
        refused(
                () -> new DetectorOptions("../a", null, detector.input(), detector.output(), 0.4, 0.45, false),
                "detector.model");
    }

    private static DetectorOptions onMotion(DetectorOptions options) {
        return new DetectorOptions(
                options.model(), options.labels(), options.input(), options.output(), 0.4, 0.45, true);
    }

    private static void refused(Runnable making, String text) {
        assertThatThrownBy(making::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }
}
