package dev.sluice.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.failure.BadInput;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PlannerTest {

    private final Planner planner = new Planner(new Formats(
            EnumSet.of(MediaType.JPEG, MediaType.PNG, MediaType.WEBP, MediaType.GIF, MediaType.AVIF),
            EnumSet.complementOf(EnumSet.of(MediaType.HEIC, MediaType.JXL, MediaType.JPEG2000, MediaType.SVG)),
            100));

    private static Probe jpeg(int width, int height, int orientation) {
        return EngineFixture.probe(MediaType.JPEG, width, height, false, orientation);
    }

    private static RenditionOptions options(
            @Nullable Integer width,
            @Nullable Integer height,
            Fit fit,
            Gravity gravity,
            boolean enlarge,
            @Nullable MediaType format,
            @Nullable Integer quality) {
        return new RenditionOptions(
                width, height, fit, gravity, enlarge, format, quality, Dither.ORDERED, Colour.WHITE, false);
    }

    private Plan best(Probe probe, RenditionOptions options) {
        return planner.plans(probe, options).getFirst();
    }

    /** Sizes that sharp 0.35 gives for the same request. */
    @ParameterizedTest
    @CsvSource({
        "2725,2225,720,588,INSIDE,false,720x588",
        "2725,2225,720,,INSIDE,false,720x588",
        "2725,2225,,100,INSIDE,false,122x100",
        "1000,10,50,50,INSIDE,false,50x1",
        "10000,1,50,50,INSIDE,false,50x1",
        "100,50,200,200,INSIDE,false,100x50",
        "100,50,200,200,INSIDE,true,200x100",
        "300,200,100,100,COVER,false,100x100",
        "300,80,100,100,COVER,false,100x80",
        "300,80,100,100,COVER,true,100x100",
        "300,200,100,100,CONTAIN,false,100x100",
        "30,20,100,100,CONTAIN,false,100x100",
        "30,20,100,90,FILL,false,100x90",
        "30,20,90,,FILL,false,90x60",
        "301,201,,,INSIDE,false,301x201",
    })
    void givesTheSizeThatOthersGive(
            int width,
            int height,
            @Nullable Integer frameWidth,
            @Nullable Integer frameHeight,
            Fit fit,
            boolean enlarge,
            String size) {
        RenditionOptions options = options(frameWidth, frameHeight, fit, Gravity.CENTRE, enlarge, null, null);
        assertThat(best(jpeg(width, height, 1), options).size()).hasToString(size);
        assertThat(best(jpeg(height, width, 6), options).size())
                .as("a turned picture has the size of an upright one")
                .hasToString(size);
    }

    @ParameterizedTest
    @CsvSource({
        "720,588,2,4",
        "681,556,4,8",
        "682,588,2,4",
        "2725,2225,1,1",
        "2000,2000,1,2",
        "340,278,8,8",
        "10,10,8,8"
    })
    void shrinksJpegWhileDecodingAsFarAsPixelsSuffice(int width, int height, int best, int next) {
        List<Plan> plans = planner.plans(
                jpeg(2725, 2225, 1), options(width, height, Fit.INSIDE, Gravity.CENTRE, false, null, null));
        assertThat(plans.getFirst().way()).isEqualTo(new Way.Engine(best, 0));
        assertThat(plans.getLast().way()).isEqualTo(new Way.Engine(next, 0));
        assertThat(plans).extracting(Plan::size).containsOnly(plans.getFirst().size());
    }

    @Test
    void rewritesALargeProgressiveJpegAndDecodesASmallOne() {
        RenditionOptions options = options(400, 400, Fit.INSIDE, Gravity.CENTRE, false, MediaType.JPEG, null);
        assertThat(planner.plans(progressive(4000, 3000), options))
                .extracting(Plan::way)
                .containsExactly(new Way.Baseline(8), new Way.Engine(8, 0));
        assertThat(planner.plans(progressive(800, 600), options))
                .extracting(Plan::way)
                .containsExactly(new Way.Engine(2, 0), new Way.Baseline(2), new Way.Engine(4, 0), new Way.Baseline(4));
    }

    @Test
    void filtersTheUprightPictureBeforeItIsPadded() {
        RenditionOptions framed = options(400, 400, Fit.CONTAIN, Gravity.CENTRE, false, MediaType.RGB565, null);
        Plan plain = best(jpeg(900, 600, 6), framed);
        Plan filtered = best(jpeg(900, 600, 6), framed.with(new Effects(600, 2, 0), Saving.PLAIN));

        List<Operation> expected = new ArrayList<>(plain.operations());
        expected.addAll(
                expected.indexOf(new Operation.Orient(6)) + 1,
                List.of(new Operation.Blur(500), new Operation.Sharpen(2), new Operation.Settle()));
        assertThat(filtered.operations()).isEqualTo(expected).last().isInstanceOf(Operation.Pad.class);
        assertThat(best(jpeg(900, 600, 6), framed.with(Effects.NONE, Saving.PLAIN)))
                .as("nothing asked for is nothing done")
                .isEqualTo(plain);
    }

    @Test
    void knowsWhichWayGivesTheSamePictureOrABetterOne() {
        List<Plan> plans = planner.plans(
                lossless(900, 600), options(400, 400, Fit.INSIDE, Gravity.CENTRE, false, MediaType.JPEG, null));
        Plan engine = plans.getFirst();
        assertThat(plans.stream().filter(plan -> plan.asGoodAs(engine)))
                .extracting(Plan::way)
                .containsExactly(new Way.Engine(2, 0), new Way.Rows(1), new Way.Rows(2));
    }

    @Test
    void readsALargeLosslessWebpRowByRowAndDecodesASmallOne() {
        RenditionOptions options = options(400, 400, Fit.INSIDE, Gravity.CENTRE, false, MediaType.JPEG, null);
        assertThat(planner.plans(lossless(4000, 3000), options))
                .extracting(Plan::way)
                .containsExactly(new Way.Rows(5), new Way.Rows(10), new Way.Engine(10, 0), new Way.Engine(20, 0));
        assertThat(planner.plans(lossless(900, 600), options))
                .extracting(Plan::way)
                .containsExactly(new Way.Engine(2, 0), new Way.Rows(1), new Way.Rows(2), new Way.Engine(4, 0));
    }

    @Test
    void offersTheDiskBeforeItReducesFurtherWhereMuchIsLeftOfAPicture() {
        RenditionOptions large = options(2500, 2500, Fit.INSIDE, Gravity.CENTRE, false, MediaType.JPEG, null);
        assertThat(planner.plans(lossless(12_000, 9000), large))
                .extracting(Plan::way)
                .containsExactly(
                        new Way.Rows(2),
                        new Way.RowsOnDisk(2),
                        new Way.Rows(4),
                        new Way.Engine(4, 0),
                        new Way.Engine(8, 0));
        RenditionOptions whole = options(null, null, Fit.INSIDE, Gravity.CENTRE, false, MediaType.JPEG, null);
        assertThat(planner.plans(lossless(2048, 1366), whole))
                .extracting(Plan::way)
                .containsExactly(new Way.Rows(1), new Way.RowsOnDisk(1), new Way.Engine(1, 0));
        assertThat(planner.plans(lossless(2048, 1365), whole))
                .extracting(Plan::way)
                .containsExactly(new Way.Rows(1), new Way.Engine(1, 0));
    }

    private static Probe lossless(int width, int height) {
        return with(EngineFixture.probe(MediaType.WEBP, width, height, false, 1), new Layout.Webp(true, false));
    }

    private static Probe progressive(int width, int height) {
        Probe baseline = jpeg(width, height, 1);
        Layout layout =
                new Layout.Jpeg(Layout.CodingProcess.PROGRESSIVE, ChromaSubsampling.YUV444, 3L * width * height, false);
        return with(baseline, layout);
    }

    private static Probe with(Probe plain, Layout layout) {
        return new Probe(
                plain.type(),
                plain.size(),
                plain.channels(),
                plain.bitsPerChannel(),
                plain.alpha(),
                1,
                1,
                false,
                plain.metadata(),
                plain.fileSize(),
                layout);
    }

    @Test
    void shrinksWebpByAnyWholeNumber() {
        Probe probe = EngineFixture.probe(MediaType.WEBP, 3000, 2000, false, 1);
        List<Plan> plans =
                planner.plans(probe, options(400, 400, Fit.INSIDE, Gravity.CENTRE, false, MediaType.WEBP, null));
        assertThat(plans).extracting(Plan::way).containsExactly(new Way.Engine(7, 0), new Way.Engine(14, 0));
    }

    @Test
    void offersTheCentreWhenSmartCroppingIsTooDear() {
        Probe probe = EngineFixture.probe(MediaType.PNG, 300, 200, false, 1);
        List<Plan> plans = planner.plans(probe, options(50, 50, Fit.COVER, Gravity.SMART, false, null, null));
        PixelSize frame = new PixelSize(50, 50);
        assertThat(plans).hasSize(2);
        assertThat(plans.get(0).operations()).contains(new Operation.SmartCrop(frame));
        assertThat(plans.get(1).operations()).contains(new Operation.Crop(frame, Gravity.CENTRE));
    }

    @Test
    void cutsBeforeItTurnsSoThatLittleStandsInMemory() {
        List<Operation> operations = best(
                        jpeg(2000, 1000, 6), options(50, 50, Fit.COVER, Gravity.NORTH, false, null, null))
                .operations();
        assertThat(operations)
                .containsExactly(
                        new Operation.Resize(new PixelSize(100, 50)),
                        new Operation.ToSrgb(),
                        new Operation.Crop(new PixelSize(50, 50), Gravity.WEST),
                        new Operation.Orient(6));
    }

    @Test
    void convertsColoursWhereThereAreFewerPixels() {
        assertThat(best(jpeg(100, 100, 1), options(200, 200, Fit.INSIDE, Gravity.CENTRE, true, null, null))
                        .operations())
                .containsExactly(new Operation.ToSrgb(), new Operation.Resize(new PixelSize(200, 200)));
    }

    @Test
    void touchesNothingWhenNothingIsAsked() {
        assertThat(best(jpeg(100, 100, 1), RenditionOptions.PLAIN).operations())
                .containsExactly(new Operation.ToSrgb());
    }

    @Test
    void flattensWhereTheResultHasNoAlpha() {
        Probe probe = EngineFixture.probe(MediaType.PNG, 30, 20, true, 1);
        assertThat(best(probe, options(null, null, Fit.INSIDE, Gravity.CENTRE, false, MediaType.JPEG, null))
                        .operations())
                .contains(new Operation.Flatten(Colour.WHITE));
        assertThat(best(probe, options(null, null, Fit.INSIDE, Gravity.CENTRE, false, MediaType.WEBP, null))
                        .operations())
                .doesNotContain(new Operation.Flatten(Colour.WHITE));
    }

    @Test
    void hasADefaultQualityForEachFormat() {
        Probe probe = jpeg(10, 10, 1);
        assertThat(best(probe, EngineFixture.options(MediaType.JPEG)).output()).isEqualTo(new Output.Jpeg(80));
        assertThat(best(probe, EngineFixture.options(MediaType.PNG)).output()).isEqualTo(new Output.Png(6));
        assertThat(best(probe, EngineFixture.options(MediaType.WEBP)).output()).isEqualTo(new Output.Webp(75));
        assertThat(best(probe, EngineFixture.options(MediaType.AVIF)).output()).isEqualTo(new Output.Avif(50, 1));
    }

    @Test
    void ignoresAQualityThatIsNotMeantForTheFormatThatWasKept() {
        Probe probe = EngineFixture.probe(MediaType.PNG, 10, 10, false, 1);
        RenditionOptions options = options(null, null, Fit.INSIDE, Gravity.CENTRE, false, null, 80);
        assertThat(best(probe, options).output()).isEqualTo(new Output.Png(6));
    }

    @ParameterizedTest
    @CsvSource({
        "JPEG,0,q is 1 to 100 for jpeg",
        "JPEG,101,q is 1 to 100 for jpeg",
        "PNG,10,q is 0 to 9 for png",
        "GIF,50,format gif has no quality: leave q out",
        "HEIC,50,format heic cannot be written",
    })
    void refusesAQualityOrFormatThatDoesNotExist(MediaType format, int quality, String message) {
        RenditionOptions options = options(null, null, Fit.INSIDE, Gravity.CENTRE, false, format, quality);
        assertThatThrownBy(() -> planner.plans(jpeg(10, 10, 1), options))
                .isInstanceOfSatisfying(
                        BadInput.class, bad -> assertThat(bad.kind()).isEqualTo(BadInput.Kind.PARAMETER))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"0,", "-1,", ",0", "65536,", ",1000000000"})
    void refusesSidesOutOfRange(@Nullable Integer width, @Nullable Integer height) {
        RenditionOptions options = options(width, height, Fit.INSIDE, Gravity.CENTRE, false, null, null);
        assertThatThrownBy(() -> planner.plans(jpeg(10, 10, 1), options)).hasMessageContaining("is 1 to 65535");
    }

    @Test
    void refusesResultsThatTheFormatCannotHold() {
        Probe probe = EngineFixture.probe(MediaType.PNG, 17_000, 10, false, 1);
        RenditionOptions options = options(null, null, Fit.INSIDE, Gravity.CENTRE, false, MediaType.WEBP, null);
        assertThatThrownBy(() -> planner.plans(probe, options)).hasMessageContaining("webp has at most 16383");
        RenditionOptions tall = options(65_535, null, Fit.INSIDE, Gravity.CENTRE, true, MediaType.PNG, null);
        assertThatThrownBy(() -> planner.plans(jpeg(10, 20, 1), tall)).hasMessageContaining("png has at most 65535");
    }

    @Test
    void refusesPicturesThatTheEngineCannotRead() {
        assertThatThrownBy(() ->
                        planner.plans(EngineFixture.probe(MediaType.HEIC, 10, 10, false, 1), RenditionOptions.PLAIN))
                .isInstanceOfSatisfying(
                        BadInput.class, bad -> assertThat(bad.kind()).isEqualTo(BadInput.Kind.UNSUPPORTED_PICTURE));
    }

    @ParameterizedTest
    @EnumSource(Fit.class)
    void neverPlansAnEmptyOrOversizedPicture(Fit fit) {
        long seed = 20261121;
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            Probe probe = jpeg(side(random), side(random), 1 + random.nextInt(8));
            @Nullable Integer width = random.nextInt(4) == 0 ? null : side(random);
            @Nullable Integer height = random.nextInt(4) == 0 ? null : side(random);
            RenditionOptions options =
                    options(width, height, fit, Gravity.SMART, random.nextBoolean(), MediaType.PNG, null);
            try {
                for (Plan plan : planner.plans(probe, options)) {
                    check(plan, probe, width, height);
                }
            } catch (BadInput refused) {
                assertThat(refused.kind()).as("seed %d round %d", seed, round).isEqualTo(BadInput.Kind.PARAMETER);
            } catch (AssertionError | RuntimeException wrong) {
                throw new AssertionError("seed " + seed + " round " + round + " " + probe + " " + options, wrong);
            }
        }
    }

    private static int side(Random random) {
        return 1 + random.nextInt(2 << random.nextInt(15));
    }

    /** Follows the sizes through the steps: each step must be possible and the last must give what the plan says. */
    private static void check(Plan plan, Probe probe, @Nullable Integer width, @Nullable Integer height) {
        PixelSize now = probe.size();
        for (Operation operation : plan.operations()) {
            now = switch (operation) {
                case Operation.Orient(int orientation) -> orientation >= 5 ? now.transposed() : now;
                case Operation.Resize(PixelSize size) -> size;
                case Operation.Crop(PixelSize size, Gravity _) -> within(size, now);
                case Operation.SmartCrop(PixelSize size) -> within(size, now);
                case Operation.Pad(PixelSize size, Gravity _, Colour _) -> {
                    within(now, size);
                    yield size;
                }
                case Operation.ToSrgb _, Operation.Flatten _ -> now;
                case Operation.ToEightBits _,
                        Operation.Cut _,
                        Operation.Place _,
                        Operation.Blur _,
                        Operation.Sharpen _,
                        Operation.Pixelate _,
                        Operation.Settle _,
                        Operation.Watermark _ -> throw new AssertionError("nobody asked for " + operation);
            };
        }
        assertThat(now).isEqualTo(plan.size());
        if (width != null && height != null) {
            assertThat(now.width()).isLessThanOrEqualTo(width);
            assertThat(now.height()).isLessThanOrEqualTo(height);
        }
    }

    private static PixelSize within(PixelSize inner, PixelSize outer) {
        assertThat(inner.width()).isLessThanOrEqualTo(outer.width());
        assertThat(inner.height()).isLessThanOrEqualTo(outer.height());
        return inner;
    }
}
