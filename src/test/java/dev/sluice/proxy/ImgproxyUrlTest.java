package dev.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.failure.NotFound;
import dev.sluice.image.Colour;
import dev.sluice.image.Fit;
import dev.sluice.image.Gravity;
import dev.sluice.units.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImgproxyUrlTest {

    private static final String SOURCE = "/plain/http://example.com/a%20b.jpg";

    private static ImgproxyOptions.Wish wish(String options) {
        return ImgproxyOptions.read(ImgproxyUrl.parse("/x/" + options + SOURCE));
    }

    @Test
    void readsAPlainSource() {
        ImgproxyUrl url = ImgproxyUrl.parse("/abc/rs:fit:300:200/q:50/plain/http://example.com/a%20b.jpg@webp");
        assertThat(url.signature()).isEqualTo("abc");
        assertThat(url.signed()).isEqualTo("/rs:fit:300:200/q:50/plain/http://example.com/a%20b.jpg@webp");
        assertThat(url.source()).isEqualTo("http://example.com/a b.jpg");
        assertThat(url.format()).isEqualTo("webp");
        assertThat(url.options())
                .containsExactly(
                        new ImgproxyUrl.Option("rs", List.of("fit", "300", "200")),
                        new ImgproxyUrl.Option("q", List.of("50")));
    }

    /** The example of imgproxy's documentation, "Generating the URL", its source cut into pieces. */
    @Test
    void readsASourceInBase64() {
        ImgproxyUrl url = ImgproxyUrl.parse("/abc/w:300/aHR0cDovL2V4YW1w/bGUuY29tL2ltYWdl/cy9jdXJpb3NpdHku/anBn.png");
        assertThat(url.source()).isEqualTo("http://example.com/images/curiosity.jpg");
        assertThat(url.format()).isEqualTo("png");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/abc",
                "/abc/",
                "//plain/http://example.com/a.jpg",
                "/abc/plain/",
                "/abc/plain/@png",
                "/abc/plain/a@png@gif",
                "/abc/w:300/",
                "/abc/w:300/****",
                "/abc/plain/%zz",
                "/abc/w300/plain/http://example.com/a.jpg"
            })
    void refusesWhatIsNone(String path) {
        assertThatThrownBy(() -> ImgproxyUrl.parse(path)).isInstanceOf(NotFound.class);
    }

    @Test
    void endsInAnAnswerOfItsOwnForAnyText() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String alphabet = "/:.@%-_=aw1sfpl\u00e9 ";
        for (int attempt = 0; attempt < 20_000; attempt++) {
            StringBuilder path = new StringBuilder(random.nextBoolean() ? "/s/rs:fit" : "/s");
            for (int i = random.nextInt(40); i > 0; i--) {
                path.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                ImgproxyOptions.read(ImgproxyUrl.parse(path.toString()));
            } catch (NotFound answer) {
                assertThat(answer).as("seed %d", seed).hasMessageMatching("(?s).+");
            }
        }
    }

    @Test
    void knowsTheOptionsByTheirLongAndShortNames() {
        var rendition = wish("resize:fill:300:200:1/gravity:sowe/quality:55/background:255:0:16/format:webp/kcr:0")
                .rendition();
        assertThat(rendition.width()).isEqualTo(300);
        assertThat(rendition.height()).isEqualTo(200);
        assertThat(rendition.fit()).isEqualTo(Fit.COVER);
        assertThat(rendition.enlarge()).isTrue();
        assertThat(rendition.gravity()).isEqualTo(Gravity.SOUTH_WEST);
        assertThat(rendition.quality()).isEqualTo(55);
        assertThat(rendition.background()).isEqualTo(new Colour(255, 0, 16));
        assertThat(rendition.format()).isEqualTo(MediaType.WEBP);
        assertThat(rendition.keepCopyright()).isFalse();
        assertThat(wish("rs:fill:300:200:1/g:sowe/q:55/bg:ff0010/f:webp/keep_copyright:0")
                        .rendition())
                .isEqualTo(rendition);
    }

    @Test
    void laterOptionsGoBeforeEarlierOnesAndEmptyArgumentsChangeNothing() {
        var rendition = wish("w:100/h:50/rs:force:::1/w:80").rendition();
        assertThat(rendition.width()).isEqualTo(80);
        assertThat(rendition.height()).isEqualTo(50);
        assertThat(rendition.fit()).isEqualTo(Fit.FILL);
        assertThat(rendition.enlarge()).isTrue();
    }

    @Test
    void zoomAndDensityMultiplyTheFrame() {
        var rendition = wish("s:100:0/dpr:2/z:1.5").rendition();
        assertThat(rendition.width()).isEqualTo(300);
        assertThat(rendition.height()).isNull();
    }

    @Test
    void extendingPadsWithAGravityOfItsOwn() {
        var rendition = wish("rs:fit:100:100:0:1:no/g:so").rendition();
        assertThat(rendition.fit()).isEqualTo(Fit.CONTAIN);
        assertThat(rendition.gravity()).isEqualTo(Gravity.NORTH);
    }

    @Test
    void qualityIsThatOfTheFormatUnlessItIsGiven() {
        assertThat(wish("f:avif").rendition().quality()).isEqualTo(63);
        assertThat(wish("f:webp/fq:webp:30:avif:20").rendition().quality()).isEqualTo(30);
        assertThat(wish("f:webp/fq:webp:30/q:70").rendition().quality()).isEqualTo(70);
    }

    @Test
    void someOptionsAreNotAboutPixels() {
        ImgproxyOptions.Wish wish = wish("raw:1/fn:cat/att:t/exp:1700000000/cb:anything");
        assertThat(wish.raw()).isTrue();
        assertThat(wish.attachment()).isTrue();
        assertThat(wish.fileName()).isEqualTo("cat");
        assertThat(wish.expires()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
    }

    @ParameterizedTest
    @CsvSource({
        "w:-1,no whole number",
        "w:1:2,at most 1",
        "w:99999999999,no whole number",
        "dpr:0,no number above 0",
        "dpr:NaN,no number above 0",
        "q:101,above 100",
        "bg:12,background",
        "bg:1:2:256,background",
        "g:middle,is unknown",
        "f:exe,is unknown",
        "rt:grow,is unknown",
        "fq:webp,pairs",
        "rs:fit:1:1:1:1:no:0:0:0,at most 8",
        "blur:3,not supported here yet",
        "sm:0,not supported here yet",
        "wobble:3,the option wobble is unknown"
    })
    void saysWhatIsWrongWithAnOption(String options, String text) {
        assertThatThrownBy(() -> wish(options)).isInstanceOf(NotFound.class).hasMessageContaining(text);
    }

    /** Key, salt, path and result of imgproxy's documentation, "Signing the URL". */
    @Test
    void signsAsImgproxyDoes() {
        UrlSignature signature = UrlSignature.of("736563726574", "68656C6C6F", UrlSignature.WHOLE);
        String path = "/rs:fill:300:400:0/g:sm/aHR0cDovL2V4YW1w/bGUuY29tL2ltYWdl/cy9jdXJpb3NpdHku/anBn.png";
        assertThat(signature.text(path)).isEqualTo("oKfUtW34Dvo2BGQehJFR4Nr0_rIjOtdtzJ3QFsUcXH8");
        assertThat(UrlSignature.verify(List.of(signature), signature.text(path), path))
                .isTrue();
    }

    @Test
    void takesNoSignatureThatIsWrongByOneBitOrOfAnotherSaltOrPath() {
        UrlSignature signature = UrlSignature.of("00ff", "aa", 12);
        UrlSignature other = UrlSignature.of("00ff", "ab", 12);
        String right = signature.text("/w:1/plain/a");
        assertThat(right).hasSize(16);
        assertThat(UrlSignature.verify(List.of(other, signature), right, "/w:1/plain/a"))
                .isTrue();
        assertThat(UrlSignature.verify(List.of(other), right, "/w:1/plain/a")).isFalse();
        assertThat(UrlSignature.verify(List.of(signature), right, "/w:2/plain/a"))
                .isFalse();
        assertThat(UrlSignature.verify(List.of(signature), "", "/w:1/plain/a")).isFalse();
        assertThat(UrlSignature.verify(List.of(signature), "insecure", "/w:1/plain/a"))
                .isFalse();
        char last = right.charAt(15);
        String changed = right.substring(0, 15) + (last == 'A' ? 'B' : 'A');
        assertThat(UrlSignature.verify(List.of(signature), changed, "/w:1/plain/a"))
                .isFalse();
    }
}
