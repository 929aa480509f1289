import dev.sluice.governor.Governor;
import dev.sluice.governor.Purpose;
import dev.sluice.image.Anchor;
import dev.sluice.image.Colour;
import dev.sluice.image.Composition;
import dev.sluice.image.Cost;
import dev.sluice.image.CostModel;
import dev.sluice.image.Dither;
import dev.sluice.image.Effects;
import dev.sluice.image.EngineConfig;
import dev.sluice.image.Fit;
import dev.sluice.image.Gravity;
import dev.sluice.image.ImageEngine;
import dev.sluice.image.Overlay;
import dev.sluice.image.Plan;
import dev.sluice.image.Planner;
import dev.sluice.image.Probe;
import dev.sluice.image.Provision;
import dev.sluice.image.RenditionOptions;
import dev.sluice.image.Saving;
import dev.sluice.image.Sizing;
import dev.sluice.image.Trim;
import dev.sluice.image.Turn;
import dev.sluice.image.Way;
import dev.sluice.image.header.HeaderProbe;
import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.image.vips.VipsLocator;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.MediaType;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * CalibrationRow WAY THREADS TINY PICTURE FORMAT QUALITY WIDTH HEIGHT FIT: makes one rendition in this fresh process, by libvips ({@code engine}), by
 * frame by frame ({@code frames}), by a reader of our own ({@code rows}) or by one whose rows go to a file ({@code disk}), with one thread or two that compute pixels, and prints the bytes that
 * the cost model predicts, the anonymous bytes that it took at its peak beyond those before, its milliseconds, the milliseconds
 * predicted, and the size. TINY is made first, so that what is loaded once does not count. A quality of 0 is the default, a width
 * of 0 no frame; the fit {@code smart} is a cover with smart gravity. Beside the fits there are compositions: {@code with-} and
 * {@code blur-SIGMA}, {@code sharpen-SIGMA}, {@code pixelate-SIDE}, {@code extend}, {@code pad}, {@code turn}, {@code crop}, {@code mark},
 * {@code marks} (TINY's neighbour {@code mark.png}), and {@code trim}, which looks for borders and makes nothing.
 */
public final class CalibrationRow {
    private static final long LOOK_NANOS = 500_000;
    private final RandomAccessFile status = new RandomAccessFile("/proc/self/status", "r");
    private final byte[] text = new byte[4096];
    private volatile long peak;
    private volatile boolean done;

    private CalibrationRow() throws IOException {}

    public static void main(String[] arguments) throws Exception {
        new CalibrationRow().run(List.of(arguments));
    }

    private void run(List<String> arguments) throws Exception {
        String way = arguments.getFirst();
        int threads = Integer.parseInt(arguments.get(1));
        Path tiny = Path.of(arguments.get(2));
        Path picture = Path.of(arguments.get(3));
        RenditionOptions options = options(arguments.subList(2, arguments.size()));
        Path target = Files.createTempFile("calibration", ".out");
        VipsLibrary library = new VipsLibrary(new VipsLocator("", Path.of("")), false);
        try (ImageEngine engine = new ImageEngine(library, new EngineConfig("", false, EngineConfig.Truncated.REFUSE, 1_000), threads);
                Governor governor = new Governor(DataSize.ofMebibytes(1 << 20), 1)) {
            Planner planner = new Planner(engine.formats());
            render(engine, governor, planner, tiny, options, "engine", target);
            engine.trim();
            Probe probe = new HeaderProbe().read(picture);
            Plan plan = plan(planner, probe, options, way);
            CostModel costs = new CostModel();
            Cost cost = trims(options) ? costs.trimming(probe) : costs.cost(probe, plan);
            long predicted = cost.memory().bytes() + (threads > 1 ? costs.secondThread(probe, plan).bytes() : 0);
            System.gc();
            long before = anonymous();
            peak = before;
            Thread watcher = Thread.ofPlatform().start(this::watch);
            long begun = System.nanoTime();
            render(engine, governor, planner, picture, options, way, target);
            long millis = (System.nanoTime() - begun) / 1_000_000;
            done = true;
            watcher.join();
            System.out.println(predicted + " " + (peak - before) + " " + millis + " "
                    + cost.duration().toMillis() + " " + plan.size());
        } finally {
            Files.delete(target);
        }
    }

    private static RenditionOptions options(List<String> arguments) {
        int quality = Integer.parseInt(arguments.get(3));
        int width = Integer.parseInt(arguments.get(4));
        int height = Integer.parseInt(arguments.get(5));
        boolean smart = arguments.get(6).equals("smart");
        if (arguments.get(6).startsWith("with-")) {
            MediaType type = MediaType.named(arguments.get(2)).orElseThrow();
            Map<MediaType, Integer> qualities = quality == 0 ? Map.of() : Map.of(type, quality);
            String[] words = arguments.get(6).split("-");
            return RenditionOptions.composed(composition(words, width, height, Path.of(arguments.get(0))), effects(words), type, Colour.WHITE,
                    false, new Saving(qualities, DataSize.ZERO, false, false, 0));
        }
        return new RenditionOptions(
                width == 0 ? null : width,
                height == 0 ? null : height,
                smart ? Fit.COVER : Fit.valueOf(arguments.get(6).toUpperCase(Locale.ROOT)),
                smart ? Gravity.SMART : Gravity.CENTRE,
                true,
                MediaType.named(arguments.get(2)).orElseThrow(),
                quality == 0 ? null : quality,
                Dither.DIFFUSION,
                Colour.WHITE,
                false);
    }

    private static Composition composition(String[] words, int width, int height, Path tiny) {
        String word = words[1];
        Anchor centre = Anchor.Compass.CENTRE;
        Sizing sizing = new Sizing(Sizing.Mode.FIT, width, height, 0, 0, 1, 1, 1, true, 0);
        return new Composition(
                word.equals("trim") ? new Trim(10, null, false, false) : null,
                word.equals("crop") ? new Composition.Cut(0.5, 0.5, null) : Composition.Cut.NONE,
                sizing,
                new Turn(true, word.equals("turn") ? 1 : 0, false, false),
                centre,
                frame(word),
                false,
                word.startsWith("mark") ? overlay(tiny.resolveSibling("mark.png"), word.equals("marks")) : null);
    }

    private static Effects effects(String[] words) {
        double number = words.length > 2 ? Double.parseDouble(words[2]) : 0;
        String word = words[1];
        return new Effects(
                word.equals("blur") ? number : 0, word.equals("sharpen") ? number : 0, word.equals("pixelate") ? (int) number : 0);
    }

    private static Composition.Frame frame(String word) {
        return switch (word) {
            case "extend" -> new Composition.Frame(Anchor.Compass.CENTRE, null, 0, 0, 0, 0);
            case "pad" -> new Composition.Frame(null, null, 50, 50, 50, 50);
            default -> Composition.Frame.NONE;
        };
    }

    private static Overlay overlay(Path file, boolean repeated) {
        return new Overlay(file, new HeaderProbe().read(file), 0.5, Anchor.Compass.CENTRE, repeated, repeated ? 0.2 : 0.5);
    }

    private static boolean trims(RenditionOptions options) {
        Composition composition = options.composition();
        return composition != null && composition.trim() != null;
    }

    private static Plan plan(Planner planner, Probe probe, RenditionOptions options, String way) {
        return planner.plans(probe, options).stream()
                .filter(plan -> way.equals(name(plan.way())))
                .findFirst()
                .orElseThrow();
    }

    private static String name(Way way) {
        return switch (way) {
            case Way.Engine _ -> "engine";
            case Way.Frames _ -> "frames";
            case Way.Baseline _, Way.Rows _ -> "rows";
            case Way.RowsOnDisk _ -> "disk";
        };
    }

    /** As the server does it: small results in memory, large ones in a file. */
    private static void render(
            ImageEngine engine, Governor governor, Planner planner, Path picture, RenditionOptions options, String way, Path target) {
        Probe probe = new HeaderProbe().read(picture);
        Plan plan = plan(planner, probe, options, way);
        Deadline deadline = Deadline.after(Duration.ofMinutes(10), System::nanoTime);
        Cost cost = new CostModel().cost(probe, plan);
        Provision provision = Provision.ofTool(Path.of(System.getProperty("java.io.tmpdir")));
        try (var lease = governor.admit(cost.demand(Purpose.RENDER, "row", 1), deadline)) {
            if (trims(options)) {
                engine.trim(picture, probe, options.composition().trim(), lease, provision.watch(), deadline);
                return;
            }
            if (plan.pixels() > CostModel.MAX_PIXELS_IN_MEMORY) {
                engine.renderTo(target, picture, probe, plan, lease, provision, deadline);
            } else {
                engine.render(picture, probe, plan, lease, provision, deadline);
            }
        }
    }

    private void watch() {
        try {
            while (!done) {
                peak = Math.max(peak, anonymous());
                LockSupport.parkNanos(LOOK_NANOS);
            }
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    /** Anonymous resident bytes of this process: what the kernel cannot take back. */
    private long anonymous() throws IOException {
        status.seek(0);
        String all = new String(text, 0, status.read(text), StandardCharsets.ISO_8859_1);
        int at = all.indexOf("RssAnon:") + "RssAnon:".length();
        return Long.parseLong(all.substring(at, all.indexOf("kB", at)).strip()) << 10;
    }
}
