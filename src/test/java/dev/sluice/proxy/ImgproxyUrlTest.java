package dev.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.failure.NotFound;
import dev.sluice.image.Anchor;
import dev.sluice.image.Colour;
import dev.sluice.image.Composition;
import dev.sluice.image.Gravity;
import dev.sluice.image.Sizing;
import dev.sluice.units.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImgproxyUrlTest {

    private static final String SOURCE = "/plain/http://example.com/a%20b.jpg";

    private static final ImgproxyOptions.Rules ALL = new ImgproxyOptions.Rules(Presets.of(List.of()), true);

    private static ImgproxyOptions.Wish wish(String options) {
        return ImgproxyOptions.read(ImgproxyUrl.parse("/x/" + options + SOURCE), ALL);
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
                ImgproxyOptions.read(ImgproxyUrl.parse(path.toString()), ALL);
            } catch (NotFound answer) {
                assertThat(answer).as("seed %d", seed).hasMessageMatching("(?s).+");
            }
        }
    }

    private static Composition composition(String options) {
        return Objects.requireNonNull(wish(options).rendition().composition());
    }

    @Test
    void knowsTheOptionsByTheirLongAndShortNames() {
        var rendition = wish("resize:fill:300:200:1/gravity:sowe/quality:55/background:255:0:16/format:webp/kcr:0")
                .rendition();
        Composition composition = Objects.requireNonNull(rendition.composition());
        assertThat(composition.sizing()).isEqualTo(new Sizing(Sizing.Mode.FILL, 300, 200, 0, 0, 1, 1, 1, true, 0));
        assertThat(composition.anchor()).isEqualTo(new Anchor.Compass(Gravity.SOUTH_WEST, 0, 0));
        assertThat(rendition.saving().qualities()).containsEntry(MediaType.WEBP, 55);
        assertThat(rendition.background()).isEqualTo(new Colour(255, 0, 16));
        assertThat(composition.flat()).isTrue();
        assertThat(rendition.format()).isEqualTo(MediaType.WEBP);
        assertThat(rendition.keepCopyright()).isFalse();
        assertThat(wish("rs:fill:300:200:1/g:sowe/q:55/bg:ff0010/f:webp/keep_copyright:0")
                        .rendition())
                .isEqualTo(rendition);
    }

    /** Each option by all its names and with all its arguments. */
    @ParameterizedTest
    @CsvSource({
        "resize:auto:1:2,rs:auto:1:2",
        "size:1:2:1:1:no:3:4,s:1:2:1:1:no:3:4",
        "resizing_type:fill-down,rt:fill-down",
        "width:5,w:5",
        "height:5,h:5",
        "min-width:5,mw:5",
        "min-height:5,mh:5",
        "zoom:2:3,z:2:3",
        "enlarge:1,el:true",
        "extend:1:soea:1:2,ex:1:soea:1:2",
        "extend_aspect_ratio:1:fp:0.1:0.2,exar:1:fp:0.1:0.2",
        "extend_aspect_ratio:t,extend_ar:1",
        "gravity:fp:0.1:0.2,g:fp:0.1:0.2",
        "crop:0.5:20:sm,c:0.5:20:sm",
        "trim:10:ff0000:1:1,t:10:f00:1:1",
        "padding:1:2:3:4,pd:1:2:3:4",
        "padding:7:7:7:7,pd:7",
        "padding:1:2,pd:1:2:1:2",
        "auto_rotate:0,ar:0",
        "rotate:90,rot:-270",
        "flip:1:1,fl:1:1",
        "background:00ff80,bg:0:255:128",
        "blur:1.5,bl:1.5",
        "sharpen:1.5,sh:1.5",
        "pixelate:5,pix:5",
        "watermark:0.5:soea:1:2:0.3,wm:0.5:soea:1:2:0.3",
        "strip_metadata:0,sm:0",
        "keep_copyright:0,kcr:0",
        "strip_color_profile:0,scp:0",
        "enforce_thumbnail:1,eth:1",
        "quality:5,q:5",
        "format_quality:webp:5,fq:webp:5",
        "max_bytes:500,mb:500",
        "format:png,ext:png",
        "skip_processing:gif:png,skp:png:gif",
        "filename:Y2F0:1,fn:cat",
        "return_attachment:1,att:1",
        "expires:2000000000,exp:2000000000",
        "max_src_resolution:1.5,msr:1.5",
        "max_src_file_size:5,msfs:5",
        "max_animation_frames:5,maf:5",
        "max_animation_frame_resolution:2,mafr:2",
        "max_result_dimension:5,mrd:5"
    })
    void takesALongAndAShortName(String first, String second) {
        assertThat(wish(first)).isEqualTo(wish(second));
        if (!first.startsWith("enforce") && !first.startsWith("max_animation_frames:")) {
            assertThat(wish(first)).isNotEqualTo(wish("cb:1"));
        }
    }

    @Test
    void laterOptionsGoBeforeEarlierOnesAndEmptyArgumentsChangeNothing() {
        assertThat(composition("w:100/h:50/rs:force:::1/w:80").sizing())
                .isEqualTo(new Sizing(Sizing.Mode.FORCE, 80, 50, 0, 0, 1, 1, 1, true, 0));
        assertThat(composition("g:no:5:6/g:so").anchor()).isEqualTo(new Anchor.Compass(Gravity.SOUTH, 5, 6));
        assertThat(composition("g:no:5:6/g:sm/g:so").anchor()).isEqualTo(new Anchor.Compass(Gravity.SOUTH, 0, 0));
        assertThat(composition("t:5/t:").trim()).isNull();
        assertThat(composition("bg:f00/bg:").flat()).isFalse();
    }

    @Test
    void extendingHasAGravityOfItsOwn() {
        Composition composition = composition("rs:fit:100:100:0:1:no/g:so");
        assertThat(composition.frame().extend()).isEqualTo(new Anchor.Compass(Gravity.NORTH, 0, 0));
        assertThat(composition.anchor()).isEqualTo(new Anchor.Compass(Gravity.SOUTH, 0, 0));
    }

    @Test
    void qualityIsThatOfTheFormatUnlessItIsGiven() {
        assertThat(wish("f:avif").rendition().saving().qualities()).containsEntry(MediaType.AVIF, 63);
        assertThat(wish("fq:webp:30:avif:20").rendition().saving().qualities())
                .containsEntry(MediaType.WEBP, 30)
                .containsEntry(MediaType.AVIF, 20)
                .containsEntry(MediaType.JPEG, 80);
        assertThat(wish("fq:webp:30/q:70").rendition().saving().qualities()).containsEntry(MediaType.WEBP, 70);
    }

    @Test
    void someOptionsAreNotAboutPixels() {
        ImgproxyOptions.Wish wish = wish("raw:1/fn:cat/att:t/exp:1700000000/cb:anything");
        assertThat(wish.raw()).isTrue();
        assertThat(wish.attachment()).isTrue();
        assertThat(wish.fileName()).isEqualTo("cat");
        assertThat(wish.expires()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
        assertThat(wish("exp:0").expires()).isNull();
    }

    @Test
    void presetsAreAppliedWhereTheyAreNamedAndTheDefaultOneFirst() {
        Presets presets =
                Presets.of(List.of("default=w:10/h:20", " small = w:50/pr:loop ", "loop=pr:small/el:1", "wide=w:500"));
        ImgproxyOptions.Rules rules = new ImgproxyOptions.Rules(presets, false);
        ImgproxyOptions.Wish wish = ImgproxyOptions.read(ImgproxyUrl.parse("/x/preset:wide:small/h:5" + SOURCE), rules);
        assertThat(Objects.requireNonNull(wish.rendition().composition()).sizing())
                .isEqualTo(new Sizing(Sizing.Mode.FIT, 50, 5, 0, 0, 1, 1, 1, true, 0));
        ImgproxyOptions.Wish named = ImgproxyOptions.read(ImgproxyUrl.parse("/x/wide" + SOURCE, true), rules);
        assertThat(Objects.requireNonNull(named.rendition().composition()).sizing())
                .isEqualTo(new Sizing(Sizing.Mode.FIT, 500, 20, 0, 0, 1, 1, 1, false, 0));
        assertThatThrownBy(() -> ImgproxyOptions.read(ImgproxyUrl.parse("/x/pr:other" + SOURCE), rules))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("no preset 'other'");
        assertThatThrownBy(() -> ImgproxyOptions.read(ImgproxyUrl.parse("/x/w:5" + SOURCE, true), rules))
                .isInstanceOf(NotFound.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "small=", "=w:5", "small=w", "small=w:5=6", "small=w:5//h:5"})
    void refusesPresetsThatAreNone(String preset) {
        assertThatThrownBy(() -> Presets.of(List.of(preset)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("proxy.presets");
    }

    @Test
    void limitsOfTheUrlAreReadOnlyWhereTheyAreAllowed() {
        ImgproxyOptions.Rules rules = new ImgproxyOptions.Rules(Presets.of(List.of()), false);
        assertThatThrownBy(() -> ImgproxyOptions.read(ImgproxyUrl.parse("/x/msr:5" + SOURCE), rules))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("proxy.allow-security-options");
    }

    @ParameterizedTest
    @CsvSource({
        "w:-1,no whole number",
        "w:1:2,at most 1",
        "w:99999999999,no whole number",
        "dpr:0,no number above 0",
        "dpr:NaN,is no number",
        "q:101,no whole number from 0 to 100",
        "bg:12,is not a colour",
        "bg:1:2:256,bg: a colour part",
        "g:middle,is no gravity",
        "f:exe,is no format",
        "rt:grow,is no resizing type",
        "fq:webp,pairs",
        "rs:fit:1:1:1:1:no:0:0:0,at most 8",
        "blur:-1,no number of at least 0",
        "g:fp:0.5,two numbers",
        "g:fp:0.5:1.5,no number from 0",
        "g:sm:1:1,at most 0 numbers",
        "ex:1:sm,is no gravity",
        "wm:1:fp,is no gravity",
        "wm:2,no number from 0",
        "wm:1:ce:x,no number",
        "rot:45,no multiple of 90",
        "z:0,no number above 0",
        "c:-1,no number of at least 0",
        "pd:-1,no whole number",
        "t:x,no number",
        "mb:-5,no whole number",
        "msr:x,no number",
        "maf:0,no whole number",
        "skp:exe,is no format",
        "ph:1,8 bits",
        "fn:***:1,base64",
        "exp:soon,no whole number",
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
