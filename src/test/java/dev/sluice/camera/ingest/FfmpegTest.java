package dev.sluice.camera.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Pictures;
import dev.sluice.support.RawOrigin;
import dev.sluice.units.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What ffmpeg reads, by a real one, and by commands that stand in for one that fails. */
@Timeout(60)
class FfmpegTest {

    private static final DataSize MEMORY = DataSize.ofMebibytes(48);

    @TempDir
    static Path folder;

    private static Path videos;

    @BeforeAll
    static void film() throws Exception {
        videos = Files.createDirectory(folder.resolve("videos"));
        for (String name : List.of("film.mp4", "film.ts")) {
            Process made = new ProcessBuilder(
                            "ffmpeg",
                            "-loglevel",
                            "error",
                            "-f",
                            "lavfi",
                            "-i",
                            "testsrc2=size=320x240:rate=25:duration=2",
                            "-c:v",
                            "mpeg4",
                            videos.resolve(name).toString())
                    .inheritIO()
                    .start();
            assertThat(made.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(made.exitValue()).isZero();
        }
        Files.copy(videos.resolve("film.mp4"), folder.resolve("outside.mp4"));
        Files.createSymbolicLink(videos.resolve("link.mp4"), folder.resolve("outside.mp4"));
    }

    private static IngestConfig config(String ffmpeg) {
        return new IngestConfig(videos.toString(), ffmpeg, MEMORY);
    }

    /** A command in the place of ffmpeg. */
    private static String command(String name, String script) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file.toString();
    }

    private static IngestFixture started(String url, String ffmpeg, double rate) {
        IngestOptions options =
                new IngestOptions(url, "", "", "", IngestKind.AUTO, Duration.ofSeconds(1), rate, Duration.ofSeconds(2));
        IngestFixture fixture = new IngestFixture(options, config(ffmpeg));
        fixture.ingest.start();
        return fixture;
    }

    private static void assertFails(String url, String ffmpeg, String words) {
        try (IngestFixture fixture = started(url, ffmpeg, 0)) {
            assertThat(fixture.failure()).contains(words);
        }
    }

    private static List<ProcessHandle> children() {
        return ProcessHandle.current().descendants().toList();
    }

