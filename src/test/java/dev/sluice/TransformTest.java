package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Pictures;
import dev.sluice.support.Reply;
import dev.sluice.support.RunningSluice;
import java.awt.image.BufferedImage;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /transform}: a picture in, a picture out, nothing kept. */
class TransformTest {

    private static final int WIDTH = 160;
    private static final int HEIGHT = 100;

    @RegisterExtension
    static final RunningSluice SLUICE = RunningSluice.with(Map.of());

    private final BufferedImage scene = Pictures.scene(WIDTH, HEIGHT);

    /** WebP and AVIF, which the JDK does not read, are taken through another transform. */
    @ParameterizedTest
    @CsvSource({
        "jpeg, image/jpeg",
        "png, image/png",
        "webp, image/webp",
        "avif, image/avif",
        "gif, image/gif",
        "tiff, image/tiff",
        "bmp, image/bmp"
    })
    void writesEveryFormat(String format, String type) {
        Reply reply = SLUICE.post("/transform?w=80&format=" + format, Pictures.encode(scene, "png"));

        assertThat(reply.status()).as(reply::text).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo(type);
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        assertThat(reply.header("X-Image-Width")).isEqualTo("80");
        boolean foreign = Set.of("webp", "avif").contains(format);
        BufferedImage picture =
                foreign ? SLUICE.post("/transform?format=png", reply.bytes()).picture() : reply.picture();
        assertThat(picture.getWidth()).isEqualTo(80);
        assertThat(picture.getHeight()).isEqualTo(50);
        assertThat(Pictures.distance(picture, scene)).as(format).isLessThan(2);
    }

