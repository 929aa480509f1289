package dev.sluice.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.image.Layout.CodingProcess;
import dev.sluice.units.DataSize;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CostModelTest {

    private static final PixelSize LARGE = new PixelSize(8000, 6000);
    private static final PixelSize DISPLAY = new PixelSize(720, 540);
    private static final Output JPEG = new Output.Jpeg(80);

    private final CostModel model = new CostModel();

    private static Probe probe(MediaType type, PixelSize size, int channels, int orientation, Layout layout) {
        return new Probe(
                type,
                size,
                channels,
                8,
                channels == 4,
                1,
                orientation,
                false,
                DataSize.ZERO,
                DataSize.ofMebibytes(1),
                layout);
    }

    private static Probe jpeg(CodingProcess process) {
        return probe(
                MediaType.JPEG,
                LARGE,
                3,
                1,
                new Layout.Jpeg(process, ChromaSubsampling.YUV420, LARGE.pixels() * 3 / 2, false));
    }

    private static Probe png(PixelSize size, int channels, boolean interlaced) {
        return probe(MediaType.PNG, size, channels, 1, new Layout.Png(interlaced, false, false));
    }

    private static Plan plan(int shrink, PixelSize size, Output output, Operation... operations) {
        return new Plan(new Way.Engine(shrink, 0), List.of(operations), size, output, Kept.NOTHING);
    }

    private static Plan shrunk(int shrink) {
        return plan(shrink, DISPLAY, JPEG, new Operation.Resize(DISPLAY), new Operation.ToSrgb());
    }

    private double megabytes(Probe probe, Plan plan) {
        return model.peak(probe, plan).bytes() / 1e6;
    }

    @Test
    void baselineJpegCostsLinesOnly() {
        assertThat(megabytes(jpeg(CodingProcess.BASELINE), shrunk(8))).isBetween(1.5, 5.0);
        assertThat(megabytes(jpeg(CodingProcess.BASELINE), shrunk(1))).isBetween(12.0, 25.0);
    }

    @Test
    void progressiveJpegCostsTwoBytesASampleWhateverTheShrink() {
        double lines = megabytes(jpeg(CodingProcess.BASELINE), shrunk(8));
        assertThat(megabytes(jpeg(CodingProcess.PROGRESSIVE), shrunk(8))).isBetween(144 + lines, 150 + lines);
        assertThat(megabytes(jpeg(CodingProcess.UNUSUAL), shrunk(8))).isBetween(144 + lines, 150 + lines);
    }

    @Test
    void aProgressiveJpegThatIsRewrittenCostsNoMoreThanABaselineOneAndSomeRowsOfHeap() {
        Plan plan = shrunk(8);
        Plan rewritten = new Plan(new Way.Baseline(8), plan.operations(), plan.size(), plan.output(), plan.kept());
        Probe probe = jpeg(CodingProcess.PROGRESSIVE);
        assertThat(model.cost(probe, rewritten).memory())
                .isEqualTo(model.cost(jpeg(CodingProcess.BASELINE), plan).memory());
        assertThat(model.cost(probe, rewritten).heap().bytes()).isBetween(500_000L, 6_000_000L);
    }

    @Test
    void interlacedPngCostsItsPixels() {
        double lines = megabytes(png(LARGE, 3, false), shrunk(1));
        assertThat(megabytes(png(LARGE, 3, true), shrunk(1))).isBetween(144 + lines, 150 + lines);
    }

    @Test
    void rowsOnDiskCostLinesAndTheDiskTheirPixels() {
        Plan plan = shrunk(1);
        Plan onDisk = new Plan(new Way.RowsOnDisk(1), plan.operations(), plan.size(), plan.output(), Kept.NOTHING);
        Plan inMemory = new Plan(new Way.Rows(1), plan.operations(), plan.size(), plan.output(), Kept.NOTHING);
        Probe probe = png(LARGE, 3, true);
        double lines = megabytes(png(LARGE, 3, false), plan);
        assertThat(megabytes(probe, onDisk)).isBetween(lines + 4, lines + 5);
        assertThat(megabytes(probe, inMemory)).isBetween(lines + 144, lines + 150);
        Cost cost = model.cost(probe, onDisk);
        assertThat(cost.disk()).isEqualTo(DataSize.ofBytes(144_000_000));
        assertThat(cost.heap()).isEqualTo(model.cost(probe, inMemory).heap());
        assertThat(cost.duration()).isGreaterThan(model.cost(probe, inMemory).duration());
        assertThat(model.cost(probe, inMemory).disk()).isEqualTo(DataSize.ZERO);
    }

    @Test
    void alphaMakesLinesOfFloatingPointNumbers() {
        assertThat(megabytes(png(LARGE, 4, false), shrunk(1)))
                .isGreaterThan(3 * megabytes(png(LARGE, 3, false), shrunk(1)));
    }

    @Test
    void webpCostsTheScaledPictureAndTheWholeOneWhenLossless() {
        double lossy = megabytes(probe(MediaType.WEBP, LARGE, 3, 1, new Layout.Webp(false, false)), shrunk(8));
        double lossless = megabytes(probe(MediaType.WEBP, LARGE, 3, 1, new Layout.Webp(true, false)), shrunk(8));
        assertThat(lossy).isBetween(6.0, 12.0);
        assertThat(lossless).isBetween(lossy + 4 * 48, lossy + 200);
    }

    @Test
    void avifCostsFifteenBytesAPixelOrMore() {
        Probe probe = probe(MediaType.AVIF, LARGE, 3, 1, new Layout.Heif(LARGE, true));
        assertThat(megabytes(probe, shrunk(1))).isBetween(15 * 48.0, 21 * 48.0);
    }

    @Test
    void avifIsPricedByItsCodedDataWhenTheyAreLargerThanItSays() {
        PixelSize small = new PixelSize(8, 8);
        Probe probe = probe(MediaType.AVIF, small, 3, 1, new Layout.Heif(LARGE, true));
        assertThat(megabytes(probe, plan(1, small, JPEG, new Operation.ToSrgb())))
                .isGreaterThan(15 * 48);
    }

    @Test
    void tiffCostsTwoRowsOfItsTilesAndNothingForLongStrips() {
        Layout tiles = new Layout.Tiff(new PixelSize(1024, 1024), true, false, 8);
        Layout strip = new Layout.Tiff(LARGE, false, false, 1);
        Layout planes = new Layout.Tiff(LARGE, false, true, 1);
        double lines = megabytes(png(LARGE, 3, false), shrunk(1));
        assertThat(megabytes(probe(MediaType.TIFF, LARGE, 3, 1, tiles), shrunk(1)))
                .isBetween(lines + 2 * 8 * 3, lines + 70);
        assertThat(megabytes(probe(MediaType.TIFF, LARGE, 3, 1, strip), shrunk(1)))
                .isBetween(lines, lines + 2);
        assertThat(megabytes(probe(MediaType.TIFF, LARGE, 3, 1, planes), shrunk(1)))
                .isGreaterThan(lines + 144);
    }

    @Test
    void enlargingCostsTheLongerLines() {
        Probe tall = png(new PixelSize(100, 60_000), 3, false);
        PixelSize wide = new PixelSize(60_000, 100);
        assertThat(megabytes(tall, plan(1, wide, JPEG, new Operation.Resize(wide))))
                .isGreaterThan(megabytes(png(wide, 3, false), plan(1, wide, JPEG)));
    }

    @Test
    void layingAColourUnderAGreyPictureMakesItColourful() {
        Probe grey = probe(MediaType.PNG, LARGE, 2, 6, new Layout.Png(false, false, false));
        Plan flat = plan(1, LARGE.transposed(), JPEG, new Operation.Flatten(Colour.WHITE), new Operation.Orient(6));
        assertThat(megabytes(grey, flat)).isGreaterThan(144);
    }

    @Test
    void turningCostsACopyOfWhatIsTurned() {
        Probe probe = jpeg(CodingProcess.BASELINE);
        Plan turned = plan(1, LARGE.transposed(), JPEG, new Operation.ToSrgb(), new Operation.Orient(6));
        Plan mirrored = plan(1, LARGE, JPEG, new Operation.ToSrgb(), new Operation.Orient(2));
        assertThat(megabytes(probe, turned) - megabytes(probe, mirrored)).isBetween(144.0, 155.0);
    }

    @Test
    void smartCropCostsACopyAndAPlainCropNothing() {
        Probe probe = jpeg(CodingProcess.BASELINE);
        PixelSize cut = new PixelSize(8000, 4000);
        Plan smart = plan(1, cut, JPEG, new Operation.ToSrgb(), new Operation.SmartCrop(cut));
        Plan plain = plan(1, cut, JPEG, new Operation.ToSrgb(), new Operation.Crop(cut, Gravity.CENTRE));
        Plan whole = plan(1, LARGE, JPEG, new Operation.ToSrgb());
        assertThat(megabytes(probe, smart)).isGreaterThan(megabytes(probe, plain) + 144);
        assertThat(megabytes(probe, plain)).isEqualTo(megabytes(probe, whole));
    }

    @Test
    void encodersThatNeedTheWholePictureCostIt() {
        Probe probe = jpeg(CodingProcess.BASELINE);
        PixelSize size = new PixelSize(2000, 1500);
        Operation resize = new Operation.Resize(size);
        double plain = megabytes(probe, plan(4, size, JPEG, resize));
        assertThat(megabytes(probe, plan(4, size, new Output.Webp(75), resize))).isGreaterThan(plain + 3 * 4);
        assertThat(megabytes(probe, plan(4, size, new Output.Avif(50, 2), resize)))
                .isGreaterThan(plain + 3 * 20);
        assertThat(megabytes(probe, plan(4, size, new Output.Avif(95, 2), resize)))
                .isGreaterThan(plain + 3 * 35);
        assertThat(megabytes(probe, plan(4, size, new Output.Gif(), resize))).isGreaterThan(plain + 3 * 12);
        assertThat(megabytes(probe, plan(4, size, new Output.Bmp(), resize))).isGreaterThan(plain + 3 * 3);
    }

    @Test
    void displayFormatsTakeHeapAndOthersDoNot() {
        Probe probe = jpeg(CodingProcess.BASELINE);
        Plan display = plan(8, DISPLAY, new Output.Rgb565(false, Dither.DIFFUSION), new Operation.Resize(DISPLAY));
        assertThat(model.cost(probe, display).heap().bytes()).isBetween(720L * 20, 720L * 40);
        assertThat(model.cost(probe, shrunk(8)).heap()).isEqualTo(DataSize.ZERO);
    }

    @Test
    void metadataCountThrice() {
        Probe plain = jpeg(CodingProcess.BASELINE);
        Probe heavy = new Probe(
                plain.type(),
                plain.size(),
                3,
                8,
                false,
                1,
                1,
                false,
                DataSize.ofBytes(5_000_000),
                plain.fileSize(),
                plain.layout());
        assertThat(megabytes(heavy, shrunk(8)) - megabytes(plain, shrunk(8))).isBetween(15.0, 16.0);
    }

    @Test
    void tellsSecondsFromMinutes() {
        Probe probe = jpeg(CodingProcess.BASELINE);
        assertThat(model.cost(probe, shrunk(8)).duration()).isLessThan(Duration.ofSeconds(5));
        assertThat(model.cost(probe, plan(1, LARGE, new Output.Avif(50, 2), new Operation.ToSrgb()))
                        .duration())
                .isGreaterThan(Duration.ofMinutes(1));
    }

    @Test
    void neverOverflowsAndNeverFallsWhenAPictureGrows() {
        long seed = 20_260_101;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            PixelSize small = new PixelSize(1 + random.nextInt(65_534), 1 + random.nextInt(65_534));
            PixelSize large = new PixelSize(
                    small.width() + random.nextInt(65_536 - small.width()),
                    small.height() + random.nextInt(65_536 - small.height()));
            Output output = output(random.nextInt(9));
            int kind = random.nextInt(6);
            int channels = 3 + random.nextInt(2);
            long less = model.peak(any(kind, small, channels), plan(1, small, output, new Operation.ToSrgb()))
                    .bytes();
            long more = model.peak(any(kind, large, channels), plan(1, large, output, new Operation.ToSrgb()))
                    .bytes();
            assertThat(less).as("seed %d, round %d", seed, i).isPositive();
            // a result that has become too large to stand in memory no longer counts
            assertThat(more + 4 * CostModel.MAX_PIXELS_IN_MEMORY)
                    .as("seed %d, round %d", seed, i)
                    .isGreaterThanOrEqualTo(less);
        }
    }

    private static Probe any(int kind, PixelSize size, int channels) {
        Layout layout = switch (kind) {
            case 0 ->
                new Layout.Jpeg(CodingProcess.PROGRESSIVE, ChromaSubsampling.YUV444, size.pixels() * channels, false);
            case 1 -> new Layout.Png(true, false, false);
            case 2 -> new Layout.Webp(true, true);
            case 3 -> new Layout.Heif(size, true);
            case 4 -> new Layout.Tiff(size, true, true, 5);
            default -> new Layout.Whole();
        };
        return probe(MediaType.PNG, size, channels, 1, layout);
    }

    private static Output output(int kind) {
        return switch (kind) {
            case 0 -> new Output.Jpeg(95);
            case 1 -> new Output.Png(9);
            case 2 -> new Output.Webp(100);
            case 3 -> new Output.Avif(100, 9);
            case 4 -> new Output.Gif();
            case 5 -> new Output.Tiff();
            case 6 -> new Output.Bmp();
            case 7 -> new Output.Rgb565(true, Dither.NONE);
            default -> new Output.Grey(4, Dither.ORDERED);
        };
    }
}
