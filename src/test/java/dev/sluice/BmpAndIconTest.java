package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Pictures;
import dev.sluice.support.Reply;
import dev.sluice.support.RunningSluice;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures of kinds that the bundled libvips does not know. */
class BmpAndIconTest {

    @RegisterExtension
    static final RunningSluice SLUICE = RunningSluice.with(Map.of());

    private final BufferedImage scene = Pictures.scene(400, 300);

    @AfterEach
    void nothingIsHeld() {
        SLUICE.assertNothingIsHeld();
    }

    @Test
    void aBmpBecomesAnyOtherPicture() {
        Reply reply = SLUICE.post("/transform?format=png", Pictures.encode(scene, "bmp"));

        assertThat(reply.status()).as(reply::text).isEqualTo(200);
        assertThat(reply.header("Server-Timing")).contains("rows;");
        assertThat(Pictures.distance(reply.picture(), scene)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"w=150&format=png", "w=40&format=jpeg", "w=150&h=150&fit=cover&gravity=smart&format=png", "w=33"
            })
    void aBmpLooksLikeThePngOfTheSamePicture(String options) {
        Reply bmp = SLUICE.post("/transform?" + options, Pictures.encode(scene, "bmp"));
        Reply png = SLUICE.post("/transform?" + options, Pictures.encode(scene, "png"));

        assertThat(bmp.status()).as(bmp::text).isEqualTo(200);
        assertThat(Pictures.distance(bmp.picture(), png.picture())).isLessThan(1);
    }

    @Test
    void aBmpIsKept() {
        var image = SLUICE.post("/upload", Pictures.encode(scene, "bmp"))
                .json(201)
                .path("images")
                .path(0);

        assertThat(image.path("originalType").asString()).isEqualTo("image/bmp");
        assertThat(Pictures.distance(SLUICE.get(image.path("url").asString()).picture(), scene))
                .isLessThan(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp"})
    void anIconBecomesItsLargestPicture(String inside) {
        byte[] picture = Pictures.encode(Pictures.scene(64, 64), inside);
        byte[] icon = icon(inside.equals("png") ? picture : withMask(picture));
        Reply reply = SLUICE.post("/transform?format=png", icon);

        assertThat(reply.status()).as(reply::text).isEqualTo(200);
        assertThat(Pictures.distance(reply.picture(), Pictures.scene(64, 64))).isZero();
        var image = SLUICE.post("/upload", icon).json(201).path("images").path(0);
        assertThat(image.path("originalType").asString()).isEqualTo("image/x-icon");
        assertThat(image.path("width").asInt()).isEqualTo(64);
    }

    /** A BMP without the header of its file and twice as high, with a mask that hides nothing. */
    private static byte[] withMask(byte[] bmp) {
        byte[] picture = Arrays.copyOfRange(bmp, 14, bmp.length + 64 * 8);
        picture[8] = (byte) 128;
        return picture;
    }

    private static byte[] icon(byte[] picture) {
        byte[] icon = new byte[22 + picture.length];
        ByteBuffer out = ByteBuffer.wrap(icon).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0x10000).putShort((short) 1).put((byte) 64).put((byte) 64).putShort((short) 0);
        out.putShort((short) 1)
                .putShort((short) 24)
                .putInt(picture.length)
                .putInt(22)
                .put(picture);
        return icon;
    }

    @Test
    void whatIsDamagedIsRefused() {
        byte[] bmp = Pictures.encode(scene, "bmp");
        for (int sixteenth = 1; sixteenth < 16; sixteenth++) {
            byte[] part = Arrays.copyOf(bmp, (int) ((long) bmp.length * sixteenth / 16));
            SLUICE.post("/transform?w=100", part).problem(422, "damaged-picture");
            byte[] picture = Arrays.copyOfRange(part, 14, part.length);
            ByteBuffer.wrap(picture).order(ByteOrder.LITTLE_ENDIAN).putInt(8, 2 * scene.getHeight());
            SLUICE.post("/transform?w=30&format=png", icon(picture)).problem(422, "damaged-picture");
        }
        byte[] huge = Arrays.copyOf(bmp, 5000);
        ByteBuffer.wrap(huge).order(ByteOrder.LITTLE_ENDIAN).putInt(18, 65_535).putInt(22, 65_535);
        SLUICE.post("/transform?w=100", huge).problem(422, "damaged-picture");
    }

    @Test
    void anIconIsNotWritten() {
        SLUICE.post("/transform?format=ico", Pictures.png(20, 10)).problem(400, "parameter");
    }
}
