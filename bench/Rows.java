import com.sun.management.ThreadMXBean;
import dev.sluice.governor.Governor;
import dev.sluice.governor.Lease;
import dev.sluice.governor.Purpose;
import dev.sluice.image.Colour;
import dev.sluice.image.Cost;
import dev.sluice.image.CostModel;
import dev.sluice.image.Dither;
import dev.sluice.image.EngineConfig;
import dev.sluice.image.Fit;
import dev.sluice.image.Gravity;
import dev.sluice.image.ImageEngine;
import dev.sluice.image.Kept;
import dev.sluice.image.Layout;
import dev.sluice.image.Plan;
import dev.sluice.image.Planner;
import dev.sluice.image.Probe;
import dev.sluice.image.Provision;
import dev.sluice.image.RenditionOptions;
import dev.sluice.image.Way;
import dev.sluice.image.header.HeaderProbe;
import dev.sluice.image.rows.RowReader;
import dev.sluice.image.rows.bmp.BmpRows;
import dev.sluice.image.rows.jpeg.ProgressiveJpeg;
import dev.sluice.image.rows.png.PngRows;
import dev.sluice.image.rows.webp.LosslessWebp;
import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.image.vips.VipsLocator;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.MediaType;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Rows FOLDER: two tables of the readers of our own. How fast they are, warm, on one thread, and what they take; and how far what they make
 * is from what libvips makes of the whole picture. Exit 1 when a reader takes more heap than its price, or when a picture differs by
 * more than 1 of 255 in the mean or 8 at most. libvips reads no BMP. The pictures are drawn into FOLDER and stay there.
 *
 * <p>Rows FOLDER KIND WIDTH HEIGHT: only draws a picture and says where it is.
 */
public final class Rows {
    private static final int WARM = 2;
    private static final int MEASURED = 3;
    private static final long SLACK = 256 << 10;
    private static final int[] SIZE = {6000, 4000};
    private static final List<String> SOURCES = List.of(
            "progressive.jpg", "progressive-444.jpg", "noise-progressive.jpg", "interlaced.png", "noise-interlaced.png",
            "interlaced-alpha.png", "interlaced-deep-alpha.png", "lossless.webp", "noise-lossless.webp", "lossless-alpha.webp",
            "smooth.bmp", "alpha.bmp", "runs.bmp");
    private static final int[][] TARGETS = {{320, 240}, {720, 588}, {1920, 1080}, {999, 777}};

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final CalibrationPictures pictures;
    private final ImageEngine engine;
    private final Governor governor = new Governor(DataSize.ofMebibytes(1 << 20), 1);
    private boolean good = true;

    private Rows(VipsLibrary library, Path folder) {
        pictures = new CalibrationPictures(library, folder);
        engine = new ImageEngine(library, new EngineConfig("", false, EngineConfig.Truncated.REFUSE, 1_000), 2);
    }

