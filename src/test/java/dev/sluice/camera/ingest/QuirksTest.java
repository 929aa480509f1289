package dev.sluice.camera.ingest;

import static dev.sluice.camera.ingest.Jpegs.ascii;
import static dev.sluice.camera.ingest.Jpegs.join;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.RawOrigin;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Streams as real cameras spell them, byte for byte, over real sockets: always the same frames. */
@Timeout(60)
class QuirksTest {

    private static final byte[] ONE = Jpegs.formed(2_100, 1);
    private static final byte[] TWO = Jpegs.formed(40_000, 2);
    private static final byte[] THREE = Jpegs.real(64, 48, 3);
    private static final List<byte[]> FRAMES = List.of(ONE, TWO, THREE);
    private static final String PLAIN =
            "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n";

    /** What a camera sends: all of it at once, in the order given. */
    private static final class Quirk {

        private final String name;
        private final byte[] answer;

        Quirk(String name, byte[] answer) {
            this.name = name;
            this.answer = answer;
        }

        Quirk(String name, String head, String before, String after) {
            this(name, join(ascii(head), parts(before, after)));
        }
    }

    /** In {@code before}, {@code LENGTH} stands for the length of the picture. */
    private static byte[] parts(String before, String after) {
        List<byte[]> all = new ArrayList<>();
        for (byte[] frame : FRAMES) {
            all.add(ascii(before.replace("LENGTH", Integer.toString(frame.length))));
            all.add(frame);
            all.add(ascii(after));
        }
        return join(all.toArray(byte[][]::new));
    }

    private static String head(String... lines) {
        return "HTTP/1.1 200 OK\r\n" + String.join("\r\n", lines) + "\r\n\r\n";
    }

    private static byte[] chunked(byte[] body, int size, String end) {
        List<byte[]> all = new ArrayList<>();
        for (int at = 0; at < body.length; at += size) {
            int count = Math.min(size, body.length - at);
            all.add(ascii(Integer.toHexString(count) + (at % 3 == 0 ? ";x=\"1\"" : "") + end));
            all.add(Arrays.copyOfRange(body, at, at + count));
            all.add(ascii(end));
        }
        return join(all.toArray(byte[][]::new));
    }

    private static Stream<Quirk> quirks() {
        String part = "--b\r\nContent-Type: image/jpeg\r\nContent-Length: LENGTH\r\n\r\n";
        String bare = "--b\r\nContent-Type: image/jpeg\r\n\r\n";
        String chunks = head("Content-Type: multipart/x-mixed-replace;boundary=b", "Transfer-Encoding: chunked");
        byte[] body = parts(part, "\r\n");
        return Stream.of(
                new Quirk("plain", PLAIN, part, "\r\n"),
                new Quirk(
                        "dashes in the header, not in the line more",
                        head("Content-Type: multipart/x-mixed-replace;boundary=--b"),
                        part,
                        "\r\n"),
                new Quirk("quoted", head("Content-Type: multipart/x-mixed-replace; boundary=\"b\""), part, "\r\n"),
                new Quirk(
                        "space before =", head("Content-Type: multipart/x-mixed-replace; boundary =--b"), part, "\r\n"),
                new Quirk("no boundary named", head("Content-Type: multipart/x-mixed-replace"), part, "\r\n"),
                new Quirk("multipart/mixed", head("content-type: Multipart/Mixed; boundary=b"), part, "\r\n"),
                new Quirk("another boundary", PLAIN, part.replace("--b", "--other"), "\r\n"),
                new Quirk("line without dashes", PLAIN, part.replace("--b", "b"), "\r\n"),
                new Quirk("doubled line", PLAIN, "--b\r\n" + part, "\r\n"),
                new Quirk("line only behind", PLAIN, part.substring(5), "\r\n--b\r\n"),
                new Quirk("no part headers", PLAIN, "", "\r\n--b\r\n"),
                new Quirk("no length", PLAIN, bare, "\r\n"),
                new Quirk("length too short", PLAIN, part.replace("LENGTH", "12"), "\r\n"),
                new Quirk("length too long", PLAIN, part.replace("LENGTH", "99999999"), "\r\n"),
                new Quirk("length of nonsense", PLAIN, part.replace("LENGTH", "-x"), "\r\n"),
                new Quirk(
                        "padded and odd case",
                        PLAIN,
                        part.replace("Content-Length: ", "cOnTeNt-lEnGtH :      "),
                        "\r\n"),
                new Quirk("LF only", PLAIN.replace("\r", ""), part.replace("\r", ""), "\n"),
                new Quirk("LF only in the header", PLAIN.replace("\r", ""), part, "\r\n"),
                new Quirk("nothing behind the picture", PLAIN, part, ""),
                new Quirk("doubled line end behind", PLAIN, part, "\r\n\r\n"),
                new Quirk("bytes behind the end", PLAIN, part, "\0\0\0\0\u00ff\u00ff\0\u00ff\u00d9padding\r\n"),
                new Quirk("preamble", PLAIN + "This is a stream.\r\n\r\n", part, "\r\n"),
                new Quirk(
                        "HTTP/1.0",
                        "HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace;boundary=b\r\n\r\n",
                        part,
                        "\r\n"),
                new Quirk("status without words", "HTTP/1.0 200\r\n\r\n", part, "\r\n"),
                new Quirk("no content type", head("Server: GoAhead"), part, "\r\n"),
                new Quirk("octet stream", head("Content-Type: application/octet-stream"), part, "\r\n"),
                new Quirk(
                        "false length of all",
                        head("Content-Type: multipart/x-mixed-replace;boundary=b", "Content-Length: 999"),
                        part,
                        "\r\n"),
                new Quirk("false length, no type", head("Content-Length: 43000"), part, "\r\n"),
                new Quirk("called a picture", head("Content-Type: image/jpeg"), part, "\r\n"),
                new Quirk("interim answer", "HTTP/1.1 100 Continue\r\n\r\n" + PLAIN, part, "\r\n"),
                new Quirk("no header at all", "", part, "\r\n"),
                new Quirk("pictures alone", "", "", ""),
                new Quirk("chunks of 1000", join(ascii(chunks), chunked(body, 1_000, "\r\n"))),
                new Quirk("chunks of 1", join(ascii(chunks), chunked(body, 1, "\r\n"))),
                new Quirk("chunks with LF", join(ascii(chunks), chunked(body, 4_097, "\n"))),
                new Quirk("chunks that are none", join(ascii(chunks), body)),
                new Quirk("the end of all parts", join(ascii(PLAIN), body, ascii("--b--\r\n"))),
                new Quirk("garbage between", PLAIN, "\u0001\u0002\u00ff\u0003 rubbish \u00ff\u00e0" + part, "\r\n"),
                new Quirk("a frame that broke off", join(ascii(PLAIN), Arrays.copyOf(TWO, 9_000), body)),
                new Quirk("a frame that broke off in a segment", join(ascii(PLAIN), Arrays.copyOf(TWO, 30), body)));
    }

