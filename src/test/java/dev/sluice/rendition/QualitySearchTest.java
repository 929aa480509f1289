package dev.sluice.rendition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.image.Output;
import dev.sluice.units.DataSize;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QualitySearchTest {

    private static final DataSize MOST = DataSize.ofBytes(1000);

    /** The steps of imgproxy: three quarters of the quality, half of it beyond 1.5 times, a quarter beyond 3 times. */
    @ParameterizedTest
    @CsvSource({"80,1001,60", "80,1500,60", "80,1501,40", "80,3000,40", "80,3001,20", "11,1001,8", "11,9000,3"})
    void lowersTheQualityTheMoreTheFurtherBeyond(int quality, long bytes, int next) {
        QualitySearch search = new QualitySearch(MOST);
        DataSize made = DataSize.ofBytes(bytes);
        assertThat(search.next(new Output.Jpeg(quality), made)).contains(new Output.Jpeg(next));
        assertThat(search.next(new Output.Webp(quality), made)).contains(new Output.Webp(next));
        assertThat(search.next(new Output.Avif(quality, 1), made)).contains(new Output.Avif(next, 1));
    }

    @Test
    void endsWhenItFitsOrNothingHelps() {
        QualitySearch search = new QualitySearch(MOST);
        assertThat(search.next(new Output.Jpeg(80), MOST)).isEmpty();
        assertThat(search.next(new Output.Jpeg(10), DataSize.ofMebibytes(1))).isEmpty();
        assertThat(search.next(new Output.Png(6), DataSize.ofMebibytes(1))).isEmpty();
        assertThat(new QualitySearch(DataSize.ZERO).next(new Output.Jpeg(80), DataSize.ofMebibytes(1)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1001, 1600, 100_000})
    void endsAfterTenTriesAtMost(long bytes) {
        QualitySearch search = new QualitySearch(MOST);
        Optional<Output> output = Optional.of(new Output.Jpeg(100));
        int tries = 0;
        while (output.isPresent()) {
            output = search.next(output.get(), DataSize.ofBytes(bytes));
            tries++;
        }
        assertThat(tries).isLessThanOrEqualTo(10);
    }
}