    @Test
    void aFileIsPlayedAtItsPaceAgainAndAgain() {
        try (IngestFixture fixture = started("film.mp4", "ffmpeg", 0)) {
            fixture.awaitFrames(1);
            long began = System.nanoTime();
            fixture.awaitFrames(60);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1_500));
            assertThat(fixture.frames).allSatisfy(frame -> {
                assertThat(Pictures.decode(frame).getWidth()).isEqualTo(320);
            });
            assertThat(fixture.status().dropped()).isZero();
            assertThat(fixture.status().reconnects()).isZero();
            assertThat(fixture.governor.ledger().holders())
                    .anySatisfy(holder -> assertThat(holder.toString()).contains("porch ffmpeg"));
            assertThat(children()).isNotEmpty();
        }
        assertThat(children()).isEmpty();
    }

    @Test
    void theRateIsLimitedWithinFfmpeg() {
        try (IngestFixture fixture = started("film.mp4", "ffmpeg", 5)) {
            fixture.awaitFrames(8);
            assertThat(fixture.status().skipped()).isLessThan(3);
            assertThat(fixture.status().rate()).isLessThan(8);
        }
    }

    @Test
    void aVideoOverHttpIsFetchedHere() throws IOException {
        byte[] film = Files.readAllBytes(videos.resolve("film.ts"));
        try (RawOrigin camera = new RawOrigin()) {
            camera.on("/film", (_, out) -> {
                RawOrigin.write(out, "HTTP/1.1 200 OK\r\nContent-Type: video/mp2t\r\n\r\n");
                out.write(film);
                out.flush();
                throw new RawOrigin.Close();
            });
            try (IngestFixture fixture =
                    new IngestFixture(IngestFixture.options(camera.at("/film"), IngestKind.FFMPEG), config("ffmpeg"))) {
                fixture.ingest.start();
                fixture.awaitFrames(50);
                assertThat(Pictures.decode(fixture.frames.getLast()).getHeight())
                        .isEqualTo(240);
            }
        }
    }

    @Test
    void filesOutsideTheirFolderAreRefused() {
        for (String url : List.of(
                "../outside.mp4",
                folder.resolve("outside.mp4").toString(),
                "link.mp4",
                "nothing.mp4",
                "file:///etc/passwd",
                ".")) {
            assertFails(url, "ffmpeg", "the file is not below camera.file-root");
        }
        try (IngestFixture fixture =
                new IngestFixture(IngestFixture.options("film.mp4"), new IngestConfig("", "ffmpeg", MEMORY))) {
            fixture.ingest.start();
            assertThat(fixture.failure()).contains("camera.file-root, which is not set");
        }
    }

    @Test
    void aFileThatNamesOthersIsNotFollowed() throws IOException {
        Files.writeString(videos.resolve("list.ffconcat"), "ffconcat version 1.0\nfile 'film.mp4'\n");
        Files.writeString(videos.resolve("list.m3u8"), "#EXTM3U\n#EXTINF:2,\nfilm.ts\n#EXT-X-ENDLIST\n");
        assertFails("list.ffconcat", "ffmpeg", "ffmpeg ended with code");
        assertFails("list.m3u8", "ffmpeg", "ffmpeg ended with code");
    }

    @Test
    void whatFfmpegSaysLastIsSaid() {
        assertFails("rtsp://127.0.0.1:1/none", "ffmpeg", "Connection refused");
        assertFails("/dev/video99", "ffmpeg", "No such file");
    }

    @Test
    void aMissingFfmpegIsSaid() {
        assertFails("film.mp4", "/nowhere/ffmpeg", "install it or name its file");
    }

    @Test
    void aCrashIsSaidAndItIsStartedAnew() throws IOException {
        String crash = command("crash", "echo 'one' >&2; echo 'Segmentation, at //admin:hush@cam/x' >&2; exit 139");
        try (IngestFixture fixture = started("film.mp4", crash, 0)) {
            assertThat(fixture.failure()).contains("ended with code 139: Segmentation, at //cam/x");
            fixture.await("another start", () -> fixture.status().reconnects() > 2);
        }
    }

    @Test
    void onesThatHangAreKilledWithTheirWholeGroup() throws IOException {
        String hang = command(
                "hang",
                "trap '' TERM\nprintf '\\377\\330\\377'\n(trap '' TERM; setsid sleep 61.5 & sleep 62.5) &\nwhile :; do sleep 63.5; done");
        try (IngestFixture fixture = started("film.mp4", hang, 0)) {
            assertThat(fixture.failure()).contains("sent nothing for 2 s");
        }
        assertThat(ProcessHandle.allProcesses())
                .noneMatch(each -> each.info().commandLine().orElse("").matches(".*sleep 6[123]\\.5.*"));
    }

    @Test
    void floodsOfErrorsAreHeldToALine() throws IOException {
        String flood = command("flood", "head -c 3000000 /dev/zero | tr '\\0' x >&2; exit 3");
        try (IngestFixture fixture = started("film.mp4", flood, 0)) {
            assertThat(fixture.failure()).contains("ended with code 3: xxx").hasSizeLessThan(400);
        }
    }

    @Test
    void withoutRoomInTheBudgetItIsNotStarted() {
        IngestConfig large = new IngestConfig(videos.toString(), "ffmpeg", DataSize.ofMebibytes(400));
        try (IngestFixture fixture = new IngestFixture(IngestFixture.options("film.mp4"), large)) {
            fixture.ingest.start();
            assertThat(fixture.failure()).contains("no room for ffmpeg, 400.0 MiB (camera.ffmpeg-memory)");
        }
        assertThat(children()).isEmpty();
    }
}
