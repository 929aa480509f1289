package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.image.vips.VipsImage;
import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.image.vips.VipsLocator;
import dev.sluice.image.vips.VipsTarget;
import dev.sluice.support.Pictures;
import dev.sluice.support.Reply;
import dev.sluice.support.RunningSluice;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures that readers of our own take apart before libvips sees them. */
@Tag("slow")
class RowReadersTest {

    /** More samples than are held at once. */
    private static final int WIDTH = 2203;

    private static final int HEIGHT = 1607;

    @RegisterExtension
    static final RunningSluice SLUICE = RunningSluice.with(Map.of());

    @TempDir
    private Path folder;

    private final BufferedImage scene = Pictures.noise(WIDTH, HEIGHT, 4);

    @ParameterizedTest
    @ValueSource(strings = {"/transform?w=300&format=png", "/transform?format=png&q=1", "/transform?w=900&format=jpeg"})
    void aProgressiveJpegGivesTheSamePixelsAsTheSameCoefficientsInABaselineOne(String path) throws IOException {
        Reply progressive = SLUICE.post(path, jpeg(ImageWriteParam.MODE_DEFAULT));
        Reply baseline = SLUICE.post(path, jpeg(ImageWriteParam.MODE_DISABLED));

        assertThat(progressive.status()).as(progressive::text).isEqualTo(200);
        assertThat(progressive.header("Server-Timing")).contains("baseline;");
        assertThat(baseline.header("Server-Timing")).doesNotContain("baseline;");
        assertThat(progressive.bytes()).isEqualTo(baseline.bytes());
    }

    @Test
    void aProgressiveJpegIsKeptByTheSameWay() throws IOException {
        Reply reply = SLUICE.post("/upload", jpeg(ImageWriteParam.MODE_DEFAULT));

        assertThat(reply.status()).as(reply::text).isEqualTo(201);
        assertThat(reply.header("Server-Timing")).contains("baseline;");
    }

    /** A table that changes within a component is not read row by row (libjpeg keeps the one it saw first). */
    @Test
    void whatOurReaderDoesNotTakeIsLeftToLibvips() throws IOException {
        byte[] progressive = jpeg(ImageWriteParam.MODE_DEFAULT);
        int table = indexOf(progressive, 0, 0xdb);
        int length = 2 + ByteBuffer.wrap(progressive).getShort(table + 2);
        int secondScan = indexOf(progressive, indexOf(progressive, 0, 0xda) + 2, 0xda);
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        changed.write(progressive, 0, secondScan);
        byte[] other = Arrays.copyOfRange(progressive, table, table + length);
        other[length - 1] ^= 1;
        changed.write(other);
        changed.write(progressive, secondScan, progressive.length - secondScan);

        Reply reply = SLUICE.post("/transform?w=300&format=png", changed.toByteArray());

        assertThat(reply.status()).as(reply::text).isEqualTo(200);
        assertThat(reply.header("Server-Timing")).doesNotContain("baseline;");
        assertThat(reply.bytes())
                .isEqualTo(
                        SLUICE.post("/transform?w=300&format=png", progressive).bytes());
    }

    /** libjpeg smooths over bits that no scan brings, and the pixels must not depend on the way. */
    @Test
    void aPictureWhoseLastDetailsAreMissingIsLeftToLibvips() throws IOException {
        byte[] progressive = jpeg(ImageWriteParam.MODE_DEFAULT);
        int last = progressive.length - 2;
        while (progressive[last] != (byte) 0xff || progressive[last + 1] != (byte) 0xda) {
            last--;
        }
        byte[] unfinished = Arrays.copyOf(progressive, last + 2);
        unfinished[last + 1] = (byte) 0xd9;

        Reply reply = SLUICE.post("/transform?w=300&format=png", unfinished);

        assertThat(reply.status()).as(reply::text).isEqualTo(200);
        assertThat(reply.header("Server-Timing")).doesNotContain("baseline;");
    }

    @Test
    void aLosslessWebpIsAveragedDownWhileItIsRead() throws IOException {
        byte[] webp = lossless();
        Reply reply = SLUICE.post("/transform?w=300&format=png", webp);

        assertThat(reply.status()).as(reply::text).isEqualTo(200);
        assertThat(reply.header("Server-Timing")).contains("rows;");
        assertThat(reply.picture().getWidth()).isEqualTo(300);
        assertThat(SLUICE.post("/upload", webp).header("Server-Timing")).contains("rows;");
        SLUICE.assertNothingIsHeld();
    }

    @Test
    void aTruncatedLosslessWebpIsRefused() throws IOException {
        byte[] webp = lossless();
        SLUICE.post("/transform?w=300", Arrays.copyOf(webp, webp.length / 2)).problem(422, "damaged-picture");
        SLUICE.assertNothingIsHeld();
    }

    private byte[] lossless() throws IOException {
        Path png = Files.write(folder.resolve("scene.png"), Pictures.encode(scene, "png"));
        Path webp = folder.resolve("scene.webp");
        VipsLibrary library = new VipsLibrary(new VipsLocator("", Path.of(System.getProperty("user.dir"))), false);
        try (VipsImage image = library.operation("pngload")
                        .set("filename", png.toString())
                        .image();
                VipsTarget target = library.fileTarget(webp.toString())) {
            library.operation("webpsave_target")
                    .set("in", image)
                    .set("target", target)
                    .set("lossless", 1)
                    .set("effort", 0)
                    .run();
        }
        return Files.readAllBytes(webp);
    }

    @Test
    void aTruncatedProgressiveJpegIsRefused() throws IOException {
        byte[] whole = jpeg(ImageWriteParam.MODE_DEFAULT);
        for (int sixteenth = 1; sixteenth < 16; sixteenth++) {
            byte[] part = Arrays.copyOf(whole, (int) ((long) whole.length * sixteenth / 16));
            SLUICE.post("/transform?w=300", part).problem(422, "damaged-picture");
        }
    }

    private byte[] jpeg(int mode) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam options = writer.getDefaultWriteParam();
        options.setProgressiveMode(mode);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(scene, null, null), options);
        }
        writer.dispose();
        return bytes.toByteArray();
    }

    private static int indexOf(byte[] bytes, int from, int marker) {
        for (int i = from; i < bytes.length - 1; i++) {
            if (bytes[i] == (byte) 0xff && bytes[i + 1] == (byte) marker) {
                return i;
            }
        }
        throw new IllegalArgumentException("there is no marker " + Integer.toHexString(marker));
    }
}
