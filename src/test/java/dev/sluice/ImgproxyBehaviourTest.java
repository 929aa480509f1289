package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Gifs;
import dev.sluice.support.Pictures;
import dev.sluice.support.Reply;
import dev.sluice.support.RunningSluice;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether URLs of imgproxy make here what imgproxy makes of them, by its documentation and its own tests. */
class ImgproxyBehaviourTest {

    private static final int RAMP_BLUE = 0x80;

    /** Of a part of a colour: what resampling and 8 bits of alpha may lose, and what JPEG may. */
    private static final int EXACTLY = 3;

    private static final int IN_JPEG = 26;

    @TempDir
    static Path folder = Path.of("");

    private static RunningSluice sluice;
    private static byte[] ramp;

    @BeforeAll
    static void start() throws IOException {
        Path root = Files.createDirectories(folder.resolve("root"));
        BufferedImage quarters = quarters();
        ramp = Pictures.encode(ramp(), "png");
        Files.write(root.resolve("ramp.png"), ramp);
        Files.write(root.resolve("quarters.png"), Pictures.encode(quarters, "png"));
        Files.write(root.resolve("upright.jpg"), Pictures.encode(quarters, "jpg"));
        for (int orientation = 1; orientation <= 8; orientation++) {
            Files.write(
                    root.resolve("turned-" + orientation + ".jpg"),
                    Pictures.jpeg(Pictures.stored(quarters, orientation), orientation));
        }
        Files.write(root.resolve("framed.png"), Pictures.encode(framed(), "png"));
        Files.write(root.resolve("framed-6.jpg"), Pictures.jpeg(Pictures.stored(framed(), 6), 6));
        Files.write(root.resolve("solid.png"), Pictures.encode(filled(40, 30, Color.RED), "png"));
        Files.write(root.resolve("grey.png"), Pictures.encode(grey(), "png"));
        Files.write(root.resolve("halved.png"), Pictures.encode(halved(), "png"));
        Files.write(root.resolve("moving.gif"), moving());
        Files.write(root.resolve("noise.png"), Pictures.encode(Pictures.noise(300, 200, 7), "png"));
        Files.writeString(root.resolve("text.png"), "no picture");
        Files.write(folder.resolve("mark.png"), Pictures.encode(filled(20, 10, Color.MAGENTA), "png"));
        sluice = RunningSluice.in(
                folder.resolve("data"),
                Map.of(
                        "proxy.allow-unsigned",
                        "true",
                        "proxy.local-root",
                        root.toString(),
                        "proxy.watermark",
                        folder.resolve("mark.png").toString(),
                        "proxy.allow-security-options",
                        "true"));
        Files.write(
                root.resolve("opaque.webp"), get("f:webp/q:95", "quarters.png").bytes());
        Files.write(root.resolve("quarters.avif"), get("f:avif", "quarters.png").bytes());
    }

    @AfterAll
    static void stop() {
        sluice.close();
    }

    /** Each pixel says where it is: red is its column, green twice its row. */
    private static BufferedImage ramp() {
        BufferedImage image = new BufferedImage(200, 100, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 100; y++) {
            for (int x = 0; x < 200; x++) {
                image.setRGB(x, y, (x << 16) | (y << 9) | RAMP_BLUE);
            }
        }
        return image;
    }

    private static BufferedImage quarters() {
        BufferedImage image = filled(200, 100, Color.WHITE);
        paint(image, Color.RED, 0, 0, 100, 50);
        paint(image, Color.GREEN, 100, 0, 100, 50);
        paint(image, Color.BLUE, 0, 50, 100, 50);
        return image;
    }

    /** A red frame, a green one and a blue one. */
    private static byte[] moving() {
        return Gifs.animation(
                200,
                100,
                0,
                Stream.of(Color.RED, Color.GREEN, Color.BLUE)
                        .map(colour -> Gifs.filled(200, 100, colour, 0, 0, 10, 0))
                        .toList());
    }

    private static BufferedImage framed() {
        BufferedImage image = filled(320, 220, Color.WHITE);
        paint(image, Color.RED, 30, 40, 200, 100);
        return image;
    }

    private static BufferedImage grey() {
        BufferedImage image = new BufferedImage(200, 100, BufferedImage.TYPE_BYTE_GRAY);
        for (int at = 0; at < 200 * 100; at++) {
            image.getRaster().setSample(at % 200, at / 200, 0, 128);
        }
        return image;
    }

    /** Transparent on the left, blue on the right. */
    private static BufferedImage halved() {
        BufferedImage image = new BufferedImage(200, 100, BufferedImage.TYPE_INT_ARGB);
        paint(image, Color.BLUE, 100, 0, 100, 100);
        return image;
    }