    public static void main(String[] arguments) throws Exception {
        VipsLibrary library = new VipsLibrary(new VipsLocator("", Path.of("")), false);
        Rows rows = new Rows(library, Files.createDirectories(Path.of(arguments[0])));
        if (arguments.length > 1) {
            System.out.println(rows.pictures.get(arguments[1], Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3])));
            System.exit(0);
        }
        rows.speeds();
        rows.differences();
        System.exit(rows.good ? 0 : 1);
    }

    private void speeds() throws IOException {
        System.out.println("| Source, " + SIZE[0] + "x" + SIZE[1] + " | Megapixels a second of processor time | Times jpegtran's user time | Heap priced, KiB | Heap taken, KiB |");
        System.out.println("|---|---|---|---|---|");
        for (String source : SOURCES) {
            Path file = pictures.get(source, SIZE[0], SIZE[1]);
            Probe probe = new HeaderProbe().read(file);
            for (int run = 0; run < WARM; run++) {
                read(file, probe);
            }
            long best = Long.MAX_VALUE;
            long taken = 0;
            for (int run = 0; run < MEASURED; run++) {
                long allocated = threads.getCurrentThreadAllocatedBytes();
                long begun = threads.getCurrentThreadCpuTime();
                read(file, probe);
                best = Math.min(best, threads.getCurrentThreadCpuTime() - begun);
                taken = threads.getCurrentThreadAllocatedBytes() - allocated;
            }
            long price = price(probe);
            good &= taken <= price + SLACK;
            System.out.printf(Locale.ROOT, "| %s | %.0f | %s | %d | %s%d |%n", source, probe.size().pixels() * 1e3 / best,
                    probe.type() == MediaType.JPEG ? jpegtran(file, best) : "", price >> 10,
                    taken <= price + SLACK ? "" : "**OVER** ", taken >> 10);
        }
        System.out.println();
    }

    private static void read(Path file, Probe probe) throws IOException {
        if (probe.type() == MediaType.JPEG) {
            try (ProgressiveJpeg picture = ProgressiveJpeg.open(file, false, more -> {})) {
                picture.toBaseline(Channels.newChannel(OutputStream.nullOutputStream()), () -> {});
            }
            return;
        }
        try (RowReader reader =
                switch (probe.type()) {
                    case PNG -> PngRows.open(file, 4, more -> {});
                    case BMP -> BmpRows.open(file, 4);
                    default -> LosslessWebp.open(file, 4, more -> {});
                }) {
            reader.read((pixels, bytes) -> {}, () -> {});
        }
    }

    /** The least of three runs of jpegtran, which reads and writes as our reader does, if it is there. */
    private static String jpegtran(Path file, long nanos) throws IOException {
        double least = Double.MAX_VALUE;
        for (int run = 0; run < MEASURED; run++) {
            Process process = new ProcessBuilder("bash", "-c", "TIMEFORMAT=%U; time jpegtran -outfile /dev/null \"$0\"", file.toString())
                    .redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes()).strip();
            if (!said.matches("[0-9.]+")) {
                return "no jpegtran here";
            }
            least = Math.min(least, Double.parseDouble(said));
        }
        return String.format(Locale.ROOT, "%.2f", nanos / 1e9 / least);
    }

    private static long price(Probe probe) {
        return switch (probe.layout()) {
            case Layout.Jpeg jpeg -> ProgressiveJpeg.heap(probe.size(), probe.channels(), jpeg.subsampling());
            case Layout.Png png ->
                PngRows.heap(probe.size(), probe.channels(), probe.bitsPerChannel(), png.interlaced(), 4);
            case Layout.Bmp bmp -> BmpRows.heap(probe.size(), probe.alpha(), bmp.compression() == 1, 4);
            default -> LosslessWebp.heap(probe.size(), probe.alpha(), 4);
        };
    }

    private void differences() throws IOException {
        System.out.println("| Source | Result | Way | Mean difference | Largest |");
        System.out.println("|---|---|---|---|---|");
        for (String source : SOURCES) {
            Path file = pictures.get(source, SIZE[0], SIZE[1]);
            Probe probe = new HeaderProbe().read(file);
            if (probe.type() == MediaType.BMP) {
                continue;
            }
            for (int[] target : TARGETS) {
                difference(source, file, probe, target);
            }
        }
    }

    private void difference(String source, Path file, Probe probe, int[] target) throws IOException {
        RenditionOptions options = new RenditionOptions(target[0], target[1], Fit.INSIDE, Gravity.CENTRE, true, MediaType.BMP, null,
                Dither.NONE, Colour.WHITE, false);
        List<Plan> plans = new Planner(engine.formats()).plans(probe, options);
        Plan rows = plans.stream().filter(plan -> !(plan.way() instanceof Way.Engine)).findFirst().orElseThrow();
        Way whole = new Way.Engine(probe.type() == MediaType.JPEG ? rows.way().shrink() : 1, 0);
        byte[] expected = render(file, probe, new Plan(whole, rows.operations(), rows.size(), rows.output(), Kept.NOTHING));
        for (Plan plan : plans) {
            if (!(plan.way() instanceof Way.Engine) && plan.asGoodAs(rows)) {
                compare(source, plan, expected, render(file, probe, plan));
            }
        }
    }

    private void compare(String source, Plan plan, byte[] expected, byte[] made) {
        long sum = 0;
        int most = 0;
        for (int at = 0; at < made.length; at++) {
            int difference = Math.abs((made[at] & 0xff) - (expected[at] & 0xff));
            sum += difference;
            most = Math.max(most, difference);
        }
        double mean = (double) sum / made.length;
        boolean alike = mean <= 1 && most <= 8;
        good &= alike;
        System.out.printf(Locale.ROOT, "| %s | %s | %s | %s%.3f | %d |%n", source, plan.size(), plan.way(), alike ? "" : "**DIFFERS** ", mean, most);
    }

    private byte[] render(Path file, Probe probe, Plan plan) {
        Deadline deadline = Deadline.after(Duration.ofMinutes(10), System::nanoTime);
        Cost cost = new CostModel().cost(probe, plan);
        Provision provision = Provision.ofTool(Path.of(System.getProperty("java.io.tmpdir")));
        try (Lease lease = governor.admit(cost.demand(Purpose.RENDER, "rows", 1), deadline)) {
            return engine.render(file, probe, plan, lease, provision, deadline).segment().toArray(ValueLayout.JAVA_BYTE);
        }
    }
}
