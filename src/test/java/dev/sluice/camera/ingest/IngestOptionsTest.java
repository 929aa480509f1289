package dev.sluice.camera.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IngestOptionsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static IngestOptions with(
            String user, String password, IngestKind kind, Duration interval, double rate, Duration stall) {
        return new IngestOptions("http://cam/", user, password, "", kind, interval, rate, stall);
    }

    @Test
    void addressesOfCamerasAreTakenAsPeopleWriteThem() {
        assertThat(IngestOptions.of(" http://192.168.1.2:8080/video.cgi?user=a|b&x=[1] ")
                        .input()
                        .toString())
                .contains("192.168.1.2", "8080", "/video.cgi?user=a%7Cb&x=%5B1%5D");
        assertThat(IngestOptions.of("HTTPS://Cam.Local").input())
                .isEqualTo(new CameraInput.Http(new CameraAddress(true, "cam.local", 443, "/")));
        assertThat(IngestOptions.of("http://[fd00::1]:81/a").input())
                .isEqualTo(new CameraInput.Http(new CameraAddress(false, "fd00::1", 81, "/a")));
        assertThat(IngestOptions.of("rtsp://cam/live").input()).isInstanceOf(CameraInput.Network.class);
        assertThat(IngestOptions.of("/dev/video0").input()).isEqualTo(new CameraInput.Device("/dev/video0"));
        assertThat(IngestOptions.of("file:///films/a.mp4").input()).isEqualTo(new CameraInput.File("/films/a.mp4"));
        assertThat(IngestOptions.of("films/a.mp4").input()).isEqualTo(new CameraInput.File("films/a.mp4"));
    }

    @Test
    void otherAddressesAreRefusedNamingTheKey() {
        for (String url : List.of(
                "",
                "ftp://cam/x",
                "concat:a.mp4|b.mp4",
                "subfile,,start,0,end,9,,:a",
                "data:image/jpeg;base64,xx",
                "-i",
                "--help",
                "/dev/mem",
                "/dev/video0;rm",
                "pipe:0",
                "tcp://cam:1",
                "http://",
                "http://cam:99999/",
                "http:///x",
                "rtsp://a'b/x",
                "http://cam/\r\nX: y",
                "lavfi:testsrc",
                "http://user:secret@cam/",
                "x".repeat(3_000))) {
            assertThatThrownBy(() -> IngestOptions.of(url))
                    .as(url)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("url: ")
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void eachKeyThatCannotBeUsedIsNamed() {
        assertThatThrownBy(() -> with("a\nb", "", IngestKind.AUTO, SECOND, 0, SECOND))
                .hasMessageStartingWith("user: ");
        assertThatThrownBy(() -> with("", "x", IngestKind.AUTO, SECOND, 0, SECOND))
                .hasMessageStartingWith("user: ");
        assertThatThrownBy(() -> with("a", "x\0", IngestKind.AUTO, SECOND, 0, SECOND))
                .hasMessageStartingWith("password: ");
        assertThatThrownBy(() -> with("", "", IngestKind.AUTO, Duration.ZERO, 0, SECOND))
                .hasMessageStartingWith("interval: ");
        assertThatThrownBy(() -> with("", "", IngestKind.AUTO, SECOND, Double.NaN, SECOND))
                .hasMessageStartingWith("maxRate: ");
        assertThatThrownBy(() -> with("", "", IngestKind.AUTO, SECOND, -1, SECOND))
                .hasMessageStartingWith("maxRate: ");
        assertThatThrownBy(() -> with("", "", IngestKind.AUTO, SECOND, 0, Duration.ofHours(1)))
                .hasMessageStartingWith("stallTimeout: ");
        assertThatThrownBy(() -> new IngestOptions("rtsp://cam/", "", "", "", IngestKind.STILL, SECOND, 0, SECOND))
                .hasMessageStartingWith("kind: ");
        assertThatThrownBy(() -> new IngestOptions("/dev/video1", "a", "", "", IngestKind.AUTO, SECOND, 0, SECOND))
                .hasMessageStartingWith("user: ");
    }

    @Test
    void aCertificateIsNamedByItsFingerprint() {
        String hex = "0123456789abcdef".repeat(4);
        String shown = "01:23:45:67:89:AB:CD:EF:".repeat(4).substring(0, 95);
        assertThat(named("https://cam/", shown).certificate()).isEqualTo(hex);
        assertThat(named("https://cam/", hex)).isEqualTo(named("https://cam/", shown));
        assertThat(named("http://cam/", "").fingerprint()).isNull();
        for (String wrong : List.of("abc", hex + "0", hex.replace('a', 'g'), "sha256")) {
            assertThatThrownBy(() -> named("https://cam/", wrong)).hasMessageStartingWith("certificate: must be");
        }
        for (String url : List.of("http://cam/", "rtsps://cam/", "/dev/video0")) {
            assertThatThrownBy(() -> named(url, hex)).hasMessageStartingWith("certificate: only addresses");
        }
    }

    private static IngestOptions named(String url, String certificate) {
        return new IngestOptions(url, "", "", certificate, IngestKind.AUTO, SECOND, 0, SECOND);
    }

    @Test
    void whatIsShownHidesPasswordAndPath() {
        IngestOptions options =
                new IngestOptions("http://cam/v?pwd=hush", "admin", "secret", "", IngestKind.AUTO, SECOND, 0, SECOND);
        assertThat(options.toString()).contains("http://cam,", "admin", "***").doesNotContain("hush", "secret");
    }

    @Test
    void waitsDoubleUpToTheLongestAndBeginAnewAfterGoodRunning() {
        Backoff backoff = new Backoff(new Random(7));
        double[] expected = {1, 2, 4, 8, 16, 32, 60, 60};
        for (double seconds : expected) {
            assertWaits(backoff.wait(false, Duration.ZERO), seconds);
        }
        assertWaits(backoff.wait(false, Backoff.GOOD), 1);
        assertWaits(backoff.wait(true, Duration.ZERO), 60);
        assertWaits(backoff.wait(false, Duration.ZERO), 4);
    }

    private static void assertWaits(Duration wait, double seconds) {
        assertThat(wait.toMillis() / 1e3).isBetween(seconds * 0.8, seconds * 1.2);
    }

    @Test
    void theAddressForFfmpegHoldsTheCheckedAddressAndAnEncodedLogin() throws Exception {
        FfmpegInput input = FfmpegInput.network(
                new URI("rtsp://cam.local:554/live/x'y?a=b"), InetAddress.ofLiteral("fd00::7"), "me", "a b'\n/@:");
        assertThat(input.script()).isEqualTo("""
                ffconcat version 1.0
                file 'rtsp://me:a%20b%27%0A%2F%40%3A@[fd00:0:0:0:0:0:0:7]:554/live/x%27y?a=b'
                option rtsp_flags prefer_tcp
                """);
        assertThat(input.arguments()).doesNotContain("me").noneMatch(argument -> argument.contains("cam"));
    }
}
