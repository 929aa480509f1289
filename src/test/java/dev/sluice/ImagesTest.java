package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Pictures;
import dev.sluice.support.Reply;
import dev.sluice.support.RunningSluice;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /images/{id}}: a kept picture, as it is and made to measure, for caches and for displays. */
class ImagesTest {

    @RegisterExtension
    static final RunningSluice SLUICE = RunningSluice.with(Map.of());

    private String url = "";

    @BeforeEach
    void upload() {
        url = "/images/" + SLUICE.upload(Pictures.png(120, 80));
    }

    @ParameterizedTest
    @CsvSource({
        "w=60, 60, 40",
        "h=40, 60, 40",
        "w=60&h=60, 60, 40",
        "w=60&h=60&fit=inside, 60, 40",
        "w=60&h=60&fit=cover, 60, 60",
        "w=60&h=60&fit=cover&gravity=north-east, 60, 60",
        "w=60&h=60&fit=cover&gravity=smart, 60, 60",
        "w=60&h=60&fit=contain&background=ff0000, 60, 60",
        "w=60&h=60&fit=fill, 60, 60",
        "w=240, 120, 80",
        "w=240&enlarge=true, 240, 160"
    })
    void makesThePictureAsLargeAsAsked(String query, int width, int height) {
        Reply reply = SLUICE.get(url + "?" + query);

        BufferedImage picture = reply.picture();
        assertThat(picture.getWidth()).isEqualTo(width);
        assertThat(picture.getHeight()).isEqualTo(height);
        assertThat(reply.header("X-Image-Width")).isEqualTo(Integer.toString(width));
        assertThat(reply.header("X-Image-Height")).isEqualTo(Integer.toString(height));
    }

    @Test
    void cutsWhereItIsTold() {
        BufferedImage scene = Pictures.scene(120, 80);

        BufferedImage west =
                SLUICE.get(url + "?w=40&h=80&fit=cover&gravity=west").picture();
        BufferedImage east =
                SLUICE.get(url + "?w=40&h=80&fit=cover&gravity=east").picture();

        assertThat(Pictures.distance(west, scene.getSubimage(0, 0, 40, 80))).isLessThan(2);
        assertThat(Pictures.distance(east, scene.getSubimage(80, 0, 40, 80))).isLessThan(2);
        assertThat(Pictures.distance(west, east)).isGreaterThan(10);
    }

    @Test
    void padsWithTheColourAsked() {
        BufferedImage padded =
                SLUICE.get(url + "?w=120&h=120&fit=contain&background=00ff00").picture();

        assertThat(padded.getRGB(60, 2) & 0xffffff).isEqualTo(0x00ff00);
        assertThat(padded.getRGB(60, 117) & 0xffffff).isEqualTo(0x00ff00);
        assertThat(Pictures.distance(padded.getSubimage(0, 20, 120, 80), Pictures.scene(120, 80)))
                .isLessThan(1);
    }

    @Test
    void makesWhatDisplaysTake() {
        assertThat(SLUICE.get(url + "?w=60&format=rgb565&dither=ordered").bytes())
                .hasSize(60 * 40 * 2);
        assertThat(SLUICE.get(url + "?w=60&format=grey1&dither=diffusion").bytes())
                .hasSize(8 * 40);
        assertThat(SLUICE.get(url + "?w=60&format=grey4").bytes()).hasSize(30 * 40);
        assertThat(SLUICE.get(url + "?format=grey1&dither=none").bytes())
                .isNotEqualTo(SLUICE.get(url + "?format=grey1&dither=diffusion").bytes());
    }