    private static BufferedImage filled(int width, int height, Color colour) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        paint(image, colour, 0, 0, width, height);
        return image;
    }

    private static void paint(BufferedImage image, Color colour, int left, int top, int width, int height) {
        Graphics2D brush = image.createGraphics();
        brush.setColor(colour);
        brush.fillRect(left, top, width, height);
        brush.dispose();
    }

    @ParameterizedTest
    @CsvSource({
        "w:50,3",
        "f:gif/rs:fill:40:60/ex:1,3",
        "f:png,1",
        "maf:2,2",
        "maf:9/pd:3,3",
        "maf:1,1",
        "mafr:0.02,3",
        "msr:0.06,3"
    })
    void keepsTheFramesOfAnAnimation(String options, int frames) throws IOException {
        Reply reply = get(options, "moving.gif");
        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        ImageReader reader = ImageIO.getImageReadersBySuffix(options.equals("f:png") ? "png" : "gif")
                .next();
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(reply.bytes()))) {
            reader.setInput(in);
            assertThat(reader.getNumImages(true)).isEqualTo(frames);
        } finally {
            reader.dispose();
        }
    }

    private static Reply get(String options, String source) {
        return sluice.get("/img/_/" + options + "/plain/local:///" + source);
    }

    @ParameterizedTest(name = "{0} of {1}")
    @CsvFileSource(resources = "/imgproxy-urls.txt", delimiter = '|')
    void doesAsImgproxyDoes(
            String options,
            String source,
            int status,
            @Nullable String size,
            @Nullable String type,
            @Nullable String look) {
        Reply reply = get(options, source);
        assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
        if (size == null || type == null) {
            return;
        }
        assertThat(reply.header("X-Image-Width") + "x" + reply.header("X-Image-Height"))
                .isEqualTo(size);
        assertThat(reply.header("Content-Type")).isEqualTo("image/" + type);
        if (!type.equals("webp") && !type.equals("avif")) {
            BufferedImage image = Pictures.decode(reply.bytes());
            assertThat(image.getWidth() + "x" + image.getHeight()).isEqualTo(size);
            for (String pixel : look == null ? new String[0] : look.split(" ")) {
                assertLooks(image, pixel, type.equals("jpeg") ? IN_JPEG : EXACTLY);
            }
        }
    }

    /** The JDK takes grey for linear, and converts it. */
    private static int colour(BufferedImage image, int x, int y) {
        boolean grey = image.getType() == BufferedImage.TYPE_BYTE_GRAY;
        return grey ? 0xff000000 | (image.getRaster().getSample(x, y, 0) * 0x010101) : image.getRGB(x, y);
    }

    private static void assertLooks(BufferedImage image, String pixel, int tolerance) {
        String[] parts = pixel.split(":");
        int found = colour(image, Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        String expected = parts[2].length() == 6 ? "ff" + parts[2] : parts[2];
        String told = "at " + parts[0] + "," + parts[1] + ": " + Integer.toHexString(found) + " for " + expected;
        if (expected.startsWith("00")) {
            assertThat(found >>> 24).as(told).isZero();
            return;
        }
        int wanted = (int) Long.parseLong(expected, 16);
        for (int shift = 0; shift < 32; shift += 8) {
            assertThat((found >>> shift) & 0xff)
                    .as(told)
                    .isBetween(((wanted >>> shift) & 0xff) - tolerance, ((wanted >>> shift) & 0xff) + tolerance);
        }
    }

    @Test
    void lowersTheQualityUntilTheBytesFit() {
        int whole = get("f:jpg/q:95", "noise.png").bytes().length;
        for (String format : new String[] {"jpg", "webp", "avif"}) {
            byte[] small =
                    get("q:95/mb:" + whole / 3 + "/f:" + format, "noise.png").bytes();
            assertThat(small.length).as(format).isBetween(500, whole / 3);
        }
        assertThat(get("mb:10/f:jpg", "noise.png").status())
                .as("as small as it gets")
                .isEqualTo(200);
        assertThat(get("mb:10", "noise.png").bytes())
                .isEqualTo(get("cb:1", "noise.png").bytes());
    }

    @Test
    void sendsWhatItIsToldNotToProcessAsItIs() {
        assertThat(get("skp:png/w:50", "ramp.png").bytes()).isEqualTo(ramp);
        assertThat(get("skp:jpg:png/w:50/f:png", "ramp.png").bytes()).isEqualTo(ramp);
    }

    @Test
    void takesAFileNameInBase64() {
        assertThat(get("fn:Y2F0:1/att:1", "ramp.png").header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"cat.png\"");
    }

    @Test
    void putsPresetsInThePlaceOfOptions() throws IOException {
        try (RunningSluice preset = RunningSluice.in(
                folder.resolve("presets"),
                Map.of(
                        "proxy.allow-unsigned", "true",
                        "proxy.only-presets", "true",
                        "proxy.presets", "small=rs:fit:50:50,square=rs:fill:30:30/f:jpg",
                        "proxy.local-root", folder.resolve("root").toString()))) {
            assertThat(preset.get("/img/_/small/plain/local:///ramp.png").header("X-Image-Width"))
                    .isEqualTo("50");
            Reply both = preset.get("/img/_/small:square/plain/local:///ramp.png");
            assertThat(both.header("X-Image-Width")).isEqualTo("30");
            assertThat(both.header("Content-Type")).isEqualTo("image/jpeg");
            preset.get("/img/_/w:50/plain/local:///ramp.png").problem(404, "not-found");
        }
    }

    @Test
    void saysWhenTheWatermarkIsMissing() throws IOException {
        try (RunningSluice broken = RunningSluice.in(
                folder.resolve("broken"),
                Map.of(
                        "proxy.allow-unsigned", "true",
                        "proxy.watermark", folder.resolve("nothing.png").toString(),
                        "proxy.local-root", folder.resolve("root").toString()))) {
            assertThat(broken.get("/img/_/wm:1/plain/local:///ramp.png").status())
                    .isEqualTo(500);
            assertThat(broken.get("/img/_/wm:0/plain/local:///ramp.png").status())
                    .isEqualTo(200);
        }
    }
}
