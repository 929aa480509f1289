package dev.sluice.camera.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.image.vips.VipsImage;
import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.image.vips.VipsLocator;
import dev.sluice.support.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs that real cameras and people run; what comes is decoded by the real engine. */
@Timeout(60)
class ProducersTest {

    @TempDir
    Path folder;

    private void assertReads(String url, int frames, int width, int height, List<String> command) throws Exception {
        Process producer = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        try (IngestFixture fixture = IngestFixture.started(IngestFixture.options(url))) {
            fixture.awaitFrames(frames);
            for (byte[] frame : fixture.frames) {
                assertDecodes(frame, width, height);
            }
            assertThat(fixture.status().dropped()).isZero();
        } finally {
            producer.destroyForcibly();
            assertThat(producer.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private void assertDecodes(byte[] frame, int width, int height) throws IOException {
        VipsLibrary library = new VipsLibrary(new VipsLocator("", Path.of(System.getProperty("user.dir"))), false);
        Path file = Files.write(folder.resolve("frame.jpg"), frame);
        try (VipsImage image = library.operation("jpegload")
                        .set("filename", file.toString())
                        .set("fail_on", 3)
                        .image();
                VipsImage.Rows rows = image.rows()) {
            assertThat(List.of(image.width(), image.height())).isEqualTo(List.of(width, height));
            rows.fetch(0, height, pixels -> assertThat(pixels.byteSize()).isPositive());
        }
    }

    private static List<String> ffmpeg(String url, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "ffmpeg",
                "-loglevel",
                "error",
                "-re",
                "-f",
                "lavfi",
                "-i",
                "testsrc2=size=640x480:rate=15",
                "-c:v",
                "mjpeg",
                "-q:v",
                "5",
                "-f",
                "mpjpeg"));
        command.addAll(List.of(more));
        command.addAll(List.of("-listen", "1", url));
        return command;
    }

    @Test
    void ffmpegsListenerIsRead() throws Exception {
        String url = "http://127.0.0.1:" + RedisServer.freePort() + "/a.mjpg";
        List<String> command =
                ffmpeg(url, "-boundary_tag", "frame", "-content_type", "multipart/x-mixed-replace;boundary=frame");
        assertReads(url, 20, 640, 480, command);
    }

    @Test
    void ffmpegsListenerIsReadAsAnOctetStreamToo() throws Exception {
        String url = "http://127.0.0.1:" + RedisServer.freePort() + "/a.mjpg";
        assertReads(url, 10, 640, 480, ffmpeg(url));
    }

    @Test
    void ustreamerIsRead() throws Exception {
        int port = RedisServer.freePort();
        Path blank = Files.write(folder.resolve("blank.jpg"), Jpegs.real(320, 240, 1));
        List<String> command = List.of(
                "ustreamer",
                "--device",
                "/dev/video99",
                "--blank",
                blank.toString(),
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--device-error-delay",
                "1");
        assertReads("http://127.0.0.1:" + port + "/stream", 2, 320, 240, command);
    }

    @Test
    void pythonsMultipartIsRead() throws Exception {
        int port = RedisServer.freePort();
        Path picture = Files.write(folder.resolve("picture.jpg"), Jpegs.real(160, 120, 1));
        List<String> command = List.of(
                "python3", "src/test/resources/camera/multipart.py", Integer.toString(port), picture.toString());
        assertReads("http://127.0.0.1:" + port + "/", 30, 160, 120, command);
    }
}
