package dev.sluice.rendition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.failure.BadInput;
import dev.sluice.image.Colour;
import dev.sluice.image.Dither;
import dev.sluice.image.Fit;
import dev.sluice.image.Gravity;
import dev.sluice.image.RenditionOptions;
import dev.sluice.units.MediaType;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RenditionParametersTest {

    @Test
    void nothingAskedForIsThePlainRendition() {
        assertThat(RenditionParameters.read(Map.of("page", "2"))).isEqualTo(RenditionOptions.PLAIN);
    }

    @Test
    void readsEveryParameter() {
        Map<String, String> parameters = Map.of(
                "w", "720",
                "h", "588",
                "fit", "cover",
                "gravity", "north-east",
                "q", "70",
                "format", "RGB565",
                "dither", "diffusion",
                "background", "ff8800",
                "enlarge", "true",
                "keep-copyright", "true");

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
                        true));
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
