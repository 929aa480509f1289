package dev.sluice.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.failure.BadInput;
import dev.sluice.image.header.HeaderProbe;
import dev.sluice.image.vips.VipsImage;
import dev.sluice.support.Gifs;
import dev.sluice.units.DataSize;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;
import java.awt.Color;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Animations that stay what they are, frame by frame. */
class AnimationTest {

    /** No multiple of the rows that libvips reads at once: what gets from one frame into the next would show. */
    private static final PixelSize SIZE = new PixelSize(60, 50);

    private static final List<Color> COLOURS = List.of(Color.RED, Color.GREEN, Color.BLUE, Color.WHITE);
    private static final List<Integer> DELAYS = List.of(50, 120, 200, 1000);

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

    /** A red, a green, a blue and a white frame. */
    private Path gif(int repeats) throws IOException {
        List<Gifs.Frame> frames = new ArrayList<>();
        for (int at = 0; at < COLOURS.size(); at++) {
            frames.add(Gifs.filled(SIZE.width(), SIZE.height(), COLOURS.get(at), 0, 0, DELAYS.get(at) / 10, 0));
        }
        return write("colours.gif", Gifs.animation(SIZE.width(), SIZE.height(), repeats, frames));
    }

    private Path webp() throws IOException {
        return write("colours.webp", render(gif(0), options(Composition.PLAIN, MediaType.WEBP)));
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(fixture.file(name), bytes);
    }

    private byte[] render(Path source, RenditionOptions options) {
        return fixture.render(source, new HeaderProbe().read(source), options);
    }

    private static RenditionOptions options(Composition composition, @Nullable MediaType format) {
        return options(composition, Effects.NONE, format, 0);
    }

    private static RenditionOptions options(Composition composition, @Nullable MediaType format, int frames) {
        return options(composition, Effects.NONE, format, frames);
    }

    private static RenditionOptions options(
            Composition composition, Effects effects, @Nullable MediaType format, int frames) {
        Saving saving = new Saving(Map.of(MediaType.WEBP, 95), DataSize.ZERO, false, false, frames);
        return RenditionOptions.composed(composition, effects, format, Colour.WHITE, false, saving);
    }

    private static Composition sized(Sizing.Mode mode, int width, int height) {
        return Composition.PLAIN.with(new Sizing(mode, width, height, 0, 0, 1, 1, 1, true, 0));
    }

    /**
     * What a player would show.
     *
     * @param shown each frame whole, as red, green, blue and alpha
     * @param loops as the file says it; -1 where it says nothing
     */
    private record Shown(PixelSize size, List<int[]> shown, List<Integer> delays, int loops) {

        /** Alpha, red, green and blue of a pixel. */
        int pixel(int frame, int x, int y) {
            return shown.get(frame)[y * size.width() + x];
        }
    }

    private Shown show(byte[] encoded) throws IOException {
        boolean gif = encoded[0] == 'G';
        Path file = Files.write(Files.createTempFile(folder, "shown", ".bin"), encoded);
        try (VipsImage image = fixture.library
                        .operation(gif ? "gifload" : "webpload")
                        .set("filename", file.toString())
                        .set("n", -1)
                        .image();
                VipsImage.Rows rows = image.rows()) {
            int frames = image.pages();
            PixelSize size = new PixelSize(image.width(), image.height() / frames);
            List<int[]> shown = new ArrayList<>();
            for (int at = 0; at < frames; at++) {
                rows.fetch(at * size.height(), size.height(), pixels -> {
                    int[] frame = new int[Math.toIntExact(size.pixels())];
                    Arrays.setAll(
                            frame,
                            pixel -> argb(pixels.asSlice((long) pixel * image.bands(), image.bands())
                                    .toArray(ValueLayout.JAVA_BYTE)));
                    shown.add(frame);
                });
            }
            return gif
                    ? new Shown(size, shown, gifDelays(encoded), gifLoops(encoded))
                    : new Shown(size, shown, webpDelays(encoded), webpLoops(encoded));
        }
    }

    private static int argb(byte[] pixel) {
        boolean grey = pixel.length < 3;
        int alpha = pixel.length % 2 == 0 ? pixel[pixel.length - 1] & 0xff : 255;
        return alpha << 24 | (pixel[0] & 0xff) << 16 | (pixel[grey ? 0 : 1] & 0xff) << 8 | (pixel[grey ? 0 : 2] & 0xff);
    }

