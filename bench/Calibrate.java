import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.image.vips.VipsLocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Calibrate FOLDER [WORD]: holds what the cost model predicts against what really happens, each rendition in a fresh process, and
 * prints the table. Exit 1 when a row takes more than predicted, or when half of them take less than a 1.4th of it. With WORD only
 * the rows that contain it. The pictures are drawn into FOLDER and stay there.
 */
public final class Calibrate {
    private static final double MOST_MEDIAN = 1.4;

    /** What is priced of pages that are not on the disk yet: no anonymous memory, which is what is measured. */
    private static final long UNWRITTEN = 4 << 20;

    private static final int[][] SIZES = {{1600, 1200}, {6000, 4000}};

    private static final List<String> SOURCES = List.of(
            "smooth.jpg", "grey.jpg", "cmyk.jpg", "p3.jpg", "turned.jpg", "progressive.jpg", "progressive-444.jpg",
            "smooth.png", "grey.png", "alpha.png", "deep.png", "deep-alpha.png", "palette.png", "interlaced.png",
            "interlaced-deep-alpha.png", "lossy.webp", "lossy-alpha.webp", "lossless.webp", "lossless-alpha.webp",
            "smooth.gif", "noise.gif", "smooth.avif", "444.avif", "alpha.avif", "deep.avif", "deep-444-alpha.avif",
            "plain.tif", "deflate.tif", "deep.tif", "tile.tif", "tile-large-deflate.tif", "tile-alpha.tif",
            "smooth.bmp", "alpha.bmp", "runs.bmp");

    /** Format, quality, width, height, fit. */
    private static final List<String> PLANS = List.of("jpeg 80 720 588 inside", "jpeg 80 1200 1000 inside", "jpeg 80 0 0 inside");

    private static final List<String> ENCODED = List.of("smooth.jpg", "noise.jpg", "smooth-alpha.png", "noise-alpha.png", "masked-alpha.png");

    private static final List<String> ENCODERS = List.of(
            "png 6 SIZE inside", "png 9 SIZE inside", "webp 75 SIZE inside", "webp 100 SIZE inside", "avif 50 SIZE inside",
            "avif 95 SIZE inside", "gif 0 SIZE inside", "tiff 0 SIZE inside", "bmp 0 SIZE inside", "rgb565 0 SIZE inside",
            "grey4 0 SIZE inside", "jpeg 95 SIZE inside");

    private static final List<String> TARGETS = List.of("320 240", "1280 800", "2000 2000", "0 0");

    private static final List<String> SHAPES = List.of(
            "smooth.jpg jpeg 80 800 480 smart", "smooth.jpg jpeg 80 800 480 cover", "smooth.jpg rgb565 0 800 480 contain",
            "smooth.jpg jpeg 80 1000 5 fill", "smooth.jpg jpeg 80 3000 200 fill", "smooth.jpg jpeg 80 200 3000 fill",
            "alpha.png png 6 3000 1500 contain", "alpha.png png 6 900 1500 smart", "turned.jpg png 6 1600 1200 inside",
            "turned.jpg jpeg 80 0 0 inside", "turned.jpg webp 75 2000 2000 smart", "progressive.jpg avif 50 800 480 smart",
            "smooth.jpg jpeg 80 9000 8000 inside", "alpha.png png 1 9000 7000 inside", "deep.png jpeg 80 9000 7000 inside");

    private static final Map<String, String> WAYS = Map.of("engine", "", "rows", " by rows", "disk", " by rows on disk", "frames", " by frames");
    /** What a picture is composed of. */
    private static final List<String> COMPOSED = List.of(
            "smooth.jpg jpeg 80 720 588 with-blur-5", "smooth.jpg jpeg 80 720 588 with-blur-100", "smooth.jpg jpeg 80 2000 1500 with-blur-20",
            "smooth.jpg jpeg 80 300 200 with-blur-500", "alpha.png png 1 1200 1000 with-blur-20", "grey.jpg jpeg 80 1200 1000 with-blur-20", "smooth.jpg jpeg 80 720 588 with-sharpen-1",
            "smooth.jpg jpeg 80 2000 1500 with-sharpen-3", "alpha.png png 1 1200 1000 with-sharpen-2", "smooth.jpg jpeg 80 720 588 with-pixelate-40",
            "alpha.png png 1 2000 1500 with-pixelate-200", "smooth.jpg jpeg 80 720 500 with-extend", "smooth.jpg png 1 720 900 with-extend",
            "smooth.jpg webp 75 1200 1200 with-extend", "smooth.jpg webp 90 2000 2000 with-extend", "smooth.jpg avif 50 800 800 with-extend", "smooth.jpg png 1 2000 1500 with-pad",
            "alpha.png png 1 1200 1000 with-extend", "smooth.jpg jpeg 80 720 588 with-turn", "turned.jpg jpeg 80 1200 1000 with-turn",
            "smooth.jpg jpeg 80 0 0 with-turn", "smooth.jpg jpeg 80 720 588 with-crop", "progressive.jpg jpeg 80 720 588 with-crop",
            "smooth.jpg jpeg 80 720 588 with-mark", "smooth.jpg jpeg 80 0 0 with-mark", "alpha.png png 1 1200 1000 with-mark",
            "grey.jpg jpeg 80 1200 1000 with-mark", "smooth.jpg jpeg 80 1200 1000 with-marks", "smooth.jpg jpeg 80 0 0 with-trim",
            "smooth.png jpeg 80 0 0 with-trim", "alpha.png jpeg 80 0 0 with-trim", "smooth.avif jpeg 80 0 0 with-trim", "cmyk.jpg jpeg 80 0 0 with-trim",
            "deep.png jpeg 80 0 0 with-trim", "lossy.webp jpeg 80 0 0 with-trim", "smooth.gif jpeg 80 0 0 with-trim");

