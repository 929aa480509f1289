package dev.sluice.rendition;

import dev.sluice.image.Output;
import dev.sluice.units.DataSize;
import java.util.Optional;

/**
 * Lowers the quality of a result until it has no more than some bytes: the further beyond, the faster, as imgproxy does
 * ({@code processing/save_fit_bytes.go}). Ends after ten tries at most, the last of which is what there is, however large. Immutable.
 *
 * @param most bytes; zero for any number
 */
public record QualitySearch(DataSize most) {

    /** Below, it is sent as it is. */
    private static final int ENOUGH = 10;

    private static final double FAR = 3;
    private static final double HALF = 1.5;

    /** The work to do next, if {@code work} made {@code bytes}; empty when that will do, or nothing helps. */
    public Optional<Choice.Priced> next(Choice.Priced work, DataSize bytes) {
        return next(work.plan().output(), bytes)
                .map(output -> new Choice.Priced(work.probe(), work.plan().with(output), work.cost()));
    }

    /** What to try next, if {@code output} made {@code bytes}; empty when that will do, or nothing helps. */
    Optional<Output> next(Output output, DataSize bytes) {
        if (most.bytes() == 0 || bytes.fits(most)) {
            return Optional.empty();
        }
        double beyond = (double) bytes.bytes() / most.bytes();
        return switch (output) {
            case Output.Jpeg(int quality) when quality > ENOUGH -> Optional.of(new Output.Jpeg(lower(quality, beyond)));
            case Output.Webp(int quality) when quality > ENOUGH -> Optional.of(new Output.Webp(lower(quality, beyond)));
            case Output.Avif(int quality, int effort)
            when quality > ENOUGH -> Optional.of(new Output.Avif(lower(quality, beyond), effort));
            case Output.Jpeg _,
                    Output.Webp _,
                    Output.Avif _,
                    Output.Png _,
                    Output.Gif _,
                    Output.Tiff _,
                    Output.Bmp _,
                    Output.Rgb565 _,
                    Output.Grey _ -> Optional.empty();
        };
    }

    private static int lower(int quality, double beyond) {
        double factor = beyond > FAR ? 0.25 : beyond > HALF ? 0.5 : 0.75;
        return (int) Math.max(1, Math.min(quality - 1L, Math.round(quality * factor)));
    }
}
