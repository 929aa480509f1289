package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingTest {

    enum Taste {
        SWEET,
        VERY_SOUR
    }

    @Test
    void aSecondRuleIsAddedToTheFirst() {
        Setting<Integer> even = Setting.integer("n", 2, 1, 9, "").check(value -> value % 2 == 0, "even");

        assertThat(even.read("4")).isEqualTo(4);
        assertThat(even.rules()).isEqualTo("a whole number, from 1 to 9, even");
        assertThatIllegalArgumentException().isThrownBy(() -> even.read("5"));
        assertThatIllegalArgumentException().isThrownBy(() -> even.read("10"));
    }

    @ParameterizedTest
    @CsvSource({"0s, 0s", "1000ms, 1s", "1500ms, 1500ms", "60s, 1m", "90m, 90m", "120m, 2h", "48h, 2d"})
    void aTimeIsWrittenInItsLargestUnitAndReadsBackEqual(String text, String written) {
        var time = Kind.DURATION.read(text);

        assertThat(Kind.DURATION.write(time)).isEqualTo(written);
        assertThat(Kind.DURATION.read(written)).isEqualTo(time);
    }

    @ParameterizedTest
    @CsvSource({"30", "s", "-1s", "1.5h", "1 w", "99999999999s", "''"})
    void whatIsNotATimeIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Kind.DURATION.read(text))
                .withMessageContaining("as in 30s");
    }

    @Test
    void aChoiceIsWrittenInLowerCaseWithHyphens() {
        Setting<Taste> taste = Setting.choice("taste", Taste.VERY_SOUR, Taste.class, "");

        assertThat(taste.fallback()).isEqualTo("very-sour");
        assertThat(taste.read(" sweet ")).isEqualTo(Taste.SWEET);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> taste.read("SWEET"))
                .withMessage("'SWEET' is none of the choices: sweet, very-sour");
    }

    @Test
    void aListSkipsEmptyParts() {
        assertThat(Kind.LIST.read(" a, ,b,")).containsExactly("a", "b");
        assertThat(Kind.LIST.write(List.of("a", "b"))).isEqualTo("a,b");
    }

    @Test
    void theVariableIsTheKeyInCapitals() {
        assertThat(Setting.flag("image.allow-old-libvips", false, "").variable())
                .isEqualTo("SLUICE_IMAGE_ALLOW_OLD_LIBVIPS");
    }

    @ParameterizedTest
    @CsvSource({
        "memroy, memory",
        "memory-max, memory",
        "htp.port, http.port",
        "port, http.port",
        "recieve.wait, receive.wait",
        "token, access.token"
    })
    void theNearestKeyIsFound(String typed, String meant) {
        List<String> known = List.of("memory", "http.port", "http.host", "receive.wait", "access.token");

        assertThat(Nearest.to(typed, known)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"''", "camera.frames", "x"})
    void nothingIsSuggestedForWhatIsNearNothing(String typed) {
        assertThat(Nearest.to(typed, List.of("memory", "http.port"))).isEmpty();
        assertThat(Nearest.to("a".repeat(10_000), List.of("memory"))).isEmpty();
    }
}