    @Test
    void qualityDecidesTheSize() {
        int low = SLUICE.get(url + "?format=jpeg&q=5").bytes().length;
        int high = SLUICE.get(url + "?format=jpeg&q=98").bytes().length;

        assertThat(low).isLessThan(high);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?w=60", "?w=60&format=rgb565"})
    void headSaysWhatGetSends(String query) {
        Reply get = SLUICE.get(url + query);
        Reply head = SLUICE.head(url + query);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.bytes()).isEmpty();
        for (String name : new String[] {"Content-Type", "Content-Length", "ETag", "Cache-Control", "Accept-Ranges"}) {
            assertThat(head.header(name)).as(name).isNotNull().isEqualTo(get.header(name));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?w=60", "?w=60&format=jpeg"})
    void isNotSentAgainToWhoHasIt(String query) {
        String tag = SLUICE.get(url + query).header("ETag");

        Reply again = SLUICE.get(url + query, "If-None-Match", String.valueOf(tag));

        assertThat(again.status()).isEqualTo(304);
        assertThat(again.bytes()).isEmpty();
        assertThat(again.header("ETag")).isEqualTo(tag);
        assertThat(SLUICE.get(url + query, "If-None-Match", "\"another\"").status())
                .isEqualTo(200);
        assertThat(SLUICE.get(url + "?w=33", "If-None-Match", String.valueOf(tag))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?w=60"})
    void sendsTheRangeAsked(String query) {
        byte[] whole = SLUICE.get(url + query).bytes();

        Reply part = SLUICE.get(url + query, "Range", "bytes=10-19");
        Reply end = SLUICE.get(url + query, "Range", "bytes=-5");
        Reply outside = SLUICE.get(url + query, "Range", "bytes=" + whole.length + "-");

        assertThat(part.status()).isEqualTo(206);
        assertThat(part.bytes()).isEqualTo(Arrays.copyOfRange(whole, 10, 20));
        assertThat(part.header("Content-Range")).isEqualTo("bytes 10-19/" + whole.length);
        assertThat(end.bytes()).isEqualTo(Arrays.copyOfRange(whole, whole.length - 5, whole.length));
        outside.problem(416, "range");
        assertThat(outside.header("Content-Range")).isEqualTo("bytes */" + whole.length);
    }

    @Test
    void aRangeOfAnOlderPictureIsTheWholeOfThisOne() {
        Reply reply = SLUICE.get(url, "Range", "bytes=0-3", "If-Range", "\"older\"");

        assertThat(reply.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "w=0|w",
                "w=-1|w",
                "w=1000000000|w",
                "w=1e9|w",
                "h=99999999999999999999|h",
                "w=|w",
                "w=10&w=20|twice",
                "w=10&w=10|twice",
                "wdith=10|known",
                "hh=10|'h'",
                "fromat=png|'format'",
                "gravty=north|'gravity'",
                "fit=stretch|cover",
                "gravity=up|north",
                "format=doc|webp",
                "dither=much|diffusion",
                "q=101&format=jpeg|q",
                "q=10&format=png|9",
                "background=pink|background",
                "enlarge=maybe|true",
                "w=%zz|%",
                "w=0&fit=stretch&format=doc|fit"
            })
    void saysWhatIsWrongWithAParameter(String query, String word) {
        assertThat(badRequest(url + "?" + query)).containsIgnoringCase(word);
    }

    /** Sent as it is: the JDK's client would refuse some of these itself. */
    private String badRequest(String target) {
        try (var wire = SLUICE.wire()) {
            String answer = wire.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .answer();
            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("application/problem+json", "/problems/parameter");
            int detail = answer.indexOf("\"detail\"");
            return answer.substring(detail, answer.indexOf('\n', detail));
        }
    }

    @Test
    void anUnknownPathNamesTheNearest() {
        assertThat(SLUICE.get("/imagse").detail(404, "not-found")).contains("/images");
        assertThat(SLUICE.get("/images/nothing").detail(404, "not-found")).contains("GET /images");
        Reply put = SLUICE.send(SLUICE.request("/upload").GET());
        put.problem(405, "method");
        assertThat(put.header("Allow")).contains("POST");
    }
}
