package dev.sluice;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.failure.InvalidSettings;
import dev.sluice.image.vips.VipsImage;
import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.image.vips.VipsLocator;
import dev.sluice.image.vips.VipsOperation;
import dev.sluice.image.vips.VipsTarget;
import dev.sluice.support.Pictures;
import dev.sluice.support.Reply;
import dev.sluice.support.RunningSluice;
import dev.sluice.support.SmallDisk;
import dev.sluice.support.Wire;
import dev.sluice.units.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures whose very result is too large for the memory there is. */
@Tag("slow")
class RowsOnDiskTest {

    /** 21.6 million bytes of pixels. */
    private static final int WIDTH = 3000;

    private static final int HEIGHT = 2400;

    private static final DataSize POOL = DataSize.ofMebibytes(18);

    @RegisterExtension
    static final RunningSluice SMALL = RunningSluice.with(Map.of("memory", leaving(POOL)));

    @RegisterExtension
    static final RunningSluice LARGE = RunningSluice.with(Map.of());

    @TempDir
    static Path folder = Path.of("");

    private static byte[] plain = new byte[0];
    private static byte[] interlaced = new byte[0];
    private static byte[] lossless = new byte[0];

    @BeforeAll
    static void makePictures() throws IOException {
        Path drawn =
                Files.write(folder.resolve("drawn.bmp.png"), Pictures.encode(Pictures.noise(WIDTH, HEIGHT, 7), "png"));
        plain = Files.readAllBytes(drawn);
        interlaced = convert(drawn, "pngsave", save -> save.set("interlace", 1).set("compression", 1));
        lossless = convert(drawn, "webpsave", save -> save.set("lossless", 1).set("effort", 0));
    }

    private static byte[] convert(Path png, String saver, UnaryOperator<VipsOperation> options) throws IOException {
        VipsLibrary library = new VipsLibrary(new VipsLocator("", Path.of(System.getProperty("user.dir"))), false);
        Path file = folder.resolve(saver);
        try (VipsImage image = library.operation("pngload")
                        .set("filename", png.toString())
                        .image();
                VipsTarget target = library.fileTarget(file.toString())) {
            options.apply(library.operation(saver + "_target").set("in", image).set("target", target))
                    .run();
        }
        return Files.readAllBytes(file);
    }

    /** The memory of a server that has at least so much for work on pictures, and hardly more. */
    private static String leaving(DataSize pool) {
        for (int mebibytes = 256; ; mebibytes += 2) {
            String memory = mebibytes + "MiB";
            try {
                if (pool.fits(RunningSluice.budget(memory).capacity().memory())) {
                    return memory;
                }
            } catch (InvalidSettings tooSmall) {
                assertThat(mebibytes).isLessThan(4096);
            }
        }
    }

    /** libvips reads the plain PNG line by line, and makes the same bytes of the same pixels. */
    @ParameterizedTest
    @CsvSource({"interlaced,''", "lossless,''", "interlaced,&w=2000", "lossless,&w=2000&q=90"})
    void isReadByWayOfTheDisk(String kind, String options) {
        byte[] picture = kind.equals("interlaced") ? interlaced : lossless;
        Reply reply = SMALL.post("/transform?format=jpeg" + options, picture);
        Reply expected = LARGE.post("/transform?format=jpeg" + options, plain);

        assertThat(reply.status()).as(reply::text).isEqualTo(200);
        assertThat(reply.header("Server-Timing")).contains("rows-on-disk;", "render;");
        assertThat(expected.header("Server-Timing")).doesNotContain("rows");
        assertThat(reply.bytes()).isEqualTo(expected.bytes());
        SMALL.assertNothingIsHeld();
    }

    @Test
    void staysInMemoryWhereThereIsRoom() {
        Reply reply = LARGE.post("/transform?format=jpeg", interlaced);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Server-Timing")).contains("rows;").doesNotContain("rows-on-disk");
    }

    @Test
    void aClientThatLeavesLeavesNoFile() {
        try (Wire wire = SMALL.wire()) {
            String head = "POST /transform?format=jpeg HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                    + interlaced.length + "\r\n\r\n";
            wire.send(head.getBytes(ISO_8859_1)).send(interlaced);
            RunningSluice.await(
                    "the body, the rows and the result are files",
                    Duration.ofSeconds(10),
                    () -> SMALL.spooled().size() == 3);
        }
        SMALL.assertNothingIsHeld();
    }

    /** What is written to such a folder is memory, and not the gate's to hand out as disk. */
    @Test
    void aFolderInMemoryIsNoDisk(@TempDir Path temporary) throws IOException {
        try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 200 << 10);
                RunningSluice sluice =
                        RunningSluice.in(disk.path(), Map.of("memory", leaving(POOL), "store.disk-floor", "1MiB"))) {
            sluice.post("/transform?format=jpeg", interlaced).problem(413, "too-large");
        }
    }
}
