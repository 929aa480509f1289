package dev.sluice.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.failure.BadInput;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartParserTest {

    private static final String HEAD = "Content-Disposition: form-data; name=\"f\"; filename=\"a.png\"\r\n\r\n";

    /** Holds what a form had, as text. */
    private static final class Collector implements Multipart.Receiver {

        private final List<String> seen = new ArrayList<>();
        private final ByteArrayOutputStream file = new ByteArrayOutputStream();
        private String name = "";

        @Override
        public ChunkSink file(Multipart.Part part) {
            file.reset();
            name = part.name() + "/" + part.fileName().orElse("-") + "/"
                    + part.contentType().orElse("-");
            return bytes -> {
                assertThat(bytes.hasRemaining()).isTrue();
                while (bytes.hasRemaining()) {
                    file.write(bytes.get());
                }
            };
        }

        @Override
        public void fileEnded() {
            seen.add(name + "=" + file.toString(ISO_8859_1));
        }

        @Override
        public void field(String field, String value) {
            seen.add(field + ":" + value);
        }
    }

    private static List<String> parse(String boundary, String body, int step) {
        Collector collector = new Collector();
        MultipartParser parser = new MultipartParser(boundary, 10, collector);
        byte[] bytes = body.getBytes(ISO_8859_1);
        for (int at = 0; at < bytes.length; at += step) {
            parser.accept(ByteBuffer.wrap(bytes, at, Math.min(step, bytes.length - at))
                    .slice());
        }
        parser.end();
        return collector.seen;
    }

    private static void assertMalformed(String body, String message) {
        assertThatThrownBy(() -> parse("b", body, 4_096))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 4_096})
    void readsFilesAndFields(int step) {
        String body = "preamble\r\n--b\r\n" + HEAD + "one\r\n--not b\r\n-\r\r\n--b  \t\r\n"
                + "content-disposition: form-data; name=\"q\"\r\n\r\n80\r\n--b\r\n"
                + "Content-Type: image/webp\r\nContent-Disposition: form-data; name=raw\r\n\r\n\r\n--b--\r\nepilogue";
        assertThat(parse("b", body, step))
                .containsExactly("f/a.png/-=one\r\n--not b\r\n-\r", "q:80", "raw/-/image/webp=");
    }

    @Test
    void readsAPartWhoseHeadersTouchTheNextBoundary() {
        assertThat(parse("b", "--b\r\n" + HEAD + "--b--", 5)).containsExactly("f/a.png/-=");
    }

    @Test
    void keepsAHyphenThatBeginsAContentWhereverABufferEnds() {
        for (int step = 1; step < 90; step++) {
            assertThat(parse("b", "--b\r\n" + HEAD + "-abc\r\n--b--", step)).containsExactly("f/a.png/-=-abc");
        }
    }

    @Test
    void doesNotMistakeALongerOrNestedBoundary() {
        String nested = "--inner\r\n" + HEAD + "x\r\n--inner--";
        assertThat(parse("outer", "--outer\r\n" + HEAD + nested + "\r\n--outer--", 3))
                .containsExactly("f/a.png/-=" + nested);
        assertThatThrownBy(() -> parse("b", "--b\r\n" + HEAD + "x\r\n--bb\r\n--b--", 4))
                .hasMessageContaining("something else than a line end");
    }

    @Test
    void showsFileNamesHarmlessly() {
        String body =
                "--b\r\nContent-Disposition: form-data; filename=\"C:\\\\x\\\\..\\\\n\u0007\\\"q.png\"; name=a\r\n\r\n1"
                        + "\r\n--b\r\nContent-Disposition: form-data; name=\"" + "n".repeat(400)
                        + "\"; filename=../../etc/passwd"
                        + "\r\n\r\n2\r\n--b--";
        assertThat(parse("b", body, 50)).containsExactly("a/n\"q.png/-=1", "n".repeat(255) + "/passwd/-=2");
    }

    @Test
    void readsNamesInUtf8() {
        String name = new String("Übung".getBytes(UTF_8), ISO_8859_1);
        String body = "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n1\r\n--b--";
        assertThat(parse("b", body, 1)).containsExactly("Übung:1");
    }

    @Test
    void refusesWhatHasNoEnd() {
        assertMalformed("", "no part");
        assertMalformed("--c\r\n" + HEAD + "x\r\n--c--", "no part");
        assertMalformed("--b\r\n" + HEAD + "x", "in the middle of part 1");
        assertMalformed("--b\r\n" + HEAD + "x\r\n--b", "in the middle of part 1");
        assertMalformed("--b\r\n" + HEAD + "x\r\n--b-", "in the middle of part 1");
        assertMalformed("--b\r\n" + HEAD.strip(), "in the middle of part 1");
        assertMalformed("--b\r\n\r\nx\r\n--b--", "no 'Content-Disposition");
        assertMalformed("--b\r\nContent-Disposition: attachment\r\n\r\nx\r\n--b--", "no 'Content-Disposition");
    }

    @Test
    void boundsWhatIsBeforeAndAfterAndHeld() {
        assertMalformed("x".repeat(65_537) + "\r\n--b\r\n", "64 KiB before the first part");
        assertMalformed("--b\r\n" + HEAD + "x\r\n--b--" + "x".repeat(65_537), "64 KiB after the last part");
        assertMalformed("--b\r\nX: " + "y".repeat(9_000), "headers of a part are larger than 8 KiB");
        assertMalformed("--b\r\n" + "\n".repeat(9_000), "headers of a part are larger than 8 KiB");
        assertMalformed("--b" + " ".repeat(9_000), "boundary's line is larger");
        assertMalformed(
                "--b\r\nContent-Disposition: form-data; name=q\r\n\r\n" + "y".repeat(9_000),
                "a field of the form is larger");
        assertMalformed(("--b\r\n" + HEAD + "x\r\n").repeat(11) + "--b--", "more than 10 parts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0123456789012345678901234567890123456789012345678901234567890123456789x", "a\rb", "é"})
    void refusesBoundariesThatAreNone(String boundary) {
        assertThatThrownBy(() -> new MultipartParser(boundary, 1, new Collector()))
                .isInstanceOf(BadInput.class);
    }

    @Test
    void readsTheSameHoweverTheBytesArriveAndWhateverTheyAre() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String[] pieces = {
            "\r\n--b", "\r\n--", "\r\n", "\r", "\n", "-", "b", "--b--", "x", "\r\n--b\r\n" + HEAD, HEAD, " "
        };
        for (int round = 0; round < 4_000; round++) {
            StringBuilder body = new StringBuilder("--b\r\n" + HEAD);
            for (int i = random.nextInt(12); i > 0; i--) {
                body.append(pieces[random.nextInt(pieces.length)]);
            }
            body.append(random.nextInt(4) == 0 ? "" : "\r\n--b--");
            String whole = outcome(body.toString(), 10_000);
            String slow = outcome(body.toString(), 1 + random.nextInt(9));
            assertThat(slow).as("seed %d: %s", seed, body).isEqualTo(whole);
        }
    }

    /** A content with a fixed look is found again exactly, against a plain search. */
    @Test
    void findsContentsLikeAPlainSearch() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            String boundary = "-".repeat(random.nextInt(4)) + "ab".repeat(1 + random.nextInt(20));
            StringBuilder content = new StringBuilder();
            for (int i = random.nextInt(300); i > 0; i--) {
                content.append("\r\n-ab".charAt(random.nextInt(5)));
            }
            if (("\r\n" + content).contains("\r\n--" + boundary)) {
                continue;
            }
            String body = "--" + boundary + "\r\n" + HEAD + content + "\r\n--" + boundary + "--";
            assertThat(parse(boundary, body, 1 + random.nextInt(80)))
                    .as("seed %d", seed)
                    .containsExactly("f/a.png/-=" + content);
        }
    }

    private static String outcome(String body, int step) {
        try {
            return parse("b", body, step).toString();
        } catch (BadInput bad) {
            return "refused as " + bad.kind();
        }
    }
}
