package dev.sluice.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.failure.BadInput;
import dev.sluice.image.header.HeaderProbe;
import dev.sluice.image.vips.VipsImage;
import dev.sluice.units.DataSize;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComposerTest {

    private static final List<Gravity> GRAVITIES = List.of(Gravity.values());
    private static final List<Sizing.Mode> MODES = List.of(Sizing.Mode.values());

    @TempDir
    private Path folder;

    private EngineFixture fixture;

    @BeforeEach
    void open() {
        fixture = new EngineFixture(folder);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static RenditionOptions options(Composition composition, @Nullable MediaType format, Saving saving) {
        return RenditionOptions.composed(composition, Effects.NONE, format, Colour.WHITE, false, saving);
    }

    /** The same with some filters. */
    private static RenditionOptions options(Composition composition, @Nullable MediaType format, Random random) {
        return options(composition, format, Saving.PLAIN)
                .with(new Effects(random.nextInt(3), random.nextInt(3), random.nextInt(20)), Saving.PLAIN);
    }

    /** Numbers of the pixels of a picture, row by row, after a turn that is done step by step. */
    private static List<Integer> turned(PixelSize stored, int exif, Turn turn) {
        int[][] grid = new int[stored.height()][stored.width()];
        for (int at = 0; at < stored.pixels(); at++) {
            grid[at / stored.width()][at % stored.width()] = at;
        }
        if (turn.upright()) {
            grid = oriented(grid, exif);
        }
        for (int quarter = 0; quarter < turn.quarters(); quarter++) {
            grid = oriented(grid, 6);
        }
        grid = turn.mirrored() ? oriented(grid, 2) : grid;
        grid = turn.flipped() ? oriented(grid, 4) : grid;
        return flat(grid);
    }

    private static List<Integer> flat(int[][] grid) {
        List<Integer> numbers = new ArrayList<>();
        for (int[] row : grid) {
            for (int number : row) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    /** EXIF 2.3, tag 274: where row 0 and column 0 of the stored picture are to be shown. */
    private static int[][] oriented(int[][] grid, int exif) {
        int rows = grid.length;
        int columns = grid[0].length;
        int[][] shown = exif >= 5 ? new int[columns][rows] : new int[rows][columns];
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                int right = columns - 1 - x;
                int bottom = rows - 1 - y;
                switch (exif) {
                    case 2 -> shown[y][right] = grid[y][x];
                    case 3 -> shown[bottom][right] = grid[y][x];
                    case 4 -> shown[bottom][x] = grid[y][x];
                    case 5 -> shown[x][y] = grid[y][x];
                    case 6 -> shown[x][bottom] = grid[y][x];
                    case 7 -> shown[right][bottom] = grid[y][x];
                    case 8 -> shown[right][y] = grid[y][x];
                    default -> shown[y][x] = grid[y][x];
                }
            }
        }
        return shown;
    }

    private static List<Turn> turns() {
        List<Turn> turns = new ArrayList<>();
        for (int bits = 0; bits < 32; bits++) {
            turns.add(new Turn((bits & 1) != 0, bits >> 3, (bits & 2) != 0, (bits & 4) != 0));
        }
        return turns;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void turnsAtOnceAsStepByStep(int exif) {
        PixelSize stored = new PixelSize(3, 2);
        for (Turn turn : turns()) {
            int all = turn.orientation(exif);
            assertThat(turned(stored, all, Turn.UPRIGHT))
                    .as(turn + " of " + exif + " is " + all)
                    .isEqualTo(turned(stored, exif, turn));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void findsAnAreaInThePictureAsStored(int orientation) {
        PixelSize stored = new PixelSize(5, 4);
        PixelSize shown = orientation >= 5 ? stored.transposed() : stored;
        Area area = new Area(1, 2, new PixelSize(2, 1));
        Area found = Turn.stored(area, shown, orientation);
        List<Integer> numbers = turned(stored, orientation, Turn.UPRIGHT);
        List<Integer> expected = List.of(numbers.get(2 * shown.width() + 1), numbers.get(2 * shown.width() + 2));
        List<Integer> inside = new ArrayList<>();
        for (int y = 0; y < found.size().height(); y++) {
            for (int x = 0; x < found.size().width(); x++) {
                inside.add((found.top() + y) * stored.width() + found.left() + x);
            }
        }
        assertThat(inside).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static Anchor anchor(Random random) {
        double[] offsets = {0, 0, 5, -5, 0.1, -0.3, 1e9};
        return random.nextInt(4) == 0
                ? new Anchor.Focus(random.nextDouble(), random.nextDouble())
                : new Anchor.Compass(
                        GRAVITIES.get(random.nextInt(GRAVITIES.size())),
                        offsets[random.nextInt(offsets.length)],
                        offsets[random.nextInt(offsets.length)]);
    }

    private static int side(Random random, int most) {
        return random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(most);
    }

    private static double factor(Random random) {
        double[] factors = {1, 1, 1, 0.5, 2, 0.01, 7.3};
        return factors[random.nextInt(factors.length)];
    }

    private static Composition composition(Random random, int most, @Nullable Overlay overlay) {
        double[] shares = {0, 0, 0.5, 0.001, most / 3.0, most * 2.0};
        Sizing sizing = new Sizing(
                MODES.get(random.nextInt(MODES.size())),
                side(random, most),
                side(random, most),
                random.nextInt(4) == 0 ? side(random, most) : 0,
                random.nextInt(4) == 0 ? side(random, most) : 0,
                factor(random),
                factor(random),
                factor(random),
                random.nextBoolean(),
                random.nextInt(4) == 0 ? 1 + random.nextInt(most) : 0);
        int padding = random.nextInt(3) == 0 ? random.nextInt(most) : 0;
        return new Composition(
                null,
                new Composition.Cut(
                        shares[random.nextInt(shares.length)],
                        shares[random.nextInt(shares.length)],
                        random.nextBoolean() ? anchor(random) : null),
                sizing,
                new Turn(random.nextBoolean(), random.nextInt(4), random.nextBoolean(), random.nextBoolean()),
                anchor(random),
                new Composition.Frame(
                        random.nextInt(3) == 0 ? anchor(random) : null,
                        random.nextInt(3) == 0 ? anchor(random) : null,
                        padding,
                        0,
                        padding / 2,
                        padding),
                random.nextBoolean(),
                overlay);
    }

    @Test
    void neverPlansAnImpossibleStep() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            int most = 2 << random.nextInt(13);
            Probe probe = EngineFixture.probe(
                    random.nextBoolean() ? MediaType.JPEG : MediaType.WEBP,
                    1 + random.nextInt(most),
                    1 + random.nextInt(most),
                    false,
                    1 + random.nextInt(8));
            Composition composition = composition(random, most, null);
            try {
                for (Plan plan : fixture.planner.plans(probe, options(composition, null, random))) {
                    assertPossible(plan, probe);
                }
            } catch (BadInput refused) {
                assertThat(refused.kind()).as("seed %d round %d", seed, round).isEqualTo(BadInput.Kind.PARAMETER);
            } catch (AssertionError | RuntimeException wrong) {
                throw new AssertionError("seed " + seed + " round " + round + " " + probe + " " + composition, wrong);
            }
        }
    }

    /** Sizes are at full size until the first resampling, whatever the decoder has reduced. */
    private static void assertPossible(Plan plan, Probe probe) {
        PixelSize now = probe.size();
        for (Operation operation : plan.operations()) {
            now = switch (operation) {
                case Operation.Orient(int orientation) -> orientation >= 5 ? now.transposed() : now;
                case Operation.Resize(PixelSize size) -> size;
                case Operation.Cut(Area area, PixelSize of) -> {
                    assertThat(of).isEqualTo(now);
                    assertThat(area.left() + area.size().width()).isLessThanOrEqualTo(of.width());
                    assertThat(area.top() + area.size().height()).isLessThanOrEqualTo(of.height());
                    yield area.size();
                }
                case Operation.SmartCrop(PixelSize size) -> {
                    assertThat(size.width()).isLessThanOrEqualTo(now.width());
                    assertThat(size.height()).isLessThanOrEqualTo(now.height());
                    yield size;
                }
                case Operation.Place(PixelSize size, int left, int top, @Nullable Colour _) -> {
                    assertThat(left).isBetween(0, size.width());
                    assertThat(top).isBetween(0, size.height());
                    yield size;
                }
                case Operation.ToSrgb _,
                        Operation.ToEightBits _,
                        Operation.Flatten _,
                        Operation.Blur _,
                        Operation.Sharpen _,
                        Operation.Pixelate _,
                        Operation.Settle _,
                        Operation.Watermark _ -> now;
                case Operation.Crop _, Operation.Pad _ ->
                    throw new AssertionError("not for compositions: " + operation);
            };
        }
        assertThat(now).isEqualTo(plan.size());
    }

    /** Any composition makes a picture of the planned size, by every way of decoding, within its price, and leaves nothing behind. */
    @Test
    void makesWhatItPlans() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Path png = Raw.asymmetric(90, 60).writePng(fixture.file("picture.png"), 8);
        Path alpha = Raw.paint(90, 60, 4, (x, y, channel) -> channel == 3 ? 2 * x : 2 * y)
                .writePng(fixture.file("alpha.png"), 8);
        Path jpeg = ExifTags.add(fixture.convert(png, "jpegsave", save -> save), fixture.file("turned.jpg"));
        Overlay mark = new Overlay(alpha, new HeaderProbe().read(alpha), 0.6, Anchor.Compass.CENTRE, true, 0.2);
        Path interlaced = fixture.convert(png, "pngsave", save -> save.set("interlace", 1));
        Path[] sources = {png, alpha, jpeg, interlaced, fixture.convert(png, "webpsave", save -> save)};
        MediaType[] formats = {MediaType.JPEG, MediaType.PNG, MediaType.WEBP, MediaType.GIF, MediaType.BMP};
        for (int round = 0; round < 200; round++) {
            Path source = sources[random.nextInt(sources.length)];
            Probe probe = new HeaderProbe().read(source);
            Composition composition = composition(random, 120, random.nextInt(3) == 0 ? mark : null);
            try {
                RenditionOptions options = options(composition, formats[random.nextInt(formats.length)], random);
                for (Plan plan : fixture.planner.plans(probe, options)) {
                    if (plan.size().pixels() < 1_000_000
                            && new CostModel().peak(probe, plan).fits(DataSize.ofMebibytes(64))) {
                        Path made = Files.write(fixture.file("made"), fixture.render(source, probe, plan));
                        assertThat(new HeaderProbe().read(made).size()).isEqualTo(plan.size());
                    }
                }
            } catch (BadInput refused) {
                assertThat(refused.kind()).as("seed %d round %d", seed, round).isEqualTo(BadInput.Kind.PARAMETER);
            } catch (AssertionError | RuntimeException wrong) {
                throw new AssertionError("seed " + seed + " round " + round + " " + source + " " + composition, wrong);
            }
        }
        fixture.assertNothingIsHeld();
    }

    /** A reduced picture is cut where the whole one would have been. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void cutsReducedPicturesAtTheSamePlace(int shrink) throws IOException {
        Raw quarters = Raw.paint(320, 200, 3, (x, y, channel) -> (x < 160) == (y < 100) ? 20 : 220);
        Path jpeg = fixture.convert(
                quarters.writePng(fixture.file("quarters.png"), 8), "jpegsave", save -> save.set("Q", 95));
        Probe probe = new HeaderProbe().read(jpeg);
        Composition composition = new Composition(
                null,
                new Composition.Cut(160, 100, new Anchor.Compass(Gravity.NORTH_EAST, 0, 0)),
                new Sizing(Sizing.Mode.FORCE, 40, 25, 0, 0, 1, 1, 1, false, 0),
                Turn.UPRIGHT,
                Anchor.Compass.CENTRE,
                Composition.Frame.NONE,
                false,
                null);
        Plan plan = fixture.planner
                .plans(probe, options(composition, MediaType.PNG, Saving.PLAIN))
                .getFirst();
        assertThat(plan.way()).isEqualTo(new Way.Engine(4, 0));
        Plan other = new Plan(new Way.Engine(shrink, 0), plan.operations(), plan.size(), plan.output(), plan.kept());
        Raw made = fixture.decode(fixture.render(jpeg, probe, other), "pngload");
        for (int x : new int[] {1, 20, 38}) {
            assertThat(made.at(x, 12, 0)).isBetween(205, 235);
        }
    }

    @Test
    void keepsMetadataAndTheProfileWhereTheyAreWanted() throws IOException {
        Path png = Raw.asymmetric(64, 48).writePng(fixture.file("plain.png"), 8);
        Path tagged = ExifTags.add(fixture.convert(png, "jpegsave", save -> save), fixture.file("tagged.jpg"));
        Probe probe = new HeaderProbe().read(tagged);
        byte[] kept = fixture.render(
                tagged,
                probe,
                options(
                        Composition.PLAIN,
                        MediaType.JPEG,
                        new Saving(Map.of(MediaType.JPEG, 80), DataSize.ZERO, true, false, 0)));
        String text = new String(kept, StandardCharsets.ISO_8859_1);
        assertThat(text).contains(ExifTags.COPYRIGHT).contains(ExifTags.MAKE);
        Probe after = new HeaderProbe().read(Files.write(fixture.file("kept.jpg"), kept));
        assertThat(after.size()).isEqualTo(new PixelSize(48, 64));
        assertThat(after.orientation()).as("it is upright now").isEqualTo(1);

        Path other = fixture.file("p3.png");
        try (VipsImage image = fixture.library
                        .operation("pngload")
                        .set("filename", png.toString())
                        .image();
                VipsImage wide = fixture.library
                        .operation("icc_transform")
                        .set("in", image)
                        .set("input_profile", "srgb")
                        .set("output_profile", "p3")
                        .image()) {
            fixture.library
                    .operation("pngsave")
                    .set("in", wide)
                    .set("filename", other.toString())
                    .set("keep", 8)
                    .run();
        }
        Probe wide = new HeaderProbe().read(other);
        assertThat(wide.profile()).isTrue();
        byte[] profiled = fixture.render(
                other,
                wide,
                options(Composition.PLAIN, MediaType.PNG, new Saving(Map.of(), DataSize.ZERO, false, true, 0)));
        assertThat(new HeaderProbe()
                        .read(Files.write(fixture.file("made.png"), profiled))
                        .profile())
                .isTrue();
        assertThat(fixture.decode(profiled, "pngload").distance(fixture.decode(other, "pngload")))
                .as("its numbers are the same")
                .isZero();
    }
}
