package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Form;
import dev.sluice.support.Pictures;
import dev.sluice.support.Reply;
import dev.sluice.support.RunningSluice;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Pictures that are none, that lie, or that are not whole. */
class BadPictureTest {

    private static final int PARTS = 16;
    private static final Set<String> REFUSALS = Set.of(
            "400 /problems/empty",
            "415 /problems/unknown-picture",
            "422 /problems/damaged-picture",
            "413 /problems/too-large");

    @RegisterExtension
    static final RunningSluice SLUICE = RunningSluice.with(Map.of());

    @Test
    void bytesThatAreNoPictureAreRefused() {
        byte[] text = "<html>this is a page</html>".getBytes(StandardCharsets.UTF_8);

        SLUICE.post("/transform", text).problem(415, "unknown-picture");
        SLUICE.post("/upload", text, "Content-Type", "image/jpeg").problem(415, "unknown-picture");
        SLUICE.post("/transform", new byte[100_000]).problem(415, "unknown-picture");
    }

    @Test
    void theBytesCountAndNotWhatTheyAreCalled() {
        byte[] png = Pictures.png(20, 10);

        JsonNode kept =
                SLUICE.post("/upload", new Form().file("photo.jpg", png)).json(201);

        assertThat(kept.path("images").path(0).path("originalType").asString()).isEqualTo("image/png");
        assertThat(SLUICE.post("/transform", png, "Content-Type", "image/webp")
                        .picture()
                        .getWidth())
                .isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png", "gif", "tiff"})
    void aHeaderBeforeNothingIsRefused(String format) {
        byte[] picture = Pictures.encode(Pictures.scene(64, 64), format);
        byte[] lying = Arrays.copyOf(Arrays.copyOf(picture, 40), picture.length);

        assertThat(refusal(SLUICE.post("/transform", lying))).isIn(REFUSALS);
        assertThat(refusal(SLUICE.post("/upload", lying))).isIn(REFUSALS);
    }

    @Test
    void noBytesAreNoPicture() {
        SLUICE.post("/upload", new byte[0]).problem(400, "empty");
        SLUICE.post("/transform", new byte[0]).problem(400, "empty");
        SLUICE.post("/upload", new Form().file("none.jpg", new byte[0])).problem(400, "empty");
    }

    @Test
    void aJpegThatClaimsToBeHugeIsRefused() {
        byte[] jpeg = Pictures.encode(Pictures.scene(64, 64), "jpg");
        int frame = indexOf(jpeg, (byte) 0xff, (byte) 0xc0);
        ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 60_000).putShort(frame + 7, (short) 60_000);
        assertThat(refusal(SLUICE.post("/transform?w=100", jpeg))).isIn(REFUSALS);

        byte[] padded = Arrays.copyOf(jpeg, 3 << 20);
        padded[frame + 1] = (byte) 0xc9;
        JsonNode arithmetic = SLUICE.post("/transform?w=100", padded).problem(413, "too-large");
        assertThat(arithmetic.path("needed").asLong())
                .isGreaterThan(arithmetic.path("budget").asLong());

        padded[frame + 1] = (byte) 0xc2;
        SLUICE.post("/transform?w=100", padded).problem(503, "expired");
    }

    @Test
    void aPngThatClaimsToBeHugeIsRefused() {
        byte[] png = Pictures.png(64, 64);
        for (int interlaced = 0; interlaced < 2; interlaced++) {
            ByteBuffer.wrap(png).putInt(16, 60_000).putInt(20, 60_000).put(28, (byte) interlaced);
            CRC32 check = new CRC32();
            check.update(png, 12, 17);
            ByteBuffer.wrap(png).putInt(29, (int) check.getValue());

            assertThat(refusal(SLUICE.post("/transform?w=100", png))).isIn(REFUSALS);
            assertThat(refusal(SLUICE.post("/upload", png))).isIn(REFUSALS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png", "gif", "tiff", "webp", "avif"})
    void aTruncatedPictureIsRefusedWhereverItEnds(String format) {
        byte[] whole = encoded(format);
        assertThat(SLUICE.post("/transform?w=50&format=png", whole).picture().getWidth())
                .isEqualTo(50);

        for (int part = 0; part < PARTS; part++) {
            byte[] truncated = Arrays.copyOf(whole, (int) ((long) whole.length * part / PARTS));

            String small = refusal(SLUICE.post("/transform?w=50&format=png", truncated));
            String kept = refusal(SLUICE.post("/upload", truncated));

            assertThat(small).as("%s, %d of %d", format, part, PARTS).isIn(REFUSALS);
            assertThat(kept).as("%s, %d of %d", format, part, PARTS).isEqualTo(small);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png"})
    void ofATruncatedPictureThePartThatIsThereIsKeptWhenAsked(String format) {
        byte[] whole = encoded(format);
        try (RunningSluice lenient =
                RunningSluice.in(SLUICE.data().resolve("lenient"), Map.of("image.truncated", "keep"))) {
            Reply reply = lenient.post("/transform?format=png", Arrays.copyOf(whole, whole.length / 2));

            assertThat(reply.picture().getHeight()).isEqualTo(150);
        }
    }

    private static byte[] encoded(String format) {
        boolean foreign = Set.of("webp", "avif").contains(format);
        byte[] plain = Pictures.encode(Pictures.noise(200, 150, 7), foreign ? "png" : format);
        return foreign ? SLUICE.post("/transform?q=90&format=" + format, plain).bytes() : plain;
    }

    private static String refusal(Reply reply) {
        return reply.status() + " " + reply.problem().path("type").asString();
    }

    private static int indexOf(byte[] bytes, byte first, byte second) {
        for (int i = 0; i + 1 < bytes.length; i++) {
            if (bytes[i] == first && bytes[i + 1] == second) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }
}
