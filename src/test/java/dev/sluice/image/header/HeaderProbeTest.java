package dev.sluice.image.header;

import static dev.sluice.image.header.Headers.animationFrame;
import static dev.sluice.image.header.Headers.av1;
import static dev.sluice.image.header.Headers.bmp;
import static dev.sluice.image.header.Headers.box;
import static dev.sluice.image.header.Headers.bytes;
import static dev.sluice.image.header.Headers.chunk;
import static dev.sluice.image.header.Headers.deflated;
import static dev.sluice.image.header.Headers.entry;
import static dev.sluice.image.header.Headers.exif;
import static dev.sluice.image.header.Headers.frame;
import static dev.sluice.image.header.Headers.fullBox;
import static dev.sluice.image.header.Headers.gif;
import static dev.sluice.image.header.Headers.gifControl;
import static dev.sluice.image.header.Headers.gifFrame;
import static dev.sluice.image.header.Headers.heif;
import static dev.sluice.image.header.Headers.ico;
import static dev.sluice.image.header.Headers.icon;
import static dev.sluice.image.header.Headers.item;
import static dev.sluice.image.header.Headers.join;
import static dev.sluice.image.header.Headers.jpeg;
import static dev.sluice.image.header.Headers.png;
import static dev.sluice.image.header.Headers.riffChunk;
import static dev.sluice.image.header.Headers.scan;
import static dev.sluice.image.header.Headers.segment;
import static dev.sluice.image.header.Headers.size;
import static dev.sluice.image.header.Headers.text;
import static dev.sluice.image.header.Headers.tiff;
import static dev.sluice.image.header.Headers.u16;
import static dev.sluice.image.header.Headers.u32;
import static dev.sluice.image.header.Headers.vp8;
import static dev.sluice.image.header.Headers.vp8l;
import static dev.sluice.image.header.Headers.vp8x;
import static dev.sluice.image.header.Headers.webp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.NotFound;
import dev.sluice.image.ChromaSubsampling;
import dev.sluice.image.Layout;
import dev.sluice.image.Layout.CodingProcess;
import dev.sluice.image.Probe;
import dev.sluice.image.header.Headers.Item;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HeaderProbeTest {

    private static final int[] YUV420 = {0x22, 0x11, 0x11};
    private static final int[] CMYK = {0x11, 0x11, 0x11, 0x11};

    @TempDir
    private Path folder;

    private Probe probe(byte[] picture) {
        try {
            return new HeaderProbe().read(Files.write(folder.resolve("picture"), picture));
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    private BadInput.Kind refusal(byte[] picture) {
        BadInput refused = catchThrowableOfType(BadInput.class, () -> probe(picture));
        assertThat(refused).as("refusal").isNotNull();
        return refused.kind();
    }

    @Test
    void readsABaselineJpeg() {
        Probe probe = probe(jpeg(0xc0, 100, 50, YUV420));
        assertThat(probe.type()).isEqualTo(MediaType.JPEG);
        assertThat(probe.size()).isEqualTo(new PixelSize(100, 50));
        assertThat(probe.channels()).isEqualTo(3);
        // 7 by 4 units of 16x16 pixels, each with 4 + 1 + 1 blocks of 64 samples
        assertThat(probe.layout())
                .isEqualTo(new Layout.Jpeg(CodingProcess.BASELINE, ChromaSubsampling.YUV420, 7 * 4 * 6 * 64, false));
    }

    @Test
    void readsAProgressiveCmykJpegWithAdobeMarkerProfileAndFillBytes() {
        byte[] picture = jpeg(
                0xc2,
                9,
                9,
                CMYK,
                bytes(0xff, 0xff, 0xff),
                segment(0xee, text("Adobe"), new byte[7]),
                segment(0xe2, text("ICC_PROFILE\0"), new byte[20]));
        Probe probe = probe(picture);
        assertThat(probe.channels()).isEqualTo(4);
        assertThat(probe.alpha()).isFalse();
        assertThat(probe.profile()).isTrue();
        assertThat(probe.metadata().bytes()).isEqualTo(12 + 32);
        assertThat(probe.layout())
                .isEqualTo(new Layout.Jpeg(CodingProcess.PROGRESSIVE, ChromaSubsampling.YUV444, 2 * 2 * 4 * 64, true));
    }

    @ParameterizedTest
    @CsvSource({"0x11,YUV444", "0x21,YUV422", "0x22,YUV420", "0x12,YUV440", "0x41,YUV411", "0x31,OTHER"})
    void tellsChromaSubsampling(String luma, ChromaSubsampling expected) {
        int[] factors = {Integer.decode(luma), 0x11, 0x11};
        assertThat(((Layout.Jpeg) probe(jpeg(0xc0, 64, 64, factors)).layout()).subsampling())
                .isEqualTo(expected);
    }

    @Test
    void tellsAGreyJpegFromTheRest() {
        Layout.Jpeg layout =
                (Layout.Jpeg) probe(jpeg(0xc1, 64, 64, new int[] {0x22})).layout();
        assertThat(layout.subsampling()).isEqualTo(ChromaSubsampling.GREY);
        assertThat(layout.process()).isEqualTo(CodingProcess.EXTENDED);
    }

    @Test
    void takesABaselineJpegWithAScanForEachComponentForOneThatMustBeHeldWhole() {
        byte[] picture = join(bytes(0xff, 0xd8), frame(0xc0, 8, 64, 64, YUV420), scan(1));
        assertThat(((Layout.Jpeg) probe(picture).layout()).process()).isEqualTo(CodingProcess.UNUSUAL);
    }

    @Test
    void refusesAJpegWithTwoFramesOrNone() {
        byte[] frame = frame(0xc0, 8, 8, 8, YUV420);
        assertThat(refusal(join(bytes(0xff, 0xd8), frame, frame, scan(3)))).isEqualTo(BadInput.Kind.DAMAGED_PICTURE);
        assertThat(refusal(join(bytes(0xff, 0xd8), scan(3)))).isEqualTo(BadInput.Kind.DAMAGED_PICTURE);
    }

    @Test
    void readsAPngWithPaletteAndTransparency() {
        Probe probe = probe(png(10, 20, 4, 3, 1, chunk("PLTE", new byte[6]), chunk("tRNS", new byte[2])));
        assertThat(probe.channels()).isEqualTo(4);
        assertThat(probe.bitsPerChannel()).isEqualTo(8);
        assertThat(probe.alpha()).isTrue();
        assertThat(probe.layout()).isEqualTo(new Layout.Png(true, true, false));
    }

    @Test
    void readsADeepPngWithProfileAndAnimation() {
        byte[] profile = join(text("p\0\0"), deflated(new byte[3000]));
        Probe probe = probe(png(10, 20, 16, 4, 0, chunk("iCCP", profile), chunk("acTL", u32(7, 0))));
        assertThat(probe.channels()).isEqualTo(2);
        assertThat(probe.bitsPerChannel()).isEqualTo(16);
        assertThat(probe.frames()).isEqualTo(7);
        assertThat(probe.profile()).isTrue();
        assertThat(probe.metadata().bytes()).isEqualTo(profile.length + 3000);
        assertThat(probe.layout()).isEqualTo(new Layout.Png(false, false, true));
    }

    @Test
    void countsTextInPngAsItIsInMemory() {
        byte[] text = deflated(new byte[100_000]);
        byte[] plain = join(text("key\0\0\0en\0key\0"), new byte[50]);
        byte[] international = join(text("key\0\1\0en\0key\0"), text);
        Probe probe = probe(png(
                1,
                1,
                8,
                2,
                0,
                chunk("iTXt", plain),
                chunk("iTXt", international),
                chunk("zTXt", text("key\0\0"), text)));
        assertThat(probe.metadata().bytes())
                .isEqualTo(plain.length + international.length + 100_000 + 5 + text.length + 100_000);
    }

    @Test
    void refusesTextInPngThatInflatesWithoutEnd() {
        byte[] bomb = join(text("key\0\0"), deflated(new byte[17 << 20]));
        assertThat(refusal(png(1, 1, 8, 2, 0, chunk("zTXt", bomb)))).isEqualTo(BadInput.Kind.UNSUPPORTED_PICTURE);
    }

    @Test
    void refusesAPngWhoseHeaderDoesNotMatchItsChecksum() {
        byte[] picture = png(10, 20, 8, 2, 0);
        picture[19] = 11;
        assertThat(refusal(picture)).isEqualTo(BadInput.Kind.DAMAGED_PICTURE);
    }

    @Test
    void refusesAHeaderThatClaimsMoreThanTheFileCanHold() {
        assertThat(refusal(png(60_000, 60_000, 8, 2, 0))).isEqualTo(BadInput.Kind.DAMAGED_PICTURE);
        assertThat(refusal(jpeg(0xc0, 64_250, 64_250, YUV420))).isEqualTo(BadInput.Kind.DAMAGED_PICTURE);
        assertThat(refusal(bmp(60_000, 60_000, 24, 0))).isEqualTo(BadInput.Kind.DAMAGED_PICTURE);
    }

    @Test
    void refusesSidesThatAreZeroOrTooLong() {
        assertThat(refusal(png(0, 20, 8, 2, 0))).isEqualTo(BadInput.Kind.DAMAGED_PICTURE);
        assertThat(refusal(png(Integer.MIN_VALUE, 20, 8, 2, 0))).isEqualTo(BadInput.Kind.UNSUPPORTED_PICTURE);
        assertThat(refusal(png(20, 65_536, 8, 2, 0))).isEqualTo(BadInput.Kind.UNSUPPORTED_PICTURE);
        assertThat(refusal(jpeg(0xc0, 5, 0, YUV420))).isEqualTo(BadInput.Kind.DAMAGED_PICTURE);
        assertThat(refusal(bmp(-5, 5, 24, 0))).isEqualTo(BadInput.Kind.DAMAGED_PICTURE);
        assertThat(refusal(bmp(5, Integer.MIN_VALUE, 24, 0))).isEqualTo(BadInput.Kind.UNSUPPORTED_PICTURE);
    }

    @Test
    void readsSimpleWebp() {
        assertThat(probe(webp(vp8(300, 200))).layout()).isEqualTo(new Layout.Webp(false, false));
        Probe lossless = probe(webp(vp8l(16_384, 1, true)));
        assertThat(lossless.size()).isEqualTo(new PixelSize(16_384, 1));
        assertThat(lossless.alpha()).isTrue();
        assertThat(lossless.channels()).isEqualTo(4);
        assertThat(lossless.layout()).isEqualTo(new Layout.Webp(true, false));
    }

    @Test
    void readsAnAnimatedWebp() {
        byte[] frame = animationFrame(20, 10, vp8l(20, 10, false));
        Probe probe = probe(webp(
                vp8x(0x02 | 0x10 | 0x20, 40, 30),
                riffChunk("ICCP", new byte[9]),
                riffChunk("ANIM", new byte[6]),
                frame,
                frame));
        assertThat(probe.size()).isEqualTo(new PixelSize(40, 30));
        assertThat(probe.frames()).isEqualTo(2);
        assertThat(probe.profile()).isTrue();
        assertThat(probe.alpha()).isTrue();
        assertThat(probe.layout()).isEqualTo(new Layout.Webp(true, true));
    }

    @Test
    void refusesAWebpFrameThatIsNotItsCanvas() {
        assertThat(refusal(webp(vp8x(0, 40, 30), vp8(41, 30)))).isEqualTo(BadInput.Kind.DAMAGED_PICTURE);
        assertThat(refusal(webp(vp8x(0, 40, 30)))).isEqualTo(BadInput.Kind.DAMAGED_PICTURE);
    }

    @Test
    void readsAGif() {
        Probe probe =
                probe(gif(30, 20, gifFrame(0, 0, 30, 20, 0x40), gifControl(true), gifFrame(5, 5, 90, 5, 0x80 | 0)));
        assertThat(probe.size()).isEqualTo(new PixelSize(30, 20));
        assertThat(probe.frames()).isEqualTo(2);
        assertThat(probe.channels()).isEqualTo(4);
        assertThat(probe.layout()).isEqualTo(new Layout.Gif(true, false));
    }

    @ParameterizedTest
    @CsvSource({"640,480", "3000,20", "0,0", "10,10"})
    void takesTheSizeOfAGifWhereLibnsgifTakesIt(int width, int height) {
        assertThat(probe(gif(width, height, gifFrame(5, 0, 10, 12, 0))).size()).isEqualTo(new PixelSize(15, 12));
    }

    private static byte[] gifOfFrames(int count) {
        byte[] frame = gifFrame(0, 0, 1, 1, 0);
        byte[] all = new byte[frame.length * count];
        for (int i = 0; i < all.length; i++) {
            all[i] = frame[i % frame.length];
        }
        return gif(1, 1, all);
    }

    @Test
    void countsTheFramesOfAGifAndWhatADecoderKeepsOfEach() {
        Probe probe = probe(gifOfFrames(10_000));
        assertThat(probe.frames()).isEqualTo(10_000);
        assertThat(probe.alpha()).isFalse();
        assertThat(probe.metadata().bytes() * 3).isGreaterThanOrEqualTo(77 * 10_000);
    }

    @Test
    void refusesAGifOfEndlessFrames() {
        assertThat(refusal(gifOfFrames(700_000))).isEqualTo(BadInput.Kind.UNSUPPORTED_PICTURE);
    }

    @Test
    void readsATiffOfStrips() {
        Probe probe = probe(tiff(
                ByteOrder.LITTLE_ENDIAN,
                false,
                entry(256, 3, 3000),
                entry(257, 4, 40),
                entry(258, 3, 16, 16, 16, 16),
                entry(259, 3, 5),
                entry(262, 3, 2),
                entry(277, 3, 4),
                entry(278, 4, 7),
                entry(284, 3, 2),
                entry(338, 3, 2),
                entry(34_675, 7, new long[20])));
        assertThat(probe.type()).isEqualTo(MediaType.TIFF);
        assertThat(probe.size()).isEqualTo(new PixelSize(3000, 40));
        assertThat(probe.channels()).isEqualTo(4);
        assertThat(probe.bitsPerChannel()).isEqualTo(16);
        assertThat(probe.alpha()).isTrue();
        assertThat(probe.profile()).isTrue();
        assertThat(probe.metadata().bytes()).isEqualTo(8 + 20);
        assertThat(probe.layout()).isEqualTo(new Layout.Tiff(new PixelSize(3000, 7), false, true, 5));
    }

    @Test
    void readsABigTiffOfTiles() {
        Probe probe = probe(tiff(
                ByteOrder.BIG_ENDIAN,
                true,
                entry(256, 16, 65_535),
                entry(257, 4, 50_000),
                entry(259, 3, 7),
                entry(262, 3, 3),
                entry(322, 3, 16_384),
                entry(323, 3, 8_192),
                entry(324, 16, 5, 6)));
        assertThat(probe.channels()).isEqualTo(3);
        assertThat(probe.bitsPerChannel()).isEqualTo(8);
        assertThat(probe.layout()).isEqualTo(new Layout.Tiff(new PixelSize(16_384, 8_192), true, false, 7));
    }

    @Test
    void countsThePagesOfATiffThatBitesItsTailUpToABound() {
        byte[] picture = tiff(ByteOrder.LITTLE_ENDIAN, false, entry(256, 3, 1), entry(257, 3, 1));
        picture[8 + 2 + 24] = 8;
        assertThat(probe(picture).frames()).isBetween(1000, 1 << 20);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 6, 4_000})
    void refusesATiffWithAbsurdChannels(int samples) {
        byte[] picture =
                tiff(ByteOrder.LITTLE_ENDIAN, false, entry(256, 3, 1), entry(257, 3, 1), entry(277, 3, samples));
        assertThat(refusal(picture))
                .isEqualTo(samples == 0 ? BadInput.Kind.DAMAGED_PICTURE : BadInput.Kind.UNSUPPORTED_PICTURE);
    }

    @Test
    void readsAnAvifWithAlphaThatIsTurnedAndCut() {
        byte[] properties = join(
                size(64, 48),
                box("av1C", bytes(0x81, 0x00, 0x4c, 0x00)),
                box("clap", u32(40, 1, 30, 1, 0, 1, 0, 1)),
                box("irot", bytes(1)),
                fullBox("auxC", 0, 0, text("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0")),
                box("colr", text("prof"), new byte[8]));
        List<Item> items = List.of(item(1, "av01", 1, 2, 3, 4, 6), item(2, "av01", 1, 5));
        Probe probe = probe(heif("avif", items, properties, box("auxl", u16(2, 1, 1)), av1(64, 48)));
        assertThat(probe.type()).isEqualTo(MediaType.AVIF);
        assertThat(probe.size()).isEqualTo(new PixelSize(30, 40));
        assertThat(probe.bitsPerChannel()).isEqualTo(10);
        assertThat(probe.alpha()).isTrue();
        assertThat(probe.channels()).isEqualTo(4);
        assertThat(probe.profile()).isTrue();
        assertThat(probe.orientation()).isEqualTo(1);
        assertThat(probe.layout()).isEqualTo(new Layout.Heif(new PixelSize(64, 48), true));
    }

    @Test
    void readsAHeicOfTiles() {
        byte[] properties = join(
                size(1000, 700),
                size(512, 512),
                box("hvcC", new byte[23]),
                fullBox("pixi", 0, 0, bytes(3, 10, 10, 10)));
        List<Item> items = List.of(item(1, "grid", 1, 4), item(2, "hvc1", 2, 3), item(3, "hvc1", 2, 3));
        Probe probe = probe(heif("heic", items, properties, box("dimg", u16(1, 2, 2, 3)), new byte[16]));
        assertThat(probe.type()).isEqualTo(MediaType.HEIC);
        assertThat(probe.size()).isEqualTo(new PixelSize(1000, 700));
        assertThat(probe.bitsPerChannel()).isEqualTo(10);
        assertThat(probe.layout()).isEqualTo(new Layout.Heif(new PixelSize(512, 512), false));
    }

    @Test
    void believesTheCodedDataOfAnAvifAndNotTheBoxAroundThem() {
        byte[] picture = heif("avif", List.of(item(1, "av01", 1)), size(8, 8), new byte[0], av1(16_000, 9_000));
        assertThat(probe(picture).layout()).isEqualTo(new Layout.Heif(new PixelSize(16_000, 9_000), true));
    }

    @Test
    void refusesAnAvifOfSeveralFrames() {
        byte[] twoFrames = bytes(0x32, 1, 0, 0x32, 1, 0);
        byte[] data = join(av1(8, 8), twoFrames);
        byte[] picture = heif("avif", List.of(item(1, "av01", 1)), size(8, 8), new byte[0], data);
        assertThat(refusal(picture)).isEqualTo(BadInput.Kind.UNSUPPORTED_PICTURE);
    }

    @Test
    void refusesATiffOfMoreTilesThanItHasBytes() {
        byte[] picture = tiff(
                ByteOrder.LITTLE_ENDIAN,
                false,
                entry(256, 3, 60_000),
                entry(257, 3, 60_000),
                entry(259, 3, 8),
                entry(322, 3, 16),
                entry(323, 3, 16),
                entry(324, 4, 1));
        assertThat(refusal(picture)).isEqualTo(BadInput.Kind.DAMAGED_PICTURE);
    }

    @Test
    void readsBmp() {
        Probe probe = probe(bmp(7, -5, 32, 0));
        assertThat(probe.size()).isEqualTo(new PixelSize(7, 5));
        assertThat(probe.channels()).isEqualTo(3);
        assertThat(probe.layout()).isEqualTo(new Layout.Bmp(true, 0));
    }

    @Test
    void refusesABmpOfFarTooFewRunLengths() {
        assertThat(refusal(bmp(65_535, 65_535, 8, 1))).isEqualTo(BadInput.Kind.DAMAGED_PICTURE);
        assertThat(probe(bmp(100, 100, 8, 1)).layout()).isEqualTo(new Layout.Bmp(false, 1));
    }

    @Test
    void readsTheLargestPictureOfAnIcon() {
        Probe probe = probe(ico(icon(16, 32), icon(48, 8), icon(48, 24), icon(32, 32)));
        assertThat(probe.type()).isEqualTo(MediaType.ICO);
        assertThat(probe.size()).isEqualTo(new PixelSize(48, 48));
        assertThat(probe.alpha()).isTrue();
        assertThat(probe.channels()).isEqualTo(4);
        int before = 6 + 4 * 16 + (40 + 16 * 16 * 4) + (40 + 48 * 48);
        assertThat(probe.layout()).isEqualTo(new Layout.Ico(before, 40 + 48 * 48 * 3, new Layout.Bmp(false, 0)));
        assertThat(probe(ico(icon(255, 32), icon(0, 1))).size()).isEqualTo(new PixelSize(256, 256));
    }

    @Test
    void readsAPngInAnIcon() {
        byte[] png = join(png(300, 200, 8, 6, 1), new byte[5000]);
        Probe probe = probe(ico(icon(16, 32), icon(0, 32, png)));
        assertThat(probe.size()).isEqualTo(new PixelSize(300, 200));
        assertThat(probe.layout())
                .isEqualTo(new Layout.Ico(38 + 40 + 16 * 16 * 4, png.length, new Layout.Png(true, false, false)));
    }

    @Test
    void refusesAnIconWhosePictureIsNotThere() {
        byte[] whole = ico(icon(16, 32));
        for (int length = 22; length < 22 + 20; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThat(refusal(part)).as("cut off at " + length).isEqualTo(BadInput.Kind.DAMAGED_PICTURE);
        }
        assertThat(refusal(ico(icon(16, 32, new byte[0])))).isEqualTo(BadInput.Kind.DAMAGED_PICTURE);
        assertThat(refusal(ico(icon(16, 32, text("this is neither PNG nor BMP, but a text of some length")))))
                .isEqualTo(BadInput.Kind.UNSUPPORTED_PICTURE);
        assertThat(refusal(Arrays.copyOf(whole, 21))).isEqualTo(BadInput.Kind.UNKNOWN_PICTURE);
    }

    @Test
    void recognisesJpegXlJpeg2000AndSvg() {
        // small, 8 * (1 + 2) high, ratio 7: twice as wide
        Probe jxl = probe(bytes(0xff, 0x0a, 1 | (2 << 1) | (3 << 6), 1, 0, 0));
        assertThat(jxl.type()).isEqualTo(MediaType.JXL);
        assertThat(jxl.size()).isEqualTo(new PixelSize(48, 24));
        byte[] boxed = join(
                box("JXL ", bytes(0x0d, 0x0a, 0x87, 0x0a)),
                box("ftyp", text("jxl ")),
                box("jxlc", bytes(0xff, 0x0a, 5, 0x40, 0)));
        assertThat(probe(boxed).type()).isEqualTo(MediaType.JXL);
        byte[] jp2 = join(
                box("jP  ", bytes(0x0d, 0x0a, 0x87, 0x0a)),
                box("ftyp", text("jp2 ")),
                box("jp2h", box("ihdr", u32(20, 30), u16(3), bytes(15, 7, 0, 0))));
        assertThat(probe(jp2).size()).isEqualTo(new PixelSize(30, 20));
        assertThat(probe(jp2).bitsPerChannel()).isEqualTo(16);
        byte[] codestream =
                join(bytes(0xff, 0x4f, 0xff, 0x51), u16(47, 0), u32(30, 20, 0, 0, 0, 0, 0, 0), u16(1), bytes(7, 1, 1));
        assertThat(probe(codestream).size()).isEqualTo(new PixelSize(30, 20));
        Probe svg = probe(text("<?xml version='1.0'?>\n<!-- > -->\n<svg width=\"20.5px\" height='10'>"));
        assertThat(svg.type()).isEqualTo(MediaType.SVG);
        assertThat(svg.size()).isEqualTo(new PixelSize(21, 10));
        assertThat(probe(text("<svg viewBox='0 0 640 480'/>")).size()).isEqualTo(new PixelSize(640, 480));
        assertThat(probe(text("<svg width='100%'/>")).size()).isEqualTo(new PixelSize(300, 150));
    }

    @Test
    void readsOrientationFromEveryContainer() {
        assertThat(probe(jpeg(0xc0, 8, 4, YUV420, segment(0xe1, exif(6)))).uprightSize())
                .isEqualTo(new PixelSize(4, 8));
        byte[] little = tiff(ByteOrder.LITTLE_ENDIAN, false, entry(271, 2, 'x'), entry(274, 3, 8));
        assertThat(probe(png(8, 4, 8, 0, 0, chunk("eXIf", little))).orientation())
                .isEqualTo(8);
        assertThat(probe(webp(vp8x(0x08, 8, 4), vp8(8, 4), riffChunk("EXIF", little)))
                        .orientation())
                .isEqualTo(8);
        assertThat(probe(webp(vp8x(0x08, 8, 4), vp8(8, 4), riffChunk("EXIF", exif(3))))
                        .orientation())
                .isEqualTo(3);
        byte[] picture = tiff(ByteOrder.BIG_ENDIAN, false, entry(256, 3, 8), entry(257, 3, 4), entry(274, 3, 5));
        assertThat(probe(picture).orientation()).isEqualTo(5);
    }

    @Test
    void takesDamagedExifForNone() {
        assertThat(probe(jpeg(0xc0, 8, 4, YUV420, segment(0xe1, exif(9)))).orientation())
                .isEqualTo(1);
        byte[] beyond = join(text("Exif\0\0II*\0"), bytes(0xff, 0xff, 0xff, 0x7f), new byte[20]);
        assertThat(probe(jpeg(0xc0, 8, 4, YUV420, segment(0xe1, beyond))).orientation())
                .isEqualTo(1);
    }

    @Test
    void saysWhatItReadsWhenItKnowsNothingOfABytes() {
        BadInput refused = catchThrowableOfType(BadInput.class, () -> probe(text("GIF88a is not a picture")));
        assertThat(refused.kind()).isEqualTo(BadInput.Kind.UNKNOWN_PICTURE);
        assertThat(refused).hasMessageContaining("JPEG").hasMessageContaining("SVG");
        assertThat(refusal(text("<html><svg/></html>"))).isEqualTo(BadInput.Kind.UNKNOWN_PICTURE);
        assertThat(refusal(box("ftyp", text("isom"), u32(0), text("mp42")))).isEqualTo(BadInput.Kind.UNKNOWN_PICTURE);
        assertThat(refusal(new byte[0])).isEqualTo(BadInput.Kind.EMPTY);
    }

    @Test
    void saysWhenThereIsNoFile() {
        assertThat(catchThrowableOfType(NotFound.class, () -> new HeaderProbe().read(folder.resolve("none"))))
                .isNotNull();
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void refusesOrReadsEveryTruncation(Format format) {
        byte[] picture = format.picture();
        for (int length = 0; length <= picture.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(picture, length);
            try {
                assertThat(probe(cut).size().pixels()).isPositive();
            } catch (BadInput refused) {
                assertThat(refused.kind())
                        .as("at %d bytes", length)
                        .isIn(
                                BadInput.Kind.EMPTY,
                                BadInput.Kind.UNKNOWN_PICTURE,
                                BadInput.Kind.DAMAGED_PICTURE,
                                BadInput.Kind.UNSUPPORTED_PICTURE);
            }
        }
        assertThat(probe(picture).type()).isEqualTo(format.type());
    }
}
