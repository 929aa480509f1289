package dev.sluice.bench;

import dev.sluice.image.rows.RowReader;
import dev.sluice.image.rows.jpeg.ProgressiveJpeg;
import dev.sluice.image.rows.png.PngRows;
import dev.sluice.image.rows.webp.LosslessWebp;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long a reader of our own takes for a whole picture, on one thread, under the collector of {@code bin/sluice}; {@code bench/jmh.sh} says with which
 * compiler.
 * Megapixels a second are the picture's megapixels over the seconds that this prints.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 4, time = 3)
@Fork(value = 1, jvmArgsAppend = {"-XX:+UseSerialGC", "-Xmx64m"})
public class RowReadersBenchmark {

    @Param("")
    public String picture;

    @Benchmark
    public long read() throws IOException {
        Path file = Path.of(picture);
        if (picture.endsWith(".jpg")) {
            try (ProgressiveJpeg jpeg = ProgressiveJpeg.open(file, false, more -> {})) {
                jpeg.toBaseline(Channels.newChannel(OutputStream.nullOutputStream()), () -> {});
            }
            return 0;
        }
        long[] bytes = new long[1];
        try (RowReader reader = picture.endsWith(".png")
                ? PngRows.open(file, 4, more -> {})
                : LosslessWebp.open(file, 4, more -> {})) {
            reader.read((pixels, count) -> bytes[0] += count, () -> {});
        }
        return bytes[0];
    }
}
