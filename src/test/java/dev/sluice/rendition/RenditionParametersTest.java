package dev.sluice.rendition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.failure.BadInput;
import dev.sluice.image.Colour;
import dev.sluice.image.Dither;
import dev.sluice.image.Effects;
import dev.sluice.image.Fit;
import dev.sluice.image.Gravity;
import dev.sluice.image.RenditionOptions;
import dev.sluice.image.Saving;
import dev.sluice.units.DataSize;
import dev.sluice.units.MediaType;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenditionParametersTest {

    @Test
    void nothingAskedForIsThePlainRendition() {
        assertThat(RenditionParameters.read(Map.of("page", "2"))).isEqualTo(RenditionOptions.PLAIN);
    }

    @Test
    void readsEveryParameter() {
        Map<String, String> parameters = Map.ofEntries(
                Map.entry("w", "720"),
                Map.entry("h", "588"),
                Map.entry("fit", "cover"),
                Map.entry("gravity", "north-east"),
                Map.entry("q", "70"),
                Map.entry("format", "RGB565"),
                Map.entry("dither", "diffusion"),
                Map.entry("background", "ff8800"),
                Map.entry("enlarge", "true"),
                Map.entry("keep-copyright", "true"),
                Map.entry("blur", "2.5"),
                Map.entry("sharpen", "1"),
                Map.entry("max_bytes", "20KiB"));

        assertThat(parameters.keySet()).containsExactlyInAnyOrderElementsOf(RenditionParameters.NAMES);
        assertThat(RenditionParameters.read(parameters))
                .isEqualTo(new RenditionOptions(
                        720,
                        588,
                        Fit.COVER,
                        Gravity.NORTH_EAST,
                        true,
                        MediaType.RGB565,
                        70,
                        Dither.DIFFUSION,
                        new Colour(255, 136, 0),
                        true,
                        null,
                        new Effects(2.5, 1, 0),
                        new Saving(Map.of(), DataSize.ofKibibytes(20), false, false, 0)));
    }

    @ParameterizedTest
    @CsvSource({
        "blur,0,above 0 and at most 500",
        "blur,-1,above 0 and at most 500",
        "blur,500.1,above 0 and at most 500",
        "blur,NaN,above 0 and at most 500",
        "blur,'',above 0 and at most 500",
        "sharpen,much,above 0 and at most 10",
        "sharpen,Infinity,above 0 and at most 10",
        "max_bytes,0,write a size such as 64KiB",
        "max_bytes,-5,write a whole number followed by",
        "max_bytes,64kb,write a whole number followed by",
    })
    void refusesWhatIsOutOfRange(String name, String value, String hint) {
        assertThatThrownBy(() -> RenditionParameters.read(Map.of(name, value)))
                .isInstanceOf(BadInput.class)
                .hasMessageStartingWith(name + ": ")
                .hasMessageContaining(hint);
    }

    @Test
    void bothSpellingsOfCentreAreRead() {
        assertThat(RenditionParameters.read(Map.of("gravity", "center")).gravity())
                .isEqualTo(Gravity.CENTRE);
        assertThat(RenditionParameters.read(Map.of("gravity", "centre")).gravity())
                .isEqualTo(Gravity.CENTRE);
    }

    @Test
    void saysAllThatIsWrongAtOnce() {
        assertThatThrownBy(() -> RenditionParameters.read(Map.of("w", "1e9", "fit", "tight", "format", "heif2")))
                .isInstanceOfSatisfying(
                        BadInput.class, e -> assertThat(e.kind()).isEqualTo(BadInput.Kind.PARAMETER))
                .hasMessageContaining("w: '1e9' is not a whole number")
                .hasMessageContaining("fit: 'tight' is none of the choices: inside, cover, contain, fill")
                .hasMessageContaining("format: 'heif2' is not a format");
    }
}