    @TestFactory
    Stream<DynamicTest> theSameFramesCome() {
        return quirks().map(quirk -> DynamicTest.dynamicTest(quirk.name, () -> {
            try (RawOrigin camera = new RawOrigin()) {
                camera.on("/video?a=b", (_, out) -> {
                    send(out, quirk.answer, camera.connections());
                    Thread.sleep(20_000);
                });
                try (IngestFixture fixture = IngestFixture.started(IngestFixture.options(camera.at("/video?a=b")))) {
                    fixture.awaitFrames(FRAMES.size());
                    assertThat(Jpegs.prints(fixture.frames)).isEqualTo(Jpegs.prints(FRAMES));
                    assertThat(fixture.status().state()).isEqualTo(new IngestState.Live());
                    assertThat(fixture.status().lastFailure()).isEmpty();
                    assertThat(camera.heads().getFirst())
                            .startsWith("GET /video?a=b HTTP/1.1\nHost: 127.0.0.1:" + camera.port());
                }
            }
        }));
    }

    @Test
    void aStreamThatEndsProperlyIsBegunAnew() throws IOException {
        String chunks = head("Content-Type: multipart/x-mixed-replace;boundary=b", "Transfer-Encoding: chunked");
        byte[] body = chunked(parts("--b\r\n\r\n", "\r\n"), 999, "\r\n");
        try (RawOrigin camera = new RawOrigin()) {
            camera.on("/", (_, out) -> send(out, join(ascii(chunks), body, ascii("0\r\nX: y\r\n\r\n")), 1));
            try (IngestFixture fixture = IngestFixture.started(IngestFixture.options(camera.at("/")))) {
                fixture.awaitFrames(2 * FRAMES.size());
                assertThat(Jpegs.prints(fixture.frames.subList(0, 3))).isEqualTo(Jpegs.prints(FRAMES));
                assertThat(Jpegs.prints(fixture.frames.subList(3, 6))).isEqualTo(Jpegs.prints(FRAMES));
                assertThat(fixture.failure()).isEqualTo("the camera closed the connection");
                assertThat(fixture.status().dropped()).isZero();
            }
        }
    }

    /** In pieces, so that no line and no picture arrives as a whole. */
    private static void send(OutputStream out, byte[] bytes, int seed) throws IOException {
        int step = 700 + seed;
        for (int at = 0; at < bytes.length; at += step) {
            out.write(bytes, at, Math.min(step, bytes.length - at));
            out.flush();
        }
    }
}