    @ParameterizedTest
    @CsvSource({"rgb565, 16000", "rgb565be, 16000", "grey1, 1040", "grey4, 4000"})
    void writesWhatDisplaysTake(String format, int bytes) {
        Reply reply = SLUICE.post("/transform?w=100&h=80&fit=fill&format=" + format, Pictures.encode(scene, "png"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).startsWith("application/vnd.sluice." + format);
        assertThat(reply.bytes()).hasSize(bytes);
    }

    @Test
    void twoByteOrdersAreTheSamePicture() {
        byte[] low = SLUICE.post("/transform?format=rgb565", Pictures.encode(scene, "png"))
                .bytes();
        byte[] high = SLUICE.post("/transform?format=rgb565be", Pictures.encode(scene, "png"))
                .bytes();

        for (int i = 0; i < low.length; i += 2) {
            assertThat(low[i]).isEqualTo(high[i + 1]);
            assertThat(low[i + 1]).isEqualTo(high[i]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif", "tiff"})
    void readsWhatOthersWrite(String format) {
        BufferedImage picture = SLUICE.post("/transform?format=png", Pictures.encode(scene, format))
                .picture();

        assertThat(picture.getWidth()).isEqualTo(WIDTH);
        assertThat(Pictures.distance(picture, scene)).as(format).isLessThan(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void standsUprightWhateverTheCamera(int orientation) {
        byte[] photo = Pictures.jpeg(Pictures.stored(scene, orientation), orientation);

        for (String query : new String[] {"format=png", "w=80&format=png", "w=60&h=60&fit=fill&format=jpeg&q=95"}) {
            BufferedImage picture = SLUICE.post("/transform?" + query, photo).picture();
            assertThat(Pictures.distance(picture, scene))
                    .as("orientation %d, %s", orientation, query)
                    .isLessThanOrEqualTo(2);
        }
        BufferedImage cut = SLUICE.post("/transform?w=80&h=100&fit=cover&gravity=west&format=png", photo)
                .picture();
        assertThat(Pictures.distance(cut, scene.getSubimage(0, 0, 80, HEIGHT)))
                .as("orientation %d, cut", orientation)
                .isLessThanOrEqualTo(2);
    }

    @Test
    void theSizeIsThatOfTheUprightPicture() {
        byte[] photo = Pictures.jpeg(Pictures.stored(scene, 6), 6);

        BufferedImage picture = SLUICE.post("/transform?w=80", photo).picture();

        assertThat(picture.getWidth()).isEqualTo(80);
        assertThat(picture.getHeight()).isEqualTo(50);
    }

    /** Left 80, right 170. */
    private static byte[] edge(int width, int height) {
        BufferedImage edge = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                edge.setRGB(x, y, x < width / 2 ? 0x505050 : 0xaaaaaa);
            }
        }
        return Pictures.encode(edge, "png");
    }

    private static int grey(BufferedImage picture, int x, int y) {
        return picture.getRGB(x, y) & 0xff;
    }

    @Test
    void blurSoftensAnEdgeAndNothingElse() {
        BufferedImage soft = SLUICE.post("/transform?blur=3&w=100&h=80&fit=contain&background=ff0000", edge(100, 40))
                .picture();

        assertThat(grey(soft, 5, 40)).isBetween(77, 83);
        assertThat(grey(soft, 48, 40)).isBetween(95, 120);
        assertThat(grey(soft, 51, 40)).isBetween(130, 155);
        assertThat(grey(soft, 95, 40)).isBetween(167, 173);
        assertThat(soft.getRGB(50, 19)).as("what stands around is not blurred").isEqualTo(0xffff0000);
        assertThat(grey(soft, 5, 20)).isBetween(77, 83);
    }

    @Test
    void sharpenRaisesTheContrastOfAnEdge() {
        BufferedImage sharp = SLUICE.post("/transform?sharpen=2", edge(100, 40)).picture();

        assertThat(grey(sharp, 5, 20)).isBetween(79, 81);
        assertThat(grey(sharp, 49, 20)).isLessThan(75);
        assertThat(grey(sharp, 50, 20)).isGreaterThan(175);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "webp", "avif"})
    void loweringTheQualityMakesItAsSmallAsWasAsked(String format) {
        byte[] noise = Pictures.encode(Pictures.noise(200, 150, 7), "png");
        int whole = SLUICE.post("/transform?q=90&format=" + format, noise).bytes().length;
        int most = whole / 2;

        Reply small = SLUICE.post("/transform?q=90&format=" + format + "&max_bytes=" + most, noise);

        assertThat(small.status()).isEqualTo(200);
        assertThat(small.bytes()).hasSizeBetween(whole / 20, most);
        assertThat(SLUICE.post("/transform?q=90&max_bytes=1MiB&format=" + format, noise)
                        .bytes())
                .hasSize(whole);
    }

    @Test
    void aSizeThatCannotBeHadIsAnsweredWithTheSmallestThereIs() {
        byte[] noise = Pictures.encode(Pictures.noise(200, 150, 7), "png");

        byte[] smallest =
                SLUICE.post("/transform?format=jpeg&max_bytes=10", noise).bytes();
        byte[] low = SLUICE.post("/transform?format=jpeg&q=10", noise).bytes();
        byte[] png = SLUICE.post("/transform?format=png&max_bytes=10", noise).bytes();

        assertThat(smallest).hasSizeBetween(11, low.length);
        assertThat(png).isEqualTo(SLUICE.post("/transform?format=png", noise).bytes());
    }

    /** Above a million pixels a result goes to a file at once. */
    @Test
    void resultsInFilesAreMadeSmallerToo() {
        byte[] noise = Pictures.encode(Pictures.noise(200, 150, 7), "png");
        String large = "/transform?w=1600&enlarge=true&format=jpeg";
        int whole = SLUICE.post(large, noise).bytes().length;

        assertThat(SLUICE.post(large + "&max_bytes=" + whole * 2 / 3, noise).bytes())
                .hasSizeBetween(whole / 20, whole * 2 / 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"blur=0", "blur=501", "sharpen=11", "sharpen=", "max_bytes=0", "max_bytes=many"})
    void saysWhatAnEffectMayBe(String query) {
        assertThat(SLUICE.post("/transform?" + query, edge(10, 10)).detail(400, "parameter"))
                .startsWith(query.substring(0, query.indexOf('=')) + ": ");
    }

    @Test
    void largeResultsArriveWhole() {
        Reply reply = SLUICE.post("/transform?w=1500&enlarge=true&format=bmp", Pictures.encode(scene, "png"));

        assertThat(reply.picture().getHeight()).isEqualTo(938);
        assertThat(reply.bytes()).hasSizeGreaterThan(4_000_000);
    }

    @Test
    void nothingIsKept() {
        SLUICE.post("/transform?w=10", Pictures.png(20, 20)).picture();

        assertThat(SLUICE.get("/images").json(200).path("images").isEmpty()).isTrue();
    }

    @Test
    void saysWhatAParameterLacks() {
        byte[] png = Pictures.png(20, 20);

        assertThat(SLUICE.post("/transform?widht=10", png).detail(400, "parameter"))
                .contains("widht");
        assertThat(SLUICE.post("/transform?w=10&w=10", png).detail(400, "parameter"))
                .contains("twice");
        assertThat(SLUICE.post("/transform?format=svg", png)
                        .problem()
                        .path("type")
                        .asString())
                .isIn("/problems/unsupported-picture", "/problems/parameter");
    }
}
