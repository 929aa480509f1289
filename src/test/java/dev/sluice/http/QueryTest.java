package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.failure.BadInput;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {

    @Test
    void readsNamesAndValues() {
        Query query = Query.parse("w=720&name=a+b%20%C3%A9%26&&q=").allow("w", "name", "q");
        assertThat(query.integer("w", 1, 1000)).hasValue(720);
        assertThat(query.text("name")).hasValue("a b é&");
        assertThat(query.text("absent")).isEmpty();
        assertThat(query.integer("absent", 1, 2)).isEmpty();
        assertThat(query.flag("absent")).isFalse();
        assertThat(query.values()).containsOnlyKeys("w", "name", "q");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "w=1&w=2|the parameter 'w' is given twice",
                "w=1&%77=2|the parameter 'w' is given twice",
                "wdith=1|the parameter 'wdith' is unknown; did you mean 'width'?",
                "xyzzy=1|the parameter 'xyzzy' is unknown; known: w, width, format",
                "=1|the parameter '' is unknown",
                "w=%4|a % is not followed by two hexadecimal digits",
                "w=%ff|an escaped character is not UTF-8",
            })
    void refusesWhatItDoesNotKnow(String text, String message) {
        assertThatThrownBy(() -> Query.parse(text).allow("w", "width", "format"))
                .isInstanceOfSatisfying(
                        BadInput.class, bad -> assertThat(bad.kind()).isEqualTo(BadInput.Kind.PARAMETER))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1e9", "2147483648", "99999999999999999999", "", "1.5", "0x10", "nan", "1001"})
    void refusesNumbersOutsideTheirRange(String text) {
        assertThatThrownBy(() -> Query.parse("w=" + text).integer("w", 1, 1000))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("w");
    }

    @Test
    void refusesFlagsThatAreNeither() {
        assertThat(Query.parse("a=true").flag("a")).isTrue();
        assertThatThrownBy(() -> Query.parse("a=yes").flag("a")).hasMessageContaining("neither true nor false");
    }

    @Test
    void writesNoControlCharactersIntoItsMessages() {
        assertThatThrownBy(() -> Query.parse("a%0a%1b" + "x".repeat(500) + "=1").allow())
                .satisfies(bad -> assertThat(bad.getMessage())
                        .doesNotContain("\n", "\u001b")
                        .hasSizeLessThan(150));
    }

    @Test
    void survivesAnything() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String letters = "ab=&%+0fF;\u00e9\u0000";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(24); i > 0; i--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            try {
                Query.parse(text.toString()).allow("a", "b").integer("a", 0, 9);
            } catch (BadInput expected) {
                assertThat(expected.kind()).as("seed %d: %s", seed, text).isEqualTo(BadInput.Kind.PARAMETER);
            } catch (RuntimeException unexpected) {
                throw new AssertionError("seed " + seed + ": " + text, unexpected);
            }
        }
    }

    @Test
    void aDecimalParameterIsReadStrictly() {
        assertThat(Query.parse("speed=2.5").decimal("speed", 0.1, 100)).hasValue(2.5);
        assertThat(Query.parse("").decimal("speed", 0.1, 100)).isEmpty();
        for (String wrong : new String[] {"speed=0.05", "speed=NaN", "speed=101", "speed=fast", "speed=Infinity"}) {
            assertThat(catchThrowable(() -> Query.parse(wrong).decimal("speed", 0.1, 100)))
                    .as(wrong)
                    .hasMessageContaining("is not a number from 0.1 to 100");
        }
    }
}
