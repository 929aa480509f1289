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