    /** GIF89a, section 23: in hundredths of a second. */
    private static List<Integer> gifDelays(byte[] gif) {
        List<Integer> delays = new ArrayList<>();
        for (int at : found(gif, new byte[] {0x21, (byte) 0xf9, 4})) {
            delays.add(10 * (ByteBuffer.wrap(gif).order(ByteOrder.LITTLE_ENDIAN).getShort(at + 4) & 0xffff));
        }
        return delays;
    }

    private static int gifLoops(byte[] gif) {
        List<Integer> at = found(gif, "NETSCAPE2.0\3\1".getBytes(StandardCharsets.ISO_8859_1));
        return at.isEmpty()
                ? -1
                : ByteBuffer.wrap(gif).order(ByteOrder.LITTLE_ENDIAN).getShort(at.getFirst() + 13);
    }

    /** RFC 9649, section 2.7.1.1: milliseconds in 24 bits. */
    private static List<Integer> webpDelays(byte[] webp) {
        List<Integer> delays = new ArrayList<>();
        for (int at : found(webp, "ANMF".getBytes(StandardCharsets.US_ASCII))) {
            delays.add(ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).getInt(at + 8 + 12) & 0xffffff);
        }
        return delays;
    }

    private static int webpLoops(byte[] webp) {
        int at = found(webp, "ANIM".getBytes(StandardCharsets.US_ASCII)).getFirst();
        return ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).getShort(at + 8 + 4);
    }

    private static List<Integer> found(byte[] in, byte[] what) {
        List<Integer> places = new ArrayList<>();
        for (int at = 0; at + what.length <= in.length; at++) {
            if (Arrays.equals(in, at, at + what.length, what, 0, what.length)) {
                places.add(at);
            }
        }
        return places;
    }

    private static void assertColour(int argb, Color expected, String what) {
        Color colour = new Color(argb, true);
        assertThat(List.of(colour.getRed(), colour.getGreen(), colour.getBlue(), colour.getAlpha()))
                .as(what)
                .usingElementComparator((one, other) -> Math.abs(one - other) <= 12 ? 0 : Integer.compare(one, other))
                .isEqualTo(List.of(expected.getRed(), expected.getGreen(), expected.getBlue(), expected.getAlpha()));
    }

    /** All of each frame, so that nothing of one may be in another. */
    private static void assertColours(Shown shown) {
        assertThat(shown.shown()).hasSize(COLOURS.size());
        for (int at = 0; at < COLOURS.size(); at++) {
            for (int y = 0; y < shown.size().height(); y++) {
                assertColour(
                        shown.pixel(at, shown.size().width() / 2, y), COLOURS.get(at), "frame " + at + ", row " + y);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"gif,gif", "gif,webp", "webp,gif", "webp,webp"})
    void keepFramesDelaysAndLoopsWhenResized(String from, String to) throws IOException {
        Path source = from.equals("gif") ? gif(0) : webp();
        MediaType type = MediaType.named(to).orElseThrow();
        Shown shown = show(render(source, options(sized(Sizing.Mode.FIT, 33, 0), type)));
        assertThat(shown.size()).isEqualTo(new PixelSize(33, 28));
        assertColours(shown);
        assertThat(shown.delays()).isEqualTo(DELAYS);
        assertThat(shown.loops()).isZero();
    }

    private static Composition frame(Composition.Frame frame, Sizing.Mode mode, int width, int height) {
        Composition sized = sized(mode, width, height);
        return new Composition(null, sized.cut(), sized.sizing(), sized.turn(), sized.anchor(), frame, false, null);
    }

    private static Composition turned(int quarters, boolean flipped) {
        return new Composition(
                null,
                Composition.Cut.NONE,
                Sizing.PLAIN,
                new Turn(true, quarters, false, flipped),
                Anchor.Compass.CENTRE,
                Composition.Frame.NONE,
                false,
                null);
    }

    @Test
    void areCutFrameByFrame() throws IOException {
        Shown filled = show(render(gif(0), options(sized(Sizing.Mode.FILL, 20, 40), MediaType.GIF)));
        assertThat(filled.size()).isEqualTo(new PixelSize(20, 40));
        assertColours(filled);
        RenditionOptions cover = EngineFixture.frame(30, 41, Fit.COVER, Gravity.SMART, MediaType.WEBP);
        Shown covered = show(render(gif(0), cover));
        assertThat(covered.size()).isEqualTo(new PixelSize(30, 41));
        assertColours(covered);
    }

    @ParameterizedTest
    @CsvSource({"GIF", "WEBP"})
    void areExtendedAndPaddedFrameByFrame(MediaType type) throws IOException {
        Composition.Frame extend = new Composition.Frame(Anchor.Compass.CENTRE, null, 0, 0, 0, 0);
        Shown extended = show(render(gif(0), options(frame(extend, Sizing.Mode.FIT, 60, 90), type)));
        assertThat(extended.size()).isEqualTo(new PixelSize(60, 90));
        Composition.Frame pad = new Composition.Frame(null, null, 7, 0, 9, 0);
        Shown padded = show(render(gif(0), options(frame(pad, Sizing.Mode.FIT, 0, 0), type)));
        assertThat(padded.size()).isEqualTo(new PixelSize(60, 66));
        for (int at = 0; at < COLOURS.size(); at++) {
            assertThat(extended.pixel(at, 30, 10) >>> 24).as("above").isZero();
            assertColour(extended.pixel(at, 30, 45), COLOURS.get(at), "in the middle");
            assertThat(extended.pixel(at, 30, 80) >>> 24).as("below").isZero();
            assertThat(padded.pixel(at, 30, 3) >>> 24).as("padding above").isZero();
            assertColour(padded.pixel(at, 30, 30), COLOURS.get(at), "between the padding");
        }
        assertThat(padded.delays()).isEqualTo(DELAYS);
    }

    @Test
    void areTurnedAndFlippedFrameByFrame() throws IOException {
        List<Gifs.Frame> frames = List.of(
                Gifs.filled(60, 50, Color.RED, 0, 0, 10, 1),
                Gifs.filled(60, 10, Color.BLUE, 0, 0, 10, 1),
                Gifs.filled(60, 10, Color.WHITE, 0, 0, 10, 1));
        Path source = write("marked.gif", Gifs.animation(60, 50, 0, frames));
        Shown right = show(render(source, options(turned(1, false), MediaType.GIF)));
        assertThat(right.size()).isEqualTo(new PixelSize(50, 60));
        assertColour(right.pixel(1, 45, 30), Color.BLUE, "the top is on the right");
        assertColour(right.pixel(2, 45, 30), Color.WHITE, "of the last frame too");
        assertColour(right.pixel(1, 5, 30), Color.RED, "the bottom is on the left");
        for (Composition down : List.of(turned(2, false), turned(0, true))) {
            Shown turned = show(render(source, options(down, MediaType.WEBP)));
            assertThat(turned.shown()).hasSize(3);
            assertColour(turned.pixel(1, 30, 45), Color.BLUE, "the top is below");
            assertColour(turned.pixel(1, 30, 5), Color.RED, "the bottom is above");
        }
    }

    @Test
    void areFilteredAndMarkedFrameByFrame() throws IOException {
        Path mark =
                write("mark.gif", Gifs.animation(10, 10, -1, List.of(Gifs.filled(10, 10, Color.BLACK, 0, 0, 0, 0))));
        Overlay overlay = new Overlay(
                mark, new HeaderProbe().read(mark), 1, new Anchor.Compass(Gravity.NORTH_WEST, 0, 0), false, 0);
        Composition composition = new Composition(
                null,
                Composition.Cut.NONE,
                Sizing.PLAIN,
                Turn.UPRIGHT,
                Anchor.Compass.CENTRE,
                Composition.Frame.NONE,
                true,
                overlay);
        Shown shown = show(render(gif(3), options(composition, new Effects(6, 2, 3), MediaType.GIF, 0)));
        for (int at = 0; at < COLOURS.size(); at++) {
            assertColour(shown.pixel(at, 5, 5), Color.BLACK, "the mark");
            assertColour(shown.pixel(at, 30, 0), COLOURS.get(at), "the upper edge");
            assertColour(shown.pixel(at, 30, 49), COLOURS.get(at), "the lower edge");
        }
        assertThat(shown.loops()).as("as often as the source repeats").isEqualTo(3);
    }

    @Test
    void areDrawnAsTheirDisposalSays() throws IOException {
        List<Gifs.Frame> frames = List.of(
                Gifs.filled(60, 50, Color.RED, 0, 0, 10, 1),
                Gifs.filled(10, 10, Color.BLUE, 5, 5, 20, 3),
                Gifs.filled(10, 10, Color.GREEN, 40, 30, 30, 1));
        Path source = write("partial.gif", Gifs.animation(60, 50, 0, frames));
        for (MediaType type : List.of(MediaType.GIF, MediaType.WEBP)) {
            Shown shown = show(render(source, options(sized(Sizing.Mode.FIT, 120, 0), type)));
            assertThat(shown.shown()).hasSize(3);
            assertColour(shown.pixel(1, 20, 20), Color.BLUE, "the second frame draws a part");
            assertColour(shown.pixel(1, 100, 80), Color.RED, "over the first");
            assertColour(shown.pixel(2, 20, 20), Color.RED, "which is there again");
            assertColour(shown.pixel(2, 90, 70), Color.GREEN, "when the third draws another");
            assertThat(shown.delays()).containsExactly(100, 200, 300);
        }
    }

    @Test
    void showTheirFirstFrameInOtherFormats() throws IOException {
        Path source = gif(0);
        byte[] png = render(source, options(Composition.PLAIN, MediaType.PNG));
        Raw still = fixture.decode(png, "pngload");
        assertThat(still.width()).isEqualTo(60);
        assertThat(still.height()).isEqualTo(50);
        Shown one = show(render(source, options(Composition.PLAIN, MediaType.GIF, 1)));
        assertThat(one.shown()).hasSize(1);
        Shown two = show(render(source, options(Composition.PLAIN, MediaType.WEBP, 2)));
        assertThat(two.delays()).isEqualTo(DELAYS.subList(0, 2));
    }

    @Test
    void ofWebpBecomeGifWhereImgproxyWouldNotKeepWebp() throws IOException {
        Path source = webp();
        assertThat(new HeaderProbe().read(source).frames()).isEqualTo(4);
        byte[] gif = render(source, options(Composition.PLAIN, null));
        assertThat(new String(gif, 0, 3, StandardCharsets.US_ASCII)).isEqualTo("GIF");
        assertColours(show(gif));
    }

    @Test
    void ofTooManyFramesAreRefusedBeforeAnythingIsDecoded() throws IOException {
        List<Gifs.Frame> frames = Collections.nCopies(100_000, Gifs.filled(1, 1, Color.RED, 0, 0, 1, 0));
        Path source = write("endless.gif", Gifs.animation(1, 1, 0, frames));
        Probe probe = new HeaderProbe().read(source);
        RenditionOptions moving = options(Composition.PLAIN, MediaType.GIF);
        assertThatThrownBy(() -> fixture.planner.plans(probe, moving))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("image.max-frames allows 1000");
        assertThat(fixture.planner.plans(probe, options(Composition.PLAIN, MediaType.JPEG)))
                .allMatch(plan -> plan.frames() == 1);
        assertThat(fixture.planner.plans(probe, options(Composition.PLAIN, MediaType.GIF, 10)))
                .allMatch(plan -> plan.frames() == 10);
    }

    @Test
    void arePricedByAllTheirFrames() throws IOException {
        Probe few = new HeaderProbe().read(gif(0));
        Probe many = new Probe(
                few.type(),
                new PixelSize(1000, 800),
                4,
                8,
                true,
                500,
                1,
                false,
                DataSize.ZERO,
                few.fileSize(),
                few.layout());
        Plan plan = fixture.planner
                .plans(many, options(Composition.PLAIN, MediaType.WEBP))
                .getFirst();
        Cost cost = new CostModel().cost(many, plan);
        assertThat(cost.memory().bytes()).isGreaterThan(500L * 1000 * 800 * 4);
        assertThat(cost.duration()).isGreaterThan(Duration.ofMinutes(2));
    }

    private Path cut(Path whole) throws IOException {
        byte[] bytes = Files.readAllBytes(whole);
        return write("cut-" + whole.getFileName(), Arrays.copyOf(bytes, bytes.length * 7 / 10));
    }

    @Test
    void thatEndTooEarlyAreRefused() throws IOException {
        for (Path cut : List.of(cut(gif(0)), cut(webp()))) {
            RenditionOptions options = options(sized(Sizing.Mode.FIT, 30, 0), MediaType.GIF);
            assertThatThrownBy(() -> render(cut, options), "%s", cut).isInstanceOf(BadInput.class);
        }
    }

    /** A WebP is parsed as a whole or not at all by libwebp. */
    @Test
    void ofGifThatEndTooEarlyAreKeptAsFarAsTheyGoWhereTheyMayBe() throws IOException {
        Path cut = cut(gif(0));
        try (EngineFixture lenient = new EngineFixture(folder, EngineConfig.Truncated.KEEP)) {
            RenditionOptions options = options(sized(Sizing.Mode.FIT, 30, 0), MediaType.WEBP);
            Shown shown = show(lenient.render(cut, new HeaderProbe().read(cut), options));
            assertThat(shown.shown()).hasSizeBetween(2, 3);
            assertColour(shown.pixel(0, 15, 12), Color.RED, "the first frame");
            assertColour(shown.pixel(1, 15, 12), Color.GREEN, "the second");
        }
    }
}