    private static final int[][] MOVING_SIZES = {{400, 300}, {1200, 900}};

    private static final List<String> MOVING = List.of("moving.gif", "moving-noise.gif", "moving-alpha.gif", "moving.webp", "moving-noise.webp",
            "moving-lossless.webp", "moving-noise-alpha.webp");

    /** Of animations. */
    private static final List<String> MOVED = List.of("gif 0 0 0 inside", "gif 0 300 200 cover", "webp 75 0 0 inside", "webp 75 300 200 cover",
            "webp 100 0 0 inside", "gif 0 600 0 inside", "webp 75 600 0 inside", "gif 0 300 300 with-extend", "gif 0 600 600 with-turn",
            "webp 75 300 300 with-blur-5", "webp 75 600 600 with-mark", "webp 90 600 600 with-extend");

    private final CalibrationPictures pictures;
    private final Path tiny;
    private final String word;
    private final List<Double> ratios = new ArrayList<>();
    private int short_;

    private Calibrate(CalibrationPictures pictures, String word) throws IOException {
        this.pictures = pictures;
        this.word = word;
        this.tiny = pictures.get("tiny.jpg", 16, 16);
        Files.copy(pictures.get("alpha.png", 800, 600), tiny.resolveSibling("mark.png"), StandardCopyOption.REPLACE_EXISTING);
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        VipsLibrary library = new VipsLibrary(new VipsLocator("", Path.of("")), false);
        String word = arguments.length > 1 ? arguments[1] : "";
        System.exit(new Calibrate(new CalibrationPictures(library, folder), word).run() ? 0 : 1);
    }

    private boolean run() throws Exception {
        System.out.println("| Source | Result | Predicted MB | Measured MB | Ratio | Seconds | At most |");
        System.out.println("|---|---|---|---|---|---|---|");
        for (int[] size : SIZES) {
            for (String source : SOURCES) {
                for (String plan : PLANS) {
                    row(source, size, plan);
                    row("engine", 2, source, size, plan);
                }
            }
            for (String shape : SHAPES) {
                int space = shape.indexOf(' ');
                row(shape.substring(0, space), size, shape.substring(space + 1));
            }
            for (String composed : COMPOSED) {
                int space = composed.indexOf(' ');
                row("engine", 1, composed.substring(0, space), size, composed.substring(space + 1));
                row("engine", 2, composed.substring(0, space), size, composed.substring(space + 1));
            }
        }
        for (int[] size : MOVING_SIZES) {
            for (String source : MOVING) {
                for (String plan : MOVED) {
                    row("frames", 1, source, size, plan);
                }
            }
        }
        for (String source : ENCODED) {
            for (String encoder : ENCODERS) {
                for (String target : TARGETS) {
                    row(source, new int[] {4000, 3000}, encoder.replace("SIZE", target));
                }
            }
        }
        double[] sorted = ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            System.out.println("no row contains '" + word + "'");
            return false;
        }
        double median = sorted[sorted.length / 2];
        System.out.printf(Locale.ROOT, "%n%d rows, %d under-predicted; predicted over measured: least %.2f, median %.2f, most %.2f%n",
                sorted.length, short_, sorted[0], median, sorted[sorted.length - 1]);
        return short_ == 0 && median <= MOST_MEDIAN;
    }

    private void row(String kind, int[] size, String plan) throws Exception {
        row("engine", 1, kind, size, plan);
        if (kind.endsWith(".bmp") || kind.contains("progressive") || kind.contains("interlaced") || kind.contains("lossless")) {
            row("rows", 1, kind, size, plan);
        }
        if ((kind.contains("interlaced") || kind.contains("lossless")) && size[0] == 6000 && !plan.contains("720")) {
            row("disk", 1, kind, size, plan);
        }
    }

    private void row(String way, int threads, String kind, int[] size, String plan) throws Exception {
        String name = size[0] + "x" + size[1] + " " + kind + WAYS.get(way) + (threads > 1 ? " by two threads" : "");
        if (!(name + " " + plan).contains(word) || (way.equals("engine") && kind.endsWith(".bmp"))) {
            return;
        }
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(), "-Xms24m", "-Xmx24m", "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), "CalibrationRow", way, Integer.toString(threads), tiny.toString(),
                pictures.get(kind, size[0], size[1]).toString()));
        command.addAll(Arrays.asList(plan.split(" ")));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        String answer = new String(process.getInputStream().readAllBytes()).strip();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("no rendition of " + name + " " + plan);
        }
        String[] said = answer.split(" ");
        long predicted = Long.parseLong(said[0]) - (way.equals("disk") ? UNWRITTEN : 0);
        long measured = Math.max(1, Long.parseLong(said[1]));
        ratios.add((double) predicted / measured);
        short_ += predicted < measured ? 1 : 0;
        System.out.printf(Locale.ROOT, "| %s | %s (%s) | %.1f | %.1f | %s%.2f | %.2f | %.1f |%n", name, plan, said[4],
                predicted / 1e6, measured / 1e6, predicted < measured ? "**UNDER** " : "", (double) predicted / measured,
                Long.parseLong(said[2]) / 1e3, Long.parseLong(said[3]) / 1e3);
    }
}
